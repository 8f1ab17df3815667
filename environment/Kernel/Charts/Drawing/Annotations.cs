using System.Text.Json.Nodes;
using SkiaSharp;

namespace OpLearn.Kernel.Charts;

/// <summary>Texts and shapes laid over a figure.</summary>
internal sealed class Annotations(JsonObject layout, IReadOnlyDictionary<string, Axis> axes, PlotArea area)
{
    public void DrawTexts(Pen pen)
    {
        JsonNode? defaults = layout.At("template.layout.annotationdefaults") ?? layout["annotationdefaults"];
        foreach (JsonNode? node in layout["annotations"] as JsonArray ?? [])
            if (node is JsonObject && FigureJson.Merge(defaults, node) is var note && note.Flag("visible", true))
                DrawText(pen, note);
    }

    /// <summary>Shapes of one layer, <c>below</c> or <c>above</c> the data.</summary>
    public void DrawShapes(Pen pen, string layer)
    {
        JsonNode? defaults = layout["shapedefaults"];
        foreach (JsonNode? node in layout["shapes"] as JsonArray ?? [])
            if (node is JsonObject && FigureJson.Merge(defaults, node) is var shape && shape.Text("layer", "above") == layer && shape.Flag("visible", true))
                DrawShape(pen, shape);
    }

    private void DrawText(Pen pen, JsonObject note)
    {
        double size = note.Number("font.size", layout.Number("font.size", 12));
        SKColor ink = Css.Colour(note.Text("font.color") ?? layout.Text("font.color"), "#444").Fade(note.Number("opacity", 1));
        RichText text = RichText.Of(note.Text("text", "new text"), size);
        float x = At(note, "x") + (float)note.Number("xshift", 0), y = At(note, "y") - (float)note.Number("yshift", 0);
        if (!float.IsFinite(x) || !float.IsFinite(y))
            return;
        bool arrow = note.Flag("showarrow", true);
        float tailX = x + (arrow ? (float)note.Number("ax", -10) : 0), tailY = y + (arrow ? (float)note.Number("ay", -30) : 0);
        float pad = (float)note.Number("borderpad", 1), wide = text.Width + (2 * pad), high = text.Height + (2 * pad);
        float left = Shift(note.Text("xanchor", "auto"), note.Text("xref", "x"), note.Number("x", 0.5), arrow, "left", "right") * wide;
        float top = Shift(note.Text("yanchor", "auto"), note.Text("yref", "y"), 1 - note.Number("y", 0.5), arrow, "top", "bottom") * high;
        if (arrow)
        {
            // The line starts where it leaves the text.
            (float dx, float dy) = (x - tailX, y - tailY);
            float toSide = dx == 0 ? float.MaxValue : (dx > 0 ? wide - left : left) / Math.Abs(dx), toEnd = dy == 0 ? float.MaxValue : (dy > 0 ? high - top : top) / Math.Abs(dy);
            float begin = Math.Min(1, Math.Min(toSide, toEnd));
            SKColor line = Css.Colour(note.Text("arrowcolor"), ink);
            double width = note.Number("arrowwidth", Math.Max(1, note.Number("borderwidth", 1) * 2));
            if (begin < 1)
                DrawArrow(pen, tailX + (begin * dx), tailY + (begin * dy), x, y, line, (float)width, note.Number("arrowhead", 1) > 0);
        }
        pen.Canvas.Save();
        pen.Canvas.Translate(tailX, tailY);
        pen.Canvas.RotateDegrees((float)note.Number("textangle", 0));
        SKRect box = new(-left, -top, -left + wide, -top + high);
        pen.Fill(box, Css.Colour(note.Text("bgcolor"), SKColors.Transparent).Fade(note.Number("opacity", 1)));
        if (note.Text("bordercolor") is { } border)
            pen.Frame(box, Css.Colour(border, SKColors.Transparent), note.Number("borderwidth", 1));
        SKTextAlign align = note.Text("align", "center") switch { "left" => SKTextAlign.Left, "right" => SKTextAlign.Right, _ => SKTextAlign.Center };
        float anchor = align == SKTextAlign.Left ? box.Left + pad : align == SKTextAlign.Right ? box.Right - pad : box.MidX;
        text.Draw(pen.Canvas, anchor, box.Top + pad + text.Size, align, ink);
        pen.Canvas.Restore();
    }

    /// <summary>Fraction of the box before its anchor; automatic anchors follow the place on the page.</summary>
    private static float Shift(string anchor, string reference, double at, bool arrow, string first, string last)
    {
        if (anchor == "auto")
            anchor = !arrow && reference == "paper" ? at <= 1 / 3.0 ? first : at >= 2 / 3.0 ? last : "center" : "center";
        return anchor == first ? 0 : anchor == last ? 1 : 0.5f;
    }

    private static void DrawArrow(Pen pen, float fromX, float fromY, float toX, float toY, SKColor colour, float width, bool head)
    {
        float length = MathF.Sqrt(((toX - fromX) * (toX - fromX)) + ((toY - fromY) * (toY - fromY)));
        if (length < 1)
            return;
        (float dx, float dy) = ((toX - fromX) / length, (toY - fromY) / length);
        pen.Line(fromX, fromY, toX - (head ? dx * 3 * width : 0), toY - (head ? dy * 3 * width : 0), colour, width);
        if (!head)
            return;
        using SKPath tip = new();
        float back = 4 * width, half = 2 * width;
        tip.AddPoly([new(toX, toY), new(toX - (dx * back) - (dy * half), toY - (dy * back) + (dx * half)), new(toX - (dx * back) + (dy * half), toY - (dy * back) - (dx * half))]);
        pen.Fill(tip, colour);
    }

    private void DrawShape(Pen pen, JsonObject shape)
    {
        float x0 = At(shape, "x", "x0"), x1 = At(shape, "x", "x1"), y0 = At(shape, "y", "y0"), y1 = At(shape, "y", "y1");
        if (!float.IsFinite(x0 + x1 + y0 + y1))
            return;
        using SKPath path = new();
        SKRect box = new SKRect(x0, y0, x1, y1).Standardized;
        switch (shape.Text("type", "rect"))
        {
            case "line":
                path.MoveTo(x0, y0);
                path.LineTo(x1, y1);
                break;
            case "circle":
                path.AddOval(box);
                break;
            default:
                path.AddRect(box);
                break;
        }
        double opacity = shape.Number("opacity", 1);
        bool onAxes = shape.Text("xref", "x") != "paper" || shape.Text("yref", "y") != "paper";
        void Paint()
        {
            if (shape.Text("type") != "line")
                pen.Fill(path, Css.Colour(shape.Text("fillcolor"), SKColors.Transparent).Fade(opacity));
            pen.Stroke(path, Css.Colour(shape.Text("line.color"), "#444").Fade(opacity), shape.Number("line.width", 2), shape.Text("line.dash"));
        }
        if (onAxes)
            pen.Clipped(Panel(shape), Paint);
        else
            Paint();
    }

    private SKRect Panel(JsonObject shape)
    {
        SKRect panel = area.Inner;
        if (axes.TryGetValue(shape.Text("xref", "x").Split(' ')[0], out Axis? x))
            (panel.Left, panel.Right) = (Math.Min(x.Start, x.End), Math.Max(x.Start, x.End));
        if (axes.TryGetValue(shape.Text("yref", "y").Split(' ')[0], out Axis? y))
            (panel.Top, panel.Bottom) = (Math.Min(y.Start, y.End), Math.Max(y.Start, y.End));
        return panel;
    }

    private float At(JsonObject item, string direction, string? name = null)
    {
        string reference = item.Text(direction + "ref", direction);
        JsonNode? value = item[name ?? direction];
        bool isX = direction == "x";
        if (reference == "paper")
            return isX ? area.X(FigureJson.Number(value)) : area.Y(FigureJson.Number(value));
        string[] parts = reference.Split(' ');
        if (!axes.TryGetValue(parts[0], out Axis? axis))
            return float.NaN;
        return parts.Length > 1 ? (float)(axis.Start + (FigureJson.Number(value) * (axis.End - axis.Start))) : Shape(axis, value, name is not null);
    }

    /// <summary>On a logarithmic axis annotations are given as logarithms, shapes as values.</summary>
    private static float Shape(Axis axis, JsonNode? value, bool shape) => axis.Pixel(shape && axis.IsLog ? Math.Log10(FigureJson.Number(value)) : axis.Place(value));
}
