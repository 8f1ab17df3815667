using System.Text.Json.Nodes;
using SkiaSharp;

namespace OpLearn.Kernel.Charts;

/// <summary>A field as bands between levels, as lines along them, or both.</summary>
internal sealed class ContourTrace(JsonObject trace, SKColor colour) : TraceDrawing(trace, colour)
{
    private FieldGrid? grid;
    private ColourScale scale = ColourScale.Of(null, false);
    private double[] levels = [];
    private double lower, upper, step = 1;

    public override int Layer => 2;

    public override bool HasKey => Trace["showlegend"] is not null && Trace.Flag("showlegend", false);

    public override IEnumerable<ColourBar> Bars => grid is not null && levels.Length > 0 && Trace.Flag("showscale", true)
        ? [new ColourBar(Trace["colorbar"] as JsonObject ?? [], scale, lower, upper, Coloring == "heatmap" ? null : levels)
        {
            Hollow = Coloring == "lines",
            LineWidth = Coloring == "lines" || Trace.Flag("contours.showlines", true) ? Trace.Number("line.width", 0.5) : 0,
            LineColour = Coloring == "lines" ? null : Css.Colour(Trace.Text("line.color"), SKColors.Black),
        }] : [];

    private string Coloring => Trace.Text("contours.coloring", "fill");

    public override void Read()
    {
        grid = FieldGrid.Read(Trace, X!, Y!);
        if (grid is null)
            return;
        (double smallest, double largest) = ScaledColours.Limits(Trace, "z", grid.Finite);
        bool given = Trace.Number("contours.start") is not null && Trace.Number("contours.end") is not null && Trace.Number("contours.size") is > 0 && !Trace.Flag("autocontour", false);
        double start, end;
        if (given)
            (start, end, step) = (Trace.Number("contours.start", 0), Trace.Number("contours.end", 1), Trace.Number("contours.size", 1));
        else
        {
            step = AxisTicks.Step((largest - smallest) / Trace.Number("ncontours", 15));
            start = Math.Ceiling(smallest / step) * step;
            end = Math.Floor(largest / step) * step;
            start += start == smallest ? step : 0;
            end -= end == largest ? step : 0;
        }
        int count = Math.Clamp((int)Math.Floor(((end - start) / step) + 1e-6) + 1, 1, 500);
        levels = [.. Enumerable.Range(0, count).Select(i => start + (i * step))];
        // The scale runs over the bands' middles, from below the first level to above the last.
        (lower, upper) = Coloring == "heatmap" ? (smallest, largest) : Coloring == "lines" ? (start, levels[^1] > start ? levels[^1] : start + step) : (start - (step / 2), levels[^1] + (step / 2));
        scale = ColourScale.Of(Trace["colorscale"], Trace.Flag("reversescale", false));
    }

    public override void Extend()
    {
        if (grid is null)
            return;
        X!.Include(grid.X, false);
        Y!.Include(grid.Y, false);
    }

    public override void Draw(Pen pen)
    {
        if (grid is null || levels.Length == 0)
            return;
        SKRect area = new(Math.Min(X!.Start, X.End), Math.Min(Y!.Start, Y.End), Math.Max(X.Start, X.End), Math.Max(Y.Start, Y.End));
        int width = (int)Math.Ceiling(area.Width * pen.Scale), height = (int)Math.Ceiling(area.Height * pen.Scale);
        if (width <= 1 || height <= 1)
            return;
        double[] u = FieldGrid.Fractions(grid.X, i => X.Coordinate(area.Left + ((i + 0.5f) / pen.Scale)), width, 0.01);
        double[] v = FieldGrid.Fractions(grid.Y, i => Y.Coordinate(area.Top + ((i + 0.5f) / pen.Scale)), height, 0.01);
        double Value(int i, int j) => double.IsNaN(u[j]) || double.IsNaN(v[i]) ? double.NaN : grid.Between(u[j], v[i]);
        if (Coloring is "fill" or "heatmap")
            DrawBands(pen, area, width, height, Value);
        if (Coloring == "lines" || Trace.Flag("contours.showlines", true))
            DrawLines(pen, area, width, height, Value);
    }

    private void DrawBands(Pen pen, SKRect area, int width, int height, Func<int, int, double> value)
    {
        uint[] bands = [.. Enumerable.Range(0, levels.Length + 1).Select(k => (uint)Colouring(levels[0] + ((k - 0.5) * step)).Fade(Opacity))];
        uint[] pixels = new uint[width * height];
        Parallel.For(0, height, i =>
        {
            for (int j = 0; j < width; j++)
            {
                double z = value(i, j);
                pixels[(i * width) + j] = !double.IsFinite(z) ? 0 : Coloring == "heatmap" ? (uint)Colouring(z).Fade(Opacity)
                    : bands[Math.Clamp((int)Math.Floor((z - levels[0]) / step) + 1, 0, levels.Length)];
            }
        });
        using SKBitmap bitmap = new(new SKImageInfo(width, height, SKColorType.Bgra8888, SKAlphaType.Unpremul));
        System.Runtime.InteropServices.MemoryMarshal.AsBytes(pixels.AsSpan()).CopyTo(bitmap.GetPixelSpan());
        using SKImage image = SKImage.FromBitmap(bitmap);
        pen.Canvas.DrawImage(image, new SKRect(area.Left, area.Top, area.Left + (width / pen.Scale), area.Top + (height / pen.Scale)), new SKSamplingOptions(SKFilterMode.Nearest));
    }

    private SKColor Colouring(double z) => scale.At((z - lower) / (upper - lower));

    /// <summary>Marching squares on a raster of three pixels of the picture, fine enough that its corners are not seen.</summary>
    private void DrawLines(Pen pen, SKRect area, int width, int height, Func<int, int, double> value)
    {
        const int Stride = 3;
        int columns = ((width - 1) / Stride) + 1, rows = ((height - 1) / Stride) + 1;
        double[,] z = new double[rows, columns];
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < columns; j++)
                z[i, j] = value(i * Stride, j * Stride);
        SKColor ink = Css.Colour(Trace.Text("line.color"), SKColors.Black);
        for (int k = 0; k < levels.Length; k++)
        {
            using SKPath path = new();
            for (int i = 0; i + 1 < rows; i++)
                for (int j = 0; j + 1 < columns; j++)
                    Cross(path, z, i, j, levels[k], (a, b) => new SKPoint(area.Left + (((b * Stride) + 0.5f) / pen.Scale), area.Top + (((a * Stride) + 0.5f) / pen.Scale)));
            pen.Stroke(path, (Coloring == "lines" ? Colouring(levels[k]) : ink).Fade(Opacity), Trace.Number("line.width", 0.5), Trace.Text("line.dash"));
        }
    }

    private static void Cross(SKPath path, double[,] z, int i, int j, double level, Func<float, float, SKPoint> place)
    {
        double a = z[i, j], b = z[i, j + 1], c = z[i + 1, j + 1], d = z[i + 1, j];
        if (!double.IsFinite(a + b + c + d))
            return;
        bool A = a >= level, B = b >= level, C = c >= level, D = d >= level;
        if (A == B && B == C && C == D)
            return;
        List<SKPoint> crossings = new(4);
        if (A != B)
            crossings.Add(place(i, j + (float)((level - a) / (b - a))));
        if (B != C)
            crossings.Add(place(i + (float)((level - b) / (c - b)), j + 1));
        if (C != D)
            crossings.Add(place(i + 1, j + (float)((level - d) / (c - d))));
        if (D != A)
            crossings.Add(place(i + (float)((level - a) / (d - a)), j));
        for (int k = 0; k + 1 < crossings.Count; k += 2)
        {
            path.MoveTo(crossings[k]);
            path.LineTo(crossings[k + 1]);
        }
    }
}
