using System.Globalization;
using SkiaSharp;

namespace OpLearn.Kernel.Charts;

/// <summary>What the parts of a chart draw with, in figure pixels.</summary>
internal sealed class Pen(SKCanvas canvas, float scale)
{
    public SKCanvas Canvas => canvas;

    /// <summary>Pixels of the picture in one pixel of the figure.</summary>
    public float Scale => scale;

    public void Fill(SKRect area, SKColor colour)
    {
        if (colour.Alpha == 0)
            return;
        using SKPaint paint = new() { Color = colour, IsAntialias = true };
        canvas.DrawRect(area, paint);
    }

    public void Fill(SKPath path, SKColor colour)
    {
        if (colour.Alpha == 0)
            return;
        using SKPaint paint = new() { Color = colour, IsAntialias = true };
        canvas.DrawPath(path, paint);
    }

    public void Stroke(SKPath path, SKColor colour, double width, string? dash = null)
    {
        if (colour.Alpha == 0 || width <= 0)
            return;
        using SKPathEffect? effect = Dash(dash, (float)width);
        using SKPaint paint = new()
        {
            Color = colour,
            IsAntialias = true,
            IsStroke = true,
            StrokeWidth = (float)width,
            PathEffect = effect,
            StrokeJoin = SKStrokeJoin.Round,
            StrokeMiter = 2,
        };
        canvas.DrawPath(path, paint);
    }

    public void Line(float x1, float y1, float x2, float y2, SKColor colour, double width, string? dash = null)
    {
        using SKPath path = new();
        path.MoveTo(x1, y1);
        path.LineTo(x2, y2);
        Stroke(path, colour, width, dash);
    }

    public void Frame(SKRect area, SKColor colour, double width)
    {
        using SKPath path = new();
        path.AddRect(area);
        Stroke(path, colour, width);
    }

    public void Text(string text, float x, float y, SKTextAlign align, double size, SKColor colour, bool bold = false) =>
        RichText.Of(text, size, bold).Draw(canvas, x, y, align, colour);

    /// <summary>Text around its anchor point, turned clockwise.</summary>
    public void Turned(RichText text, float x, float y, float degrees, SKTextAlign align, SKColor colour, float baseline = 0)
    {
        canvas.Save();
        canvas.Translate(x, y);
        canvas.RotateDegrees(degrees);
        text.Draw(canvas, 0, baseline, align, colour);
        canvas.Restore();
    }

    public void Clipped(SKRect area, Action draw)
    {
        canvas.Save();
        canvas.ClipRect(area);
        draw();
        canvas.Restore();
    }

    private static SKPathEffect? Dash(string? dash, float width)
    {
        float thick = Math.Max(width, 3);
        float[]? pattern = dash switch
        {
            null or "" or "solid" => null,
            "dot" => [thick, thick],
            "dash" => [3 * thick, 3 * thick],
            "longdash" => [5 * thick, 5 * thick],
            "dashdot" => [3 * thick, thick, thick, thick],
            "longdashdot" => [5 * thick, 2 * thick, thick, 2 * thick],
            _ => [.. dash.Replace("px", "", StringComparison.Ordinal).Split([',', ' '], StringSplitOptions.RemoveEmptyEntries)
                .Select(part => float.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out float value) ? value : 0)],
        };
        if (pattern is null || pattern.Length == 0 || pattern.All(length => length <= 0))
            return null;
        return SKPathEffect.CreateDash(pattern.Length % 2 == 0 ? pattern : [.. pattern, .. pattern], 0);
    }
}
