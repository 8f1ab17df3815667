using System.Text.Json.Nodes;
using SkiaSharp;

namespace OpLearn.Kernel.Charts;

/// <summary>The error bars of one direction: lower and upper end of each point.</summary>
internal sealed class ErrorBars
{
    private readonly double[] lower, upper;
    private readonly JsonNode options;

    private ErrorBars(JsonNode options, double[] lower, double[] upper) => (this.options, this.lower, this.upper) = (options, lower, upper);

    public IEnumerable<double> Ends => lower.Concat(upper);

    /// <summary>Reads <c>error_x</c> or <c>error_y</c>; null where there is none or it is hidden.</summary>
    /// <param name="options">The options.</param>
    /// <param name="at">The points in the axis' coordinates.</param>
    /// <param name="axis">The axis along which the bars run.</param>
    public static ErrorBars? Of(JsonNode? options, double[] at, Axis axis)
    {
        if (options is not JsonObject set || !set.Flag("visible", set["array"] is not null || set["value"] is not null || set["type"] is not null))
            return null;
        string type = set.Text("type", set["array"] is not null ? "data" : "percent");
        bool symmetric = set.Flag("symmetric", !(type == "data" ? set["arrayminus"] is not null : set["valueminus"] is not null));
        double[]? plus = FigureJson.Numbers(set["array"]), minus = FigureJson.Numbers(set["arrayminus"]);
        double[] lower = new double[at.Length], upper = new double[at.Length];
        for (int i = 0; i < at.Length; i++)
        {
            double value = axis.IsLog ? Math.Pow(10, at[i]) : at[i];
            double Size(double[]? list, string constant) => type switch
            {
                "data" => list is not null && i < list.Length ? list[i] : double.NaN,
                "percent" => Math.Abs(value) * set.Number(constant, 10) / 100,
                "sqrt" => Math.Sqrt(Math.Abs(value)),
                _ => set.Number(constant, 10),
            };
            double up = Size(plus, "value"), down = symmetric ? up : Size(minus, "valueminus");
            upper[i] = axis.Coordinate(value + up);
            lower[i] = axis.Coordinate(value - down);
        }
        return new ErrorBars(set, lower, upper);
    }

    /// <summary>Draws the bars.</summary>
    /// <param name="pen">The pen.</param>
    /// <param name="across">Pixels of the points on the other axis.</param>
    /// <param name="at">Coordinates of the points on this axis.</param>
    /// <param name="axis">The axis along which the bars run.</param>
    /// <param name="colour">The colour unless the options have one.</param>
    public void Draw(Pen pen, float[] across, double[] at, Axis axis, SKColor colour)
    {
        SKColor ink = Css.Colour(options.Text("color"), colour);
        double thickness = options.Number("thickness", 2);
        float cap = (float)options.Number("width", 4);
        using SKPath path = new();
        for (int i = 0; i < across.Length; i++)
        {
            if (!float.IsFinite(across[i]) || !double.IsFinite(at[i]))
                continue;
            float middle = axis.Pixel(at[i]), top = double.IsFinite(upper[i]) ? axis.Pixel(upper[i]) : middle;
            // Below zero there is no logarithm: the bar runs out of the picture, without a cap.
            float bottom = double.IsFinite(lower[i]) ? axis.Pixel(lower[i]) : axis.IsLog && double.IsFinite(upper[i]) ? axis.Start : middle;
            Segment(across[i], bottom, across[i], top);
            if (double.IsFinite(upper[i]))
                Segment(across[i] - cap, top, across[i] + cap, top);
            if (double.IsFinite(lower[i]))
                Segment(across[i] - cap, bottom, across[i] + cap, bottom);
        }
        pen.Stroke(path, ink, thickness);

        void Segment(float x1, float y1, float x2, float y2)
        {
            path.MoveTo(axis.IsX ? y1 : x1, axis.IsX ? x1 : y1);
            path.LineTo(axis.IsX ? y2 : x2, axis.IsX ? x2 : y2);
        }
    }
}
