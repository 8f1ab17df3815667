using System.Text.Json.Nodes;
using SkiaSharp;

namespace OpLearn.Kernel.Charts;

/// <summary>Names and keys of the traces.</summary>
internal sealed class Legend
{
    private const float KeyWidth = 40, Gap = 5;
    private readonly JsonNode? options;
    private readonly List<(TraceDrawing Trace, RichText Text, float X, float Y)> items = [];
    private readonly RichText? title;
    private readonly SKColor ink;
    private float width, height;

    private Legend(JsonNode? options, JsonObject layout)
    {
        this.options = options;
        ink = Css.Colour(options.Text("font.color") ?? layout.Text("font.color"), "#444");
        string heading = options?["title"] is JsonValue ? options.Text("title", "") : options.Text("title.text", "");
        title = heading.Length > 0 ? RichText.Of(heading, options.Number("title.font.size", layout.Number("font.size", 12) * 1.1)) : null;
    }

    private bool Lying => options.Text("orientation") == "h";

    private double AtX => options.Number("x", Lying ? 0 : 1.02);

    private double AtY => options.Number("y", Lying ? -0.1 : 1);

    /// <summary>The legend of a figure, or null where it has none.</summary>
    public static Legend? Of(IReadOnlyList<TraceDrawing> traces, JsonObject layout)
    {
        TraceDrawing[] shown = [.. traces.Where(trace => trace.InLegend)];
        bool asked = shown.Any(trace => trace.Trace["showlegend"] is not null);
        if (!layout.Flag("showlegend", shown.Length > 1 || (shown.Length == 1 && asked)) || shown.Length == 0)
            return null;
        Legend legend = new(layout["legend"], layout);
        double size = legend.options.Number("font.size", layout.Number("font.size", 12));
        string order = legend.options.Text("traceorder", (layout.Text("barmode") == "stack" && shown.Any(trace => trace is BarTrace)) || shown.Any(trace => trace is ScatterTrace { Fill: "tonexty" or "tonextx" })
            ? "reversed" : "normal");
        IEnumerable<TraceDrawing> ordered = order.Contains("reversed", StringComparison.Ordinal) ? shown.Reverse() : shown;
        foreach (TraceDrawing trace in ordered)
            legend.items.Add((trace, RichText.Of(trace.Name, size), 0, 0));
        return legend;
    }

    /// <summary>Arranges the items and makes room for them.</summary>
    public void Push(Margins margins, PlotArea area)
    {
        Arrange(AtX is >= 0 and <= 1 ? area.Inner.Width : area.Width);
        (float left, float top) = Anchors();
        if (OnPage("x") || OnPage("y"))
            return;
        margins.Push(AtX, AtY, left * width, (1 - left) * width, top * height, (1 - top) * height);
    }

    public void Draw(Pen pen, PlotArea area, JsonObject layout)
    {
        Arrange(AtX is >= 0 and <= 1 ? area.Inner.Width : area.Width);
        (float left, float top) = Anchors();
        float x = (OnPage("x") ? (float)AtX * area.Width : area.X(AtX)) - (left * width), y = (OnPage("y") ? (float)(1 - AtY) * area.Height : area.Y(AtY)) - (top * height);
        x = Math.Clamp(x, 0, Math.Max(0, area.Width - width));
        y = Math.Clamp(y, 0, Math.Max(0, area.Height - height));
        SKRect box = new(x, y, x + width, y + height);
        pen.Fill(box, Css.Colour(options.Text("bgcolor"), Css.Colour(layout.Text("paper_bgcolor"), "#fff")));
        if (options.Number("borderwidth", 0) is > 0 and var border)
            pen.Frame(box, Css.Colour(options.Text("bordercolor"), "#444"), border);
        title?.Draw(pen.Canvas, x + Gap, y + 4 + title.Size, SKTextAlign.Left, Css.Colour(options.Text("title.font.color"), ink));
        foreach ((TraceDrawing trace, RichText text, float dx, float dy) in items)
        {
            float row = Row(text), middle = y + dy + (row / 2);
            SKRect key = new(x + dx + 5, middle - (row / 2), x + dx + 35, middle + (row / 2));
            trace.DrawKey(pen, key);
            text.Draw(pen.Canvas, x + dx + KeyWidth, middle + (text.Size * 0.35f) - ((text.Lines - 1) * text.Size * 0.65f), SKTextAlign.Left, ink);
        }
    }

    /// <summary>Is the place a fraction of the page, not of the axes?</summary>
    private bool OnPage(string direction) => options.Text(direction + "ref") == "container";

    private static float Row(RichText text) => Math.Max(text.Height, 16) + 3;

    /// <summary>Fractions of the box left of and above its anchor.</summary>
    private (float Left, float Top) Anchors()
    {
        string horizontal = options.Text("xanchor", "left"), vertical = options.Text("yanchor", Lying ? "top" : "auto");
        float left = horizontal switch
        {
            "right" => 1,
            "center" => 0.5f,
            "auto" => AtX <= 1 / 3.0 ? 0 : AtX >= 2 / 3.0 ? 1 : 0.5f,
            _ => 0,
        };
        float top = vertical switch
        {
            "top" => 0,
            "middle" => 0.5f,
            "bottom" => 1,
            _ => AtY <= 1 / 3.0 ? 1 : AtY >= 2 / 3.0 ? 0 : 0.5f,
        };
        return (left, top);
    }

    private void Arrange(float most)
    {
        float heading = title is null ? 0 : title.Height + 4, y = Gap + heading, x = 0;
        float[] widths = [.. items.Select(item => KeyWidth + item.Text.Width + Gap)];
        float row = items.Max(item => Row(item.Text)), column = widths.Max();
        bool single = widths.Sum() <= most;
        int perRow = !Lying ? 1 : single ? items.Count : Math.Max(1, (int)(most / column));
        width = 0;
        for (int i = 0; i < items.Count; i++)
        {
            if (i > 0 && i % perRow == 0)
            {
                x = 0;
                y += Lying ? row : Row(items[i - 1].Text);
            }
            items[i] = items[i] with { X = x, Y = y };
            x += Lying && !single ? column : widths[i];
            width = Math.Max(width, x);
        }
        width = Math.Max(width, title is null ? 0 : title.Width + (2 * Gap));
        height = y + Row(items[^1].Text) + Gap;
    }
}
