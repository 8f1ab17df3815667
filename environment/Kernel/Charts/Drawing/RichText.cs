using System.Net;
using System.Text;
using SkiaSharp;

namespace OpLearn.Kernel.Charts;

/// <summary>A text with the markup that figures use: line breaks, bold, italic, super- and subscript, entities. Measured and drawn in pixels.</summary>
internal sealed class RichText
{
    private const float Leading = 1.3f, Small = 0.7f;
    private readonly List<List<Run>> lines = [[]];
    private readonly float size;

    private RichText(float size) => this.size = size;

    private sealed record Run(string Text, SKFont Font, float Rise, float Width);

    public float Width { get; private set; }

    public float Height => lines.Count * size * Leading;

    public int Lines => lines.Count;

    public float Size => size;

    public static RichText Of(string text, double size, bool bold = false)
    {
        RichText rich = new((float)size);
        int bolds = bold ? 1 : 0, italics = 0, raised = 0;
        StringBuilder pending = new();
        void Flush()
        {
            if (pending.Length > 0)
                rich.Add(WebUtility.HtmlDecode(pending.ToString()), bolds > 0, italics > 0, raised);
            pending.Clear();
        }
        for (int i = 0; i < text.Length; i++)
        {
            int close = text[i] == '<' ? text.IndexOf('>', i) : -1;
            string tag = close > 0 ? text[(i + 1)..close].Trim().ToLowerInvariant() : "";
            string name = tag.Split(' ')[0].TrimEnd('/');
            if (text[i] == '\n' || name is "br")
            {
                Flush();
                rich.lines.Add([]);
            }
            else if (name is "b" or "/b" or "strong" or "/strong" or "i" or "/i" or "em" or "/em" or "sup" or "/sup" or "sub" or "/sub" or "a" or "/a" or "span" or "/span" or "u" or "/u")
            {
                Flush();
                int step = name[0] == '/' ? -1 : 1;
                switch (name.TrimStart('/'))
                {
                    case "b" or "strong": bolds += step; break;
                    case "i" or "em": italics += step; break;
                    case "sup": raised = Math.Clamp(raised + step, 0, 1); break;
                    case "sub": raised = Math.Clamp(raised - step, -1, 0); break;
                }
            }
            else
            {
                pending.Append(text[i]);
                continue;
            }
            if (close > 0)
                i = close;
        }
        Flush();
        rich.Width = rich.lines.Max(line => line.Sum(run => run.Width));
        return rich;
    }

    /// <summary>Draws the text with its first line's baseline at <paramref name="y"/>.</summary>
    public void Draw(SKCanvas canvas, float x, float y, SKTextAlign align, SKColor colour)
    {
        using SKPaint paint = new() { Color = colour, IsAntialias = true };
        for (int i = 0; i < lines.Count; i++)
        {
            float width = lines[i].Sum(run => run.Width);
            float at = align switch { SKTextAlign.Center => x - (width / 2), SKTextAlign.Right => x - width, _ => x };
            foreach (Run run in lines[i])
            {
                canvas.DrawText(run.Text, at, y + (i * size * Leading) - run.Rise, SKTextAlign.Left, run.Font, paint);
                at += run.Width;
            }
        }
    }

    private void Add(string text, bool bold, bool italic, int raised)
    {
        float scale = raised == 0 ? size : size * Small;
        float rise = raised > 0 ? size * 0.42f : raised < 0 ? -size * 0.25f : 0;
        foreach ((string part, SKTypeface face) in Split(text, bold))
        {
            SKFont font = new(face, scale) { Subpixel = true, Hinting = SKFontHinting.None, Edging = SKFontEdging.Antialias, SkewX = italic ? -0.2f : 0 };
            lines[^1].Add(new Run(part, font, rise, font.MeasureText(part)));
        }
    }

    /// <summary>Runs of characters that one face has.</summary>
    private static IEnumerable<(string Part, SKTypeface Face)> Split(string text, bool bold)
    {
        StringBuilder part = new();
        SKTypeface? face = null;
        foreach (Rune rune in text.EnumerateRunes())
        {
            SKTypeface wanted = Typeface.For(rune.Value, bold);
            if (face is not null && wanted != face)
            {
                yield return (part.ToString(), face);
                part.Clear();
            }
            face = wanted;
            part.Append(rune.ToString());
        }
        if (face is not null && part.Length > 0)
            yield return (part.ToString(), face);
    }
}
