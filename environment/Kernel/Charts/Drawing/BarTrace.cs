using System.Text.Json.Nodes;
using SkiaSharp;

namespace OpLearn.Kernel.Charts;

/// <summary>Bars, upright or lying, side by side or stacked; their places are arranged by <see cref="BarArrangement"/>.</summary>
internal sealed class BarTrace(JsonObject trace, SKColor colour) : TraceDrawing(trace, colour)
{
    private SKColor[] colours = [];
    private ErrorBars? errors;
    private ScaledColours? scaled;

    public override int Layer => 3;

    public bool Lying => Trace.Text("orientation") == "h";

    /// <summary>The axis along which the bars stand beside each other, and the one that their length is read from.</summary>
    public Axis Along => Lying ? Y! : X!;

    public Axis Values => Lying ? X! : Y!;

    public double[] Positions { get; private set; } = [];

    /// <summary>Lengths as given, in values.</summary>
    public double[] Lengths { get; private set; } = [];

    /// <summary>Foot and top in values.</summary>
    public double[] Feet { get; set; } = [];

    public double[] Tops { get; set; } = [];

    /// <summary>Offset of the bar's lower edge from its position, and its width.</summary>
    public double Offset { get; set; } = -0.4;

    public double Width { get; set; } = 0.8;

    /// <summary>What one position takes of the axis, gap included.</summary>
    public double Room { get; set; } = 1;

    public override IEnumerable<ColourBar> Bars => scaled?.Bar(Trace["marker"], false) is { } bar ? [bar] : [];

    public override void Read()
    {
        string along = Lying ? "y" : "x";
        Lengths = FigureJson.Items(Trace[Lying ? "x" : "y"])?.Select(FigureJson.Number).ToArray() ?? [];
        Positions = PlacesOf(Along, along, Lengths.Length);
        int count = Math.Min(Positions.Length, Lengths.Length);
        (Positions, Lengths) = (Positions[..count], Lengths[..count]);
        double[]? foot = FigureJson.Numbers(Trace["base"]);
        Feet = [.. Enumerable.Range(0, count).Select(i => foot is not null && i < foot.Length ? foot[i] : Trace.Number("base", 0))];
        Tops = [.. Enumerable.Range(0, count).Select(i => Feet[i] + Lengths[i])];
        JsonNode? marker = Trace["marker"];
        scaled = ScaledColours.Of(marker);
        colours = MarkerStyle.Colours(marker, scaled, Colour, count);
    }

    public override void Extend()
    {
        errors = ErrorBars.Of(Trace[Lying ? "error_x" : "error_y"], [.. Tops.Select(Values.Coordinate)], Values);
        Along.Include(Positions.SelectMany(at => new[] { at - (Room / 2), at + (Room / 2) }), false);
        double[] ends = [.. Tops.Concat(Feet).Select(Values.Coordinate)];
        Values.Include(ends, true, 0, true);
        if (errors is not null)
            Values.Include(errors.Ends, true, 0, true);
    }

    public override void Draw(Pen pen)
    {
        JsonNode? line = Trace.At("marker.line");
        SKColor[] edges = MarkerStyle.Colours(line, null, new SKColor(0x44, 0x44, 0x44), Positions.Length);
        double width = line.Number("width", 0), opacity = Opacity * Trace.Number("marker.opacity", 1);
        for (int i = 0; i < Positions.Length; i++)
        {
            if (Box(i) is not { } box)
                continue;
            pen.Fill(box, colours[i].Fade(opacity));
            if (width > 0)
                pen.Frame(SKRect.Inflate(box, (float)(-width / 2), (float)(-width / 2)), edges[i].Fade(opacity), width);
            DrawText(pen, i, box);
        }
        errors?.Draw(pen, [.. Positions.Select(at => Along.Pixel(at + Offset + (Width / 2)))], [.. Tops.Select(Values.Coordinate)], Values, new SKColor(0x44, 0x44, 0x44));
    }

    public override void DrawKey(Pen pen, SKRect box)
    {
        SKRect square = new(box.MidX - 6, box.MidY - 6, box.MidX + 6, box.MidY + 6);
        double opacity = Opacity * Trace.Number("marker.opacity", 1);
        pen.Fill(square, (FigureJson.IsList(Trace.At("marker.color")) || colours.Length == 0 ? Colour : colours[0]).Fade(opacity));
        if (Trace.Number("marker.line.width", 0) is > 0 and var width)
            pen.Frame(square, Css.Colour(Trace.Text("marker.line.color"), new SKColor(0x44, 0x44, 0x44)).Fade(opacity), width);
    }

    private SKRect? Box(int i)
    {
        double from = Values.Coordinate(Feet[i]), to = Values.Coordinate(Tops[i]);
        float foot = double.IsFinite(from) ? Values.Pixel(from) : Values.Start, top = Values.Pixel(to);
        float left = Along.Pixel(Positions[i] + Offset), right = Along.Pixel(Positions[i] + Offset + Width);
        if (!float.IsFinite(foot) || !float.IsFinite(top) || !float.IsFinite(left))
            return null;
        (foot, top) = (Math.Clamp(foot, -1e5f, 1e5f), Math.Clamp(top, -1e5f, 1e5f));
        SKRect box = Lying ? new SKRect(foot, left, top, right) : new SKRect(left, top, right, foot);
        return box.Standardized;
    }

    private void DrawText(Pen pen, int i, SKRect box)
    {
        IReadOnlyList<JsonNode?>? texts = FigureJson.Items(Trace["text"]);
        bool list = FigureJson.IsList(Trace["text"]);
        if (texts is null || (list && i >= texts.Count) || Trace.Text("textposition") == "none")
            return;
        RichText text = RichText.Of(FigureJson.Text(list ? texts[i] : texts[0]), Trace.Number("textfont.size", 12));
        bool inside = Trace.Text("textposition", "auto") is "inside"
            || (Trace.Text("textposition", "auto") == "auto" && text.Width + 6 < (Lying ? box.Width : box.Width) && text.Height + 6 < box.Height);
        SKColor ink = Css.Colour(Trace.Text("textfont.color"), inside ? Css.Contrast(colours[i]) : new SKColor(0x44, 0x44, 0x44));
        bool up = Lengths[i] >= 0;
        float rise = text.Size * 0.35f;
        if (Lying)
            text.Draw(pen.Canvas, up ? box.Right + (inside ? -3 : 3) : box.Left + (inside ? 3 : -3), box.MidY + rise, up == inside ? SKTextAlign.Right : SKTextAlign.Left, ink);
        else
            text.Draw(pen.Canvas, box.MidX, up ? inside ? box.Top + 3 + text.Size : box.Top - 4 - (text.Height - (text.Size * 1.3f)) : inside ? box.Bottom - 5 : box.Bottom + text.Size + 3,
                SKTextAlign.Center, ink);
    }
}
