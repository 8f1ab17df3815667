using System.Globalization;
using Deedle;
using Plotly.NET;

namespace OpLearn.Plots;

public static partial class Plot
{
    /// <summary>The mean error of each model as a bar, the standard deviation over its seeds as a whisker, and every seed as a point.</summary>
    /// <param name="seeds">By model, one error a seed.</param>
    /// <param name="title">What the errors are, e.g. "relative L² error".</param>
    /// <param name="logarithmic">A logarithmic axis, for models that differ by orders of magnitude.</param>
    /// <exception cref="ArgumentException">There is no model, or a model has no seed.</exception>
    public static GenericChart Errors(IReadOnlyDictionary<string, IReadOnlyList<double>> seeds, string title = "relative L² error", bool logarithmic = false)
    {
        ArgumentNullException.ThrowIfNull(seeds);
        if (seeds.Count == 0) throw new ArgumentException("Plot.Errors: at least one model is needed; got none.");
        string[] models = [.. seeds.Keys];
        SeedSpread[] spreads = [.. seeds.Values.Select(SeedSpread.Of)];
        var bars = new Trace("bar");
        Look.Set(bars, ("name", "mean ± standard deviation"), ("x", models), ("y", spreads.Select(spread => spread.Mean).ToArray()),
            ("marker", Look.Of(("color", models.Select((_, i) => Look.Faded(i)).ToArray()), ("line", Look.Of(("color", models.Select((_, i) => Look.Colour(i)).ToArray()), ("width", 1.5))))),
            ("error_y", Look.Of(("type", "data"), ("array", spreads.Select(spread => spread.Deviation).ToArray()), ("visible", true), ("color", "#808080"), ("thickness", 1.5))));
        var points = new Trace("scatter");
        Look.Set(points, ("mode", "markers"), ("name", "one seed"), ("x", seeds.SelectMany(entry => entry.Value.Select(_ => entry.Key)).ToArray()), ("y", seeds.Values.SelectMany(errors => errors).ToArray()),
            ("marker", Look.Of(("size", 7), ("symbol", "circle-open"), ("color", seeds.SelectMany((entry, i) => entry.Value.Select(_ => Look.Colour(i))).ToArray()))));
        return Look.Chart("Mean, standard deviation, and each seed", [bars, points], ("xaxis", Names()), ("yaxis", Values()), ("showlegend", false));

        static DynamicObj.DynamicObj Names()
        {
            var axis = Look.Axis("");
            Look.Set(axis, ("showgrid", false));
            return axis;
        }

        DynamicObj.DynamicObj Values()
        {
            var axis = Look.Axis(title, logarithmic);
            Look.Set(axis, ("rangemode", "tozero"));
            return logarithmic ? Look.Decades(axis, seeds.Values.SelectMany(errors => errors)) : axis;
        }
    }

    /// <summary>The error summaries of several models as a table, smallest mean first and marked.</summary>
    /// <param name="errors">By model.</param>
    /// <returns>A Deedle frame with one row a model, keyed by its name.</returns>
    public static Frame<string, string> Table(IReadOnlyDictionary<string, ErrorSummary> errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        if (errors.Count == 0) throw new ArgumentException("Plot.Table: at least one model is needed; got none.");
        double best = errors.Values.Min(error => error.Mean);
        return Deedle.Frame.FromRecords(errors.OrderBy(entry => entry.Value.Mean).Select(entry => new ErrorRow(entry.Key, entry.Value.Mean, entry.Value.Median, entry.Value.P95,
            entry.Value.Worst, entry.Value.PerSample.Count, entry.Value.Mean == best)).ToArray()).IndexRows<string>("Model");
    }

    /// <summary>A comparison over seeds as a drawn table: mean ± standard deviation, the best of each column in bold.</summary>
    /// <param name="columns">What is measured, e.g. "in distribution", "out of distribution".</param>
    /// <param name="rows">By model, one spread a column.</param>
    /// <exception cref="ArgumentException">A model has more or fewer spreads than there are columns, or there is no model.</exception>
    public static GenericChart Comparison(IReadOnlyList<string> columns, IReadOnlyDictionary<string, IReadOnlyList<SeedSpread>> rows)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Count == 0) throw new ArgumentException("Plot.Comparison: at least one model is needed; got none.");
        foreach (var (model, spreads) in rows) RequireCount(nameof(Comparison), model, columns.Count, spreads.Count);
        string[][] cells = [.. columns.Select((_, j) =>
        {
            double best = rows.Values.Min(spreads => spreads[j].Mean);
            return rows.Values.Select(spreads => Bold(Invariant($"{spreads[j].Mean:G3}") + (spreads[j].Seeds > 1 ? Invariant($" ± {spreads[j].Deviation:G2}") : ""), spreads[j].Mean == best)).ToArray();
        })];
        return Drawn(["model", .. columns], [[.. rows.Keys], .. cells]);
    }

    /// <summary>A frame as a drawn table; in each column that is named, the smallest number stands in bold.</summary>
    /// <param name="frame">Rows and columns as they shall stand.</param>
    /// <param name="smallestBest">Columns of which the smallest number is the best; null for all columns of numbers that are no counts.</param>
    /// <exception cref="ArgumentException">A named column is not in the frame.</exception>
    public static GenericChart FrameTable(Frame<string, string> frame, IReadOnlyList<string>? smallestBest = null)
    {
        ArgumentNullException.ThrowIfNull(frame);
        string[] names = [.. frame.ColumnKeys], keys = [.. frame.RowKeys];
        if (smallestBest?.FirstOrDefault(name => !names.Contains(name)) is { } missing)
            throw new ArgumentException($"Plot.FrameTable: the columns are {string.Join(", ", names)}; there is no {missing}.");
        string[][] cells = [.. names.Select(name =>
        {
            object?[] values = [.. keys.Select(key => frame.GetColumn<object>(name).TryGet(key) is { HasValue: true } value ? value.Value : null)];
            double[] numbers = [.. values.OfType<double>().Where(double.IsFinite)];
            bool marked = numbers.Length > 0 && (smallestBest is null || smallestBest.Contains(name));
            return values.Select(value => Bold(value is double number ? Invariant($"{number:G4}") : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "", marked && value is double one && one == numbers.Min())).ToArray();
        })];
        return Drawn(["", .. names], [keys, .. cells]);
    }

    private static string Bold(string text, bool best) => best ? $"<b>{text}</b>" : text;

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    private static GenericChart Drawn(string[] heading, string[][] columns)
    {
        var table = new Trace("table");
        string[] align = [.. heading.Select((_, j) => j == 0 ? "left" : "right")];
        const string Clear = "rgba(0,0,0,0)", Rule = "rgba(128,128,128,0.4)";
        Look.Set(table, ("columnwidth", columns.Select((column, j) => (double)Math.Max(6, column.Append(heading[j]).Max(text => text.Replace("<b>", "").Replace("</b>", "").Length))).ToArray()),
            ("header", Look.Of(("values", heading.Select(text => $"<b>{text}</b>").ToArray()), ("align", align), ("fill", Look.Of(("color", "rgba(128,128,128,0.15)"))), ("line", Look.Of(("color", Rule))), ("height", 32))),
            ("cells", Look.Of(("values", columns), ("align", align), ("fill", Look.Of(("color", Clear))), ("line", Look.Of(("color", Rule))), ("height", 30))));
        return Look.Chart("", [table], ("height", 62 + (31 * columns[0].Length)), ("margin", Look.Of(("l", 10), ("r", 10), ("t", 10), ("b", 10))));
    }
}
