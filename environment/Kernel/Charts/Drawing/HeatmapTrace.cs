using System.Text.Json.Nodes;
using SkiaSharp;

namespace OpLearn.Kernel.Charts;

/// <summary>A field as coloured cells; cells without a number stay blank.</summary>
internal sealed class HeatmapTrace(JsonObject trace, SKColor colour) : TraceDrawing(trace, colour)
{
    private FieldGrid? grid;
    private ColourScale scale = ColourScale.Of(null, false);
    private double lower, upper;

    public override int Layer => 1;

    public override bool HasKey => Trace["showlegend"] is not null && Trace.Flag("showlegend", false);

    public override IEnumerable<ColourBar> Bars =>
        grid is not null && Trace.Flag("showscale", true) ? [new ColourBar(Trace["colorbar"] as JsonObject ?? [], scale, lower, upper, null)] : [];

    public override void Read()
    {
        grid = FieldGrid.Read(Trace, X!, Y!);
        if (grid is null)
            return;
        (lower, upper) = ScaledColours.Limits(Trace, "z", grid.Finite);
        scale = ColourScale.Of(Trace["colorscale"], Trace.Flag("reversescale", false));
    }

    public override void Extend()
    {
        if (grid is null)
            return;
        X!.Include(grid.EdgesX, false);
        Y!.Include(grid.EdgesY, false);
    }

    public override void Draw(Pen pen)
    {
        if (grid is null)
            return;
        SKRect area = new(Math.Min(X!.Start, X.End), Math.Min(Y!.Start, Y.End), Math.Max(X.Start, X.End), Math.Max(Y.Start, Y.End));
        int width = (int)Math.Ceiling(area.Width * pen.Scale), height = (int)Math.Ceiling(area.Height * pen.Scale);
        if (width <= 0 || height <= 0)
            return;
        double AtX(int i) => X.Coordinate(area.Left + ((i + 0.5f) / pen.Scale));
        double AtY(int i) => Y.Coordinate(area.Top + ((i + 0.5f) / pen.Scale));
        string smooth = Trace.Text("zsmooth", "false");
        uint[] pixels = new uint[width * height];
        if (smooth is "best" or "fast")
        {
            double[] u = FieldGrid.Fractions(grid.X, AtX, width, 0.5), v = FieldGrid.Fractions(grid.Y, AtY, height, 0.5);
            Paint(pixels, width, height, (i, j) => double.IsNaN(u[j]) || double.IsNaN(v[i]) ? double.NaN : grid.Between(u[j], v[i]));
        }
        else
        {
            int[] columns = FieldGrid.Cells(grid.EdgesX, AtX, width), rows = FieldGrid.Cells(grid.EdgesY, AtY, height);
            Gaps(columns, Trace.Number("xgap", 0) * pen.Scale);
            Gaps(rows, Trace.Number("ygap", 0) * pen.Scale);
            Paint(pixels, width, height, (i, j) => columns[j] < 0 || rows[i] < 0 ? double.NaN : grid.Values[rows[i]][columns[j]]);
        }
        using SKBitmap bitmap = new(new SKImageInfo(width, height, SKColorType.Bgra8888, SKAlphaType.Unpremul));
        System.Runtime.InteropServices.MemoryMarshal.AsBytes(pixels.AsSpan()).CopyTo(bitmap.GetPixelSpan());
        using SKImage image = SKImage.FromBitmap(bitmap);
        pen.Canvas.DrawImage(image, new SKRect(area.Left, area.Top, area.Left + (width / pen.Scale), area.Top + (height / pen.Scale)), new SKSamplingOptions(SKFilterMode.Nearest));
        DrawTexts(pen);
    }

    /// <summary>Leaves the pixels at the border of each cell blank.</summary>
    private static void Gaps(int[] cells, double gap)
    {
        int blank = (int)Math.Round(gap / 2);
        if (blank == 0)
            return;
        int[] before = [.. cells];
        for (int i = 0; i < cells.Length; i++)
            for (int k = -blank; k <= blank; k++)
                if (i + k >= 0 && i + k < cells.Length && before[i + k] != before[i] && before[i + k] >= 0)
                    cells[i] = -1;
    }

    private void Paint(uint[] pixels, int width, int height, Func<int, int, double> value)
    {
        uint[] table = [.. Enumerable.Range(0, 1024).Select(i => (uint)scale.At(i / 1023.0).Fade(Opacity))];
        Parallel.For(0, height, i =>
        {
            for (int j = 0; j < width; j++)
            {
                double z = value(i, j);
                pixels[(i * width) + j] = double.IsFinite(z) ? table[(int)Math.Round(Math.Clamp((z - lower) / (upper - lower), 0, 1) * 1023)] : 0;
            }
        });
    }

    private void DrawTexts(Pen pen)
    {
        string template = Trace.Text("texttemplate", "");
        if (template.Length == 0 || grid!.Rows * grid.Columns > 2_000)
            return;
        JsonArray? texts = Trace["text"] as JsonArray;
        double size = Trace.Number("textfont.size", 12);
        for (int i = 0; i < grid.Rows; i++)
        {
            for (int j = 0; j < grid.Columns; j++)
            {
                double z = grid.Values[i][j];
                if (!double.IsFinite(z))
                    continue;
                string own = texts is not null && i < texts.Count && texts[i] is JsonArray row && j < row.Count ? FigureJson.Text(row[j]) : "";
                string text = System.Text.RegularExpressions.Regex.Replace(template, @"%\{(?<name>z|text)(:(?<format>[^}]*))?\}",
                    match => match.Groups["name"].Value == "text" ? own : NumberPattern.Format(z, match.Groups["format"].Value));
                SKColor ink = Css.Colour(Trace.Text("textfont.color"), Css.Contrast(scale.At((z - lower) / (upper - lower))));
                RichText rich = RichText.Of(text, size);
                rich.Draw(pen.Canvas, X!.Pixel(grid.X[j]), Y!.Pixel(grid.Y[i]) + (rich.Size * 0.35f) - ((rich.Lines - 1) * rich.Size * 0.65f), SKTextAlign.Center, ink);
            }
        }
    }
}
