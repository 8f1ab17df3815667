using System.Text.Json.Nodes;

namespace OpLearn.Kernel.Charts;

/// <summary>Counts the values of a histogram into the bars that plotly.js would show.</summary>
internal static class Histogram
{
    /// <summary>The same trace as bars.</summary>
    public static JsonObject AsBars(JsonObject trace)
    {
        bool lying = trace.Text("orientation", trace["x"] is null && trace["y"] is not null ? "h" : "v") == "h";
        string axis = lying ? "y" : "x";
        JsonObject bars = trace.DeepClone().AsObject();
        bars["histogram"] = true;
        bars["orientation"] = lying ? "h" : "v";
        double[] values = [.. (FigureJson.Numbers(trace[axis]) ?? []).Where(double.IsFinite)];
        if (values.Length == 0)
            return bars;
        JsonNode? bins = trace[axis + "bins"];
        double size = bins.Number("size") ?? Size(values, trace.Number("nbins" + axis, 0));
        double start = bins.Number("start") ?? Start(values, size), end = bins.Number("end") ?? values.Max();
        int count = Math.Clamp((int)Math.Floor(((end - start) / size) + 1e-9) + (bins.Number("end") is null ? 1 : 0), 1, 10_000);
        double[] heights = new double[count];
        foreach (double value in values)
        {
            int bin = (int)Math.Floor((value - start) / size);
            if (bin == count && value <= end)
                bin--;
            if (bin >= 0 && bin < count)
                heights[bin]++;
        }
        string norm = trace.Text("histnorm", "");
        double total = heights.Sum();
        heights = [.. heights.Select(height => norm switch
        {
            "percent" => 100 * height / total,
            "probability" => height / total,
            "density" => height / size,
            "probability density" => height / total / size,
            _ => height,
        })];
        if (trace.Flag("cumulative.enabled", false))
            for (int i = 1; i < count; i++)
                heights[i] += heights[i - 1];
        bars[axis] = new JsonArray([.. Enumerable.Range(0, count).Select(i => (JsonNode)(start + ((i + 0.5) * size)))]);
        bars[lying ? "x" : "y"] = new JsonArray([.. heights.Select(height => (JsonNode)height)]);
        return bars;
    }

    private static double Size(double[] values, double bins)
    {
        double range = values.Max() - values.Min();
        if (range == 0)
            return 1;
        double mean = values.Average(), deviation = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / values.Length);
        double rough = bins > 0 ? range / bins : 2 * deviation / Math.Pow(values.Length, 0.4);
        return AxisTicks.Step(rough);
    }

    private static double Start(double[] values, double size)
    {
        double start = Math.Floor(values.Min() / size) * size;
        // Whole numbers stand in the middle of their bars.
        return values.All(v => v == Math.Round(v)) && size >= 1 ? start - 0.5 : start;
    }
}
