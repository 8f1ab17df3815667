using System.Text.Json.Nodes;
using SkiaSharp;

namespace OpLearn.Kernel.Charts;

/// <summary>Boxes from the first to the third quartile with the median, whiskers to the last value within one and a half boxes, and the values beyond.</summary>
internal sealed class BoxTrace(JsonObject trace, SKColor colour) : TraceDrawing(trace, colour)
{
    private readonly List<(double At, double[] Values)> boxes = [];

    public override int Layer => 4;

    private bool Lying => Trace.Text("orientation", Trace["y"] is null ? "h" : "v") == "h";

    /// <summary>The axis along which the boxes stand beside each other.</summary>
    public Axis Along => Lying ? Y! : X!;

    private Axis Values => Lying ? X! : Y!;

    /// <summary>Place among the boxes that stand side by side, set by the figure.</summary>
    public int Slot { get; set; }

    public int Slots { get; set; } = 1;

    private double Width => Trace.Number("width") ?? 0.7 / Slots * 0.7;

    private double Offset => Slots == 1 ? 0 : 0.7 / Slots * (Slot + 0.5 - (Slots / 2.0));

    public override void Read()
    {
        double[] values = [.. (FigureJson.Numbers(Trace[Lying ? "x" : "y"]) ?? []).Select(Values.Coordinate)];
        JsonNode? places = Trace[Lying ? "y" : "x"];
        if (!FigureJson.IsList(places))
        {
            if (Along.Kind == "-")
                Along.Kind = "category";
            boxes.Add((Along.Coordinate(JsonValue.Create(Trace.Text(Lying ? "y0" : "x0") ?? Name)), Sorted(values)));
            return;
        }
        double[] at = Along.Column(places) ?? [];
        foreach (var group in values.Zip(at).GroupBy(pair => pair.Second))
            boxes.Add((group.Key, Sorted([.. group.Select(pair => pair.First)])));
    }

    public override void Extend()
    {
        Along.Include(boxes.SelectMany(box => new[] { box.At - 0.5, box.At + 0.5 }), false);
        Values.Include(boxes.SelectMany(box => box.Values), true, Trace.Text("boxpoints") is "all" ? 5 : 0);
    }

    public override void Draw(Pen pen)
    {
        SKColor line = Css.Colour(Trace.Text("line.color"), Css.Colour(Trace.Text("marker.color"), Colour)).Fade(Opacity);
        SKColor fill = Css.Colour(Trace.Text("fillcolor"), line.Fade(0.5)).Fade(Opacity);
        double width = Trace.Number("line.width", 2);
        foreach ((double at, double[] values) in boxes)
        {
            if (values.Length == 0)
                continue;
            double low = Quantile(values, 0.25), middle = Quantile(values, 0.5), high = Quantile(values, 0.75), reach = 1.5 * (high - low);
            double bottom = values.First(v => v >= low - reach), top = values.Last(v => v <= high + reach);
            double centre = at + Offset, left = centre - (Width / 2), right = centre + (Width / 2), capLeft = centre - (Width / 4), capRight = centre + (Width / 4);
            using SKPath box = new(), lines = new();
            box.AddPoly([Point(left, low), Point(right, low), Point(right, high), Point(left, high)]);
            pen.Fill(box, fill);
            foreach ((double x1, double y1, double x2, double y2) in new[] { (left, middle, right, middle), (centre, high, centre, top), (centre, low, centre, bottom), (capLeft, top, capRight, top), (capLeft, bottom, capRight, bottom) })
            {
                lines.MoveTo(Point(x1, y1));
                lines.LineTo(Point(x2, y2));
            }
            pen.Stroke(box, line, width);
            pen.Stroke(lines, line, width);
            DrawPoints(pen, values, bottom, top, centre);
            if (Trace.At("boxmean") is JsonValue && Trace.Text("boxmean") is "true" or "sd")
                pen.Line(Point(left, values.Average()).X, Point(left, values.Average()).Y, Point(right, values.Average()).X, Point(right, values.Average()).Y, line, width, "dash");
        }
    }

    public override void DrawKey(Pen pen, SKRect box)
    {
        SKColor line = Css.Colour(Trace.Text("line.color"), Css.Colour(Trace.Text("marker.color"), Colour)).Fade(Opacity);
        SKRect square = new(box.MidX - 6, box.MidY - 6, box.MidX + 6, box.MidY + 6);
        pen.Fill(square, Css.Colour(Trace.Text("fillcolor"), line.Fade(0.5)));
        pen.Frame(square, line, Trace.Number("line.width", 2));
    }

    private void DrawPoints(Pen pen, double[] values, double bottom, double top, double centre)
    {
        string which = Trace.Text("boxpoints", "outliers");
        if (which is "false")
            return;
        SKColor ink = Css.Colour(Trace.Text("marker.color"), Css.Colour(Trace.Text("line.color"), Colour)).Fade(Opacity);
        double place = which == "all" ? centre + (Trace.Number("pointpos", -1.8) * Width / 2) : centre;
        foreach (double value in which == "all" ? values : values.Where(v => v < bottom || v > top))
        {
            SKPoint point = Point(place, value);
            Symbols.Draw(pen, Symbols.Name(Trace.At("marker.symbol")), point.X, point.Y, (float)Trace.Number("marker.size", 6), ink, SKColors.Transparent, 0);
        }
    }

    private SKPoint Point(double along, double value) => Lying ? new SKPoint(X!.Pixel(value), Y!.Pixel(along)) : new SKPoint(X!.Pixel(along), Y!.Pixel(value));

    private static double[] Sorted(double[] values) => [.. values.Where(double.IsFinite).Order()];

    private static double Quantile(double[] sorted, double q)
    {
        double at = (q * sorted.Length) - 0.5;
        int below = (int)Math.Floor(at);
        return at <= 0 ? sorted[0] : at >= sorted.Length - 1 ? sorted[^1] : sorted[below] + ((at - below) * (sorted[below + 1] - sorted[below]));
    }
}
