using System.Globalization;
using System.Text.Json.Nodes;

namespace OpLearn.Kernel.Charts;

/// <summary>
/// Makes a figure small enough for a notebook that is kept in version control. A screen shows a few hundred pixels across, so nothing that can be seen is lost: fields become
/// means over blocks of cells, long lines keep the extremes of each stretch, and numbers keep six digits.
/// </summary>
internal static class FigureThinning
{
    /// <summary>Characters of JSON that a figure may have.</summary>
    public const int Budget = 60_000;

    private const int Digits = 6;

    /// <summary>Cells of one field, points of one trace; halved until the figure fits.</summary>
    private static readonly (int Cells, int Points)[] Steps = [(64 * 64, 2_000), (40 * 40, 1_000), (28 * 28, 500), (20 * 20, 200), (12 * 12, 80)];

    /// <summary>Changes the figure in place.</summary>
    /// <param name="figure">Data and layout.</param>
    /// <returns>What was left out, in words; null where the figure is whole.</returns>
    public static string? Apply(JsonObject figure)
    {
        if (figure["data"] is not JsonArray data || Length(figure) <= Budget)
            return null;
        // Digits that no screen shows go first.
        foreach (JsonObject trace in data.OfType<JsonObject>())
            Round(trace);
        JsonArray whole = data.DeepClone().AsArray();
        List<string> notes = [];
        foreach ((int cells, int points) in Steps)
        {
            if (Length(figure) <= Budget)
                break;
            notes.Clear();
            for (int i = 0; i < data.Count; i++)
            {
                if (whole[i] is not JsonObject original)
                    continue;
                JsonObject trace = original.DeepClone().AsObject();
                if (Thin(trace, Math.Max(36, cells * 4 / Math.Max(4, data.Count)), Math.Max(40, points * 8 / Math.Max(8, data.Count))) is { } note)
                    notes.Add(note);
                data[i] = trace;
            }
        }
        return notes.Count == 0 ? "numbers rounded to six digits" : string.Join(", ", notes.Distinct().Take(3));
    }

    private static int Length(JsonObject figure) => figure.ToJsonString().Length;

    private static string? Thin(JsonObject trace, int cells, int points)
    {
        if (trace["z"] is { } z && FigureJson.Matrix(z) is { Length: > 0 } field && (z is not JsonArray rows || rows[0] is JsonArray or JsonObject))
            return ThinField(trace, field, cells);
        string? longest = new[] { "x", "y", "z" }.Where(name => FigureJson.IsList(trace[name])).MaxBy(name => FigureJson.Items(trace[name])!.Count);
        int count = longest is null ? 0 : FigureJson.Items(trace[longest])!.Count;
        if (count <= points || trace.Text("type", "scatter") is not ("scatter" or "scattergl" or "scatter3d" or "histogram" or "box"))
            return null;
        int[] kept = Extremes(FigureJson.Items(trace["y"])?.Select(FigureJson.Number).ToArray(), count, points);
        foreach ((string name, JsonNode? value) in trace.ToArray())
            Pick(trace, name, value, count, kept);
        foreach (string part in new[] { "marker", "error_x", "error_y", "customdata", "line" })
            if (trace[part] is JsonObject inner)
                foreach ((string name, JsonNode? value) in inner.ToArray())
                    Pick(inner, name, value, count, kept);
        return FormattableString.Invariant($"{kept.Length} of {count} points");
    }

    /// <summary>Positions of the first and last point and of the lowest and highest of each stretch.</summary>
    private static int[] Extremes(double[]? y, int count, int points)
    {
        int stretches = Math.Max(1, points / 2);
        SortedSet<int> kept = [0, count - 1];
        for (int s = 0; s < stretches; s++)
        {
            int from = (int)((long)count * s / stretches), to = Math.Max(from + 1, (int)((long)count * (s + 1) / stretches));
            int low = from, high = from;
            for (int i = from; i < to && y is not null && i < y.Length; i++)
            {
                low = y[i] < y[low] || double.IsNaN(y[low]) ? i : low;
                high = y[i] > y[high] || double.IsNaN(y[high]) ? i : high;
            }
            kept.Add(low);
            kept.Add(high);
        }
        return [.. kept];
    }

    private static void Pick(JsonObject target, string name, JsonNode? value, int count, int[] kept)
    {
        if (FigureJson.IsList(value) && FigureJson.Items(value) is { } items && items.Count == count)
            target[name] = new JsonArray([.. kept.Select(i => items[i]?.DeepClone())]);
    }

    private static string? ThinField(JsonObject trace, double[][] field, int cells)
    {
        int rows = field.Length, columns = field[0].Length;
        if (rows * (long)columns <= cells)
            return null;
        int block = (int)Math.Ceiling(Math.Sqrt(rows * (double)columns / cells));
        // The limits of the colours stay those of the whole field.
        double[] finite = [.. field.SelectMany(row => row).Where(double.IsFinite)];
        if (finite.Length > 0 && trace["zmin"] is null && trace["zmax"] is null && trace["coloraxis"] is null && trace.Text("type") is not "contour" && trace["zmid"] is null)
            (trace["zmin"], trace["zmax"]) = (finite.Min(), finite.Max());
        int high = (rows + block - 1) / block, wide = (columns + block - 1) / block;
        JsonArray thinned = [];
        for (int i = 0; i < high; i++)
        {
            JsonArray row = [];
            for (int j = 0; j < wide; j++)
                row.Add(Mean(field, i * block, j * block, block) is { } mean ? Rounded(mean) : null);
            thinned.Add(row);
        }
        trace["z"] = thinned;
        ThinSide(trace, "x", columns, block);
        ThinSide(trace, "y", rows, block);
        trace.Remove("text");
        trace.Remove("customdata");
        return FormattableString.Invariant($"field {rows}×{columns} shown as {high}×{wide} block means");
    }

    private static void ThinSide(JsonObject trace, string name, int count, int block)
    {
        if (FigureJson.IsList(trace[name]) && FigureJson.Items(trace[name]) is { } places)
        {
            if (places.Count == count + 1)
                trace[name] = new JsonArray([.. places.Where((_, i) => i % block == 0 || i == count).Select(place => place?.DeepClone())]);
            else if (places.Count == count)
            {
                double[] values = [.. places.Select(FigureJson.Number)];
                trace[name] = new JsonArray([.. Enumerable.Range(0, (count + block - 1) / block).Select(i => double.IsNaN(values[i * block])
                    ? places[i * block]?.DeepClone() : Rounded(values.Skip(i * block).Take(block).Average()))]);
            }
        }
        else
        {
            double step = trace.Number("d" + name, 1);
            trace[name + "0"] = trace.Number(name + "0", 0) + (step * (block - 1) / 2);
            trace["d" + name] = step * block;
        }
    }

    private static double? Mean(double[][] field, int top, int left, int block)
    {
        double sum = 0;
        int count = 0, all = 0;
        for (int i = top; i < Math.Min(top + block, field.Length); i++)
        {
            for (int j = left; j < Math.Min(left + block, field[i].Length); j++)
            {
                all++;
                if (!double.IsFinite(field[i][j]))
                    continue;
                sum += field[i][j];
                count++;
            }
        }
        return 2 * count < all || count == 0 ? null : sum / count;
    }

    private static void Round(JsonObject target)
    {
        foreach ((string name, JsonNode? value) in target.ToArray())
        {
            if (value is JsonArray { Count: > 100 } list)
                target[name] = RoundedList(list);
            else if (value is JsonArray { Count: > 0 } outer && outer[0] is JsonArray)
                target[name] = RoundedList(outer);
            else if (value is JsonObject typed && FigureJson.IsTyped(typed))
                target[name] = typed["shape"] is not null && FigureJson.Matrix(typed) is { } matrix
                    ? new JsonArray([.. matrix.Select(row => (JsonNode)new JsonArray([.. row.Select(Rounded)]))])
                    : new JsonArray([.. FigureJson.Numbers(typed)!.Select(Rounded)]);
            else if (value is JsonObject inner)
                Round(inner);
        }
    }

    private static JsonArray RoundedList(JsonArray list) => new([.. list.Select(item => item is JsonArray inner ? RoundedList(inner)
        : item is JsonValue number && number.GetValueKind() == System.Text.Json.JsonValueKind.Number ? Rounded(FigureJson.Number(number)) : item?.DeepClone())]);

    private static JsonNode? Rounded(double value) =>
        double.IsFinite(value) ? JsonValue.Create(double.Parse(value.ToString("G" + Digits, CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)) : null;
}
