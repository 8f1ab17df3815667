using System.Globalization;

namespace OpLearn.Kernel;

/// <summary>Tensors as HTML: what they are, a summary of the values, and the values themselves where they are few.</summary>
internal static class TensorTable
{
    private const int Side = 12;

    /// <summary>The table, or null for other values.</summary>
    public static string? TryHtml(object value)
    {
        if (!TensorText.IsTensor(value) || (bool)((dynamic)value).IsInvalid)
            return null;
        dynamic tensor = value;
        long[] shape = tensor.shape;
        List<string[]> rows =
        [
            ["type", ((object)tensor.dtype).ToString() ?? ""],
            ["shape", "[" + string.Join(", ", shape.Select(n => n.ToString(CultureInfo.InvariantCulture))) + "]"],
            ["device", ((object)tensor.device).ToString() ?? ""],
        ];
        if ((bool)tensor.requires_grad)
            rows.Add(["requires grad", "true"]);
        double[]? values = TensorText.Values(value);
        if (values is not null)
            rows.AddRange(TensorText.Statistics(values).Select(entry => new[] { entry.Key, entry.Value }));
        string summary = ValueTable.Html(["Tensor", ""], rows, null);
        return values is null || shape.Length is 0 or > 2 ? summary : summary + Cells(values, shape);
    }

    /// <summary>The first rows and columns of a vector or a matrix.</summary>
    private static string Cells(double[] values, long[] shape)
    {
        int width = (int)shape[^1], height = shape.Length == 1 ? 1 : (int)shape[0], columns = Math.Min(width, Side), lines = Math.Min(height, Side);
        string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
        string? caption = columns == width && lines == height ? null : FormattableString.Invariant($"first {lines}×{columns} of {height}×{width}");
        return ValueTable.Html(
            Enumerable.Range(0, columns).Select(Text).Prepend(""),
            Enumerable.Range(0, lines).Select(i => Enumerable.Range(0, columns).Select(j => TensorText.Number(values[(i * width) + j])).Prepend(Text(i))),
            caption);
    }
}
