using System.Globalization;
using System.Text.Json.Nodes;
using SkiaSharp;

namespace OpLearn.Kernel.Charts;

/// <summary>The marker symbols of figures, by name or number.</summary>
internal static class Symbols
{
    private static readonly string[] Names =
    [
        "circle", "square", "diamond", "cross", "x", "triangle-up", "triangle-down", "triangle-left", "triangle-right", "triangle-ne", "triangle-se", "triangle-sw", "triangle-nw",
        "pentagon", "hexagon", "hexagon2", "octagon", "star",
    ];

    /// <summary>The canonical name of a symbol, with <c>-open</c> kept.</summary>
    public static string Name(JsonNode? symbol)
    {
        string text = FigureJson.Text(symbol);
        if (!int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int number))
            return text.Length == 0 ? "circle" : text;
        string name = number % 100 < Names.Length ? Names[number % 100] : LineNames(number % 100);
        return number % 200 >= 100 ? name + "-open" : name;
    }

    /// <summary>Draws a symbol of a diameter around a point.</summary>
    public static void Draw(Pen pen, string name, float x, float y, float size, SKColor fill, SKColor line, float width)
    {
        bool open = name.Contains("-open", StringComparison.Ordinal);
        string shape = name.Replace("-open", "", StringComparison.Ordinal).Replace("-dot", "", StringComparison.Ordinal);
        float r = size / 2;
        using SKPath path = Outline(shape, r, out bool lines);
        path.Transform(SKMatrix.CreateTranslation(x, y));
        if (open || lines)
            pen.Stroke(path, width > 0 && line.Alpha > 0 && lines ? line : fill, Math.Max(width, 1));
        else
        {
            pen.Fill(path, fill);
            pen.Stroke(path, line, width);
        }
    }

    private static string LineNames(int number) => number switch
    {
        33 => "cross-thin",
        34 => "x-thin",
        35 => "asterisk",
        41 => "line-ew",
        42 => "line-ns",
        _ => "circle",
    };

    private static SKPath Outline(string shape, float r, out bool lines)
    {
        SKPath path = new();
        lines = false;
        switch (shape)
        {
            case "square":
                path.AddRect(new SKRect(-r, -r, r, r));
                break;
            case "diamond":
                Polygon(path, (0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0));
                break;
            case "cross":
                Polygon(path, (1.2, .4), (.4, .4), (.4, 1.2), (-.4, 1.2), (-.4, .4), (-1.2, .4), (-1.2, -.4), (-.4, -.4), (-.4, -1.2), (.4, -1.2), (.4, -.4), (1.2, -.4));
                break;
            case "x":
                Polygon(path, (0, .566), (.566, 1.131), (1.131, .566), (.566, 0), (1.131, -.566), (.566, -1.131), (0, -.566), (-.566, -1.131), (-1.131, -.566), (-.566, 0),
                    (-1.131, .566), (-.566, 1.131));
                break;
            case "triangle-up":
                Polygon(path, (-1.155, .577), (1.155, .577), (0, -1.155));
                break;
            case "triangle-down":
                Polygon(path, (-1.155, -.577), (1.155, -.577), (0, 1.155));
                break;
            case "triangle-left":
                Polygon(path, (.577, -1.155), (.577, 1.155), (-1.155, 0));
                break;
            case "triangle-right":
                Polygon(path, (-.577, -1.155), (-.577, 1.155), (1.155, 0));
                break;
            case "pentagon":
                Regular(path, 5, 1.0, 1.0);
                break;
            case "hexagon" or "hexagon2":
                Regular(path, 6, 1.0, 1.0);
                break;
            case "octagon":
                Regular(path, 8, 1.0, 1.0);
                break;
            case "star":
                Regular(path, 10, 1.4, 0.535);
                break;
            case "cross-thin":
                Strokes(path, (0, -1.4, 0, 1.4), (-1.4, 0, 1.4, 0));
                lines = true;
                break;
            case "x-thin":
                Strokes(path, (-1, -1, 1, 1), (-1, 1, 1, -1));
                lines = true;
                break;
            case "asterisk":
                Strokes(path, (0, -1.2, 0, 1.2), (-1.2, 0, 1.2, 0), (-.85, -.85, .85, .85), (-.85, .85, .85, -.85));
                lines = true;
                break;
            case "line-ew":
                Strokes(path, (-1.4, 0, 1.4, 0));
                lines = true;
                break;
            case "line-ns":
                Strokes(path, (0, -1.4, 0, 1.4));
                lines = true;
                break;
            default:
                path.AddCircle(0, 0, r);
                break;
        }
        return path;

        void Polygon(SKPath target, params (double X, double Y)[] corners) => target.AddPoly([.. corners.Select(c => new SKPoint((float)(c.X * r), (float)(c.Y * r)))]);
        void Strokes(SKPath target, params (double X1, double Y1, double X2, double Y2)[] segments)
        {
            foreach ((double x1, double y1, double x2, double y2) in segments)
            {
                target.MoveTo((float)(x1 * r), (float)(y1 * r));
                target.LineTo((float)(x2 * r), (float)(y2 * r));
            }
        }
        void Regular(SKPath target, int corners, double outer, double inner) => Polygon(target, [.. Enumerable.Range(0, corners)
            .Select(i => (i % 2 == 0 ? outer : inner, (2 * Math.PI * i / corners) - (Math.PI / 2))).Select(p => (p.Item1 * Math.Cos(p.Item2), p.Item1 * Math.Sin(p.Item2)))]);
    }
}
