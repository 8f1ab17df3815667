using System.Text.Json.Nodes;
using SkiaSharp;

namespace OpLearn.Kernel.Charts;

/// <summary>A table trace: a heading and columns of cells, as many rows as the page holds.</summary>
internal sealed class TableDrawing(JsonObject trace)
{
    public void Draw(Pen pen, PlotArea area, JsonObject layout)
    {
        double[] domainX = FigureJson.Numbers(trace.At("domain.x")) ?? [0, 1], domainY = FigureJson.Numbers(trace.At("domain.y")) ?? [0, 1];
        SKRect box = new(area.X(domainX[0]), area.Y(domainY[1]), area.X(domainX[1]), area.Y(domainY[0]));
        IReadOnlyList<JsonNode?> heading = FigureJson.Items(trace.At("header.values")) ?? [], columns = FigureJson.Items(trace.At("cells.values")) ?? [];
        int count = Math.Max(heading.Count, columns.Count);
        if (count == 0)
            return;
        double[] shares = FigureJson.Numbers(trace["columnwidth"]) is { Length: > 0 } given ? [.. Enumerable.Range(0, count).Select(i => given[Math.Min(i, given.Length - 1)])] : [.. Enumerable.Repeat(1.0, count)];
        float[] widths = [.. shares.Select(share => (float)(share / shares.Sum() * box.Width))];
        float y = box.Top;
        JsonNode? header = trace["header"], cells = trace["cells"];
        if (heading.Count > 0)
            y = Row(pen, box, widths, y, [.. heading.Select(First)], header, 30, 0, layout);
        int rows = columns.Max(column => column is JsonArray list ? list.Count : 1);
        for (int i = 0; i < rows && y < box.Bottom; i++)
            y = Row(pen, box, widths, y, [.. columns.Select(column => column is JsonArray list ? i < list.Count ? list[i] : null : column)], cells, 20, i, layout);
    }

    private static JsonNode? First(JsonNode? cell) => cell is JsonArray { Count: > 0 } lines ? JsonValue.Create(string.Join("<br>", lines.Select(FigureJson.Text))) : cell;

    private static float Row(Pen pen, SKRect box, float[] widths, float y, JsonNode?[] cells, JsonNode? style, double height, int row, JsonObject layout)
    {
        double size = FigureJson.IsList(style.At("font.size")) ? 12 : style.Number("font.size", layout.Number("font.size", 12));
        RichText[] texts = [.. cells.Select((cell, j) => RichText.Of(Affixed(cell, style, j), size))];
        float tall = (float)Math.Max(style.Number("height", height), texts.Max(text => ((text.Lines - 1) * text.Size * 1.3) + (text.Size * 1.5))), x = box.Left;
        for (int j = 0; j < cells.Length; j++)
        {
            SKRect cell = new(x, y, x + widths[j], y + tall);
            pen.Fill(cell, Css.Colour(Pick(style.At("fill.color"), j, row), SKColors.White));
            pen.Frame(cell, Css.Colour(Pick(style.At("line.color"), j, row), "#808080"), style.Number("line.width", 1));
            string align = Pick(style.At("align"), j, row) ?? "center";
            SKColor ink = Css.Colour(Pick(style.At("font.color"), j, row) ?? layout.Text("font.color"), "#444");
            float at = align == "left" ? cell.Left + 8 : align == "right" ? cell.Right - 8 : cell.MidX, baseline = cell.MidY + (texts[j].Size * 0.35f) - ((texts[j].Lines - 1) * texts[j].Size * 0.65f);
            pen.Clipped(cell, () => texts[j].Draw(pen.Canvas, at, baseline, align == "left" ? SKTextAlign.Left : align == "right" ? SKTextAlign.Right : SKTextAlign.Center, ink));
            x += widths[j];
        }
        return y + tall;
    }

    private static string Affixed(JsonNode? cell, JsonNode? style, int column)
    {
        string? pattern = Pick(style.At("format"), column, 0);
        double number = FigureJson.Number(cell);
        string text = string.IsNullOrEmpty(pattern) || double.IsNaN(number) ? FigureJson.Text(cell) : NumberPattern.Format(number, pattern);
        return Pick(style.At("prefix"), column, 0) + text + Pick(style.At("suffix"), column, 0);
    }

    /// <summary>One value for all, a list by column, or lists by row within each column.</summary>
    private static string? Pick(JsonNode? node, int column, int row) => node switch
    {
        JsonArray { Count: > 0 } list => list[Math.Min(column, list.Count - 1)] is JsonArray { Count: > 0 } inner ? FigureJson.Text(inner[row % inner.Count]) : FigureJson.Text(list[Math.Min(column, list.Count - 1)]),
        JsonValue value => FigureJson.Text(value),
        _ => null,
    };
}
