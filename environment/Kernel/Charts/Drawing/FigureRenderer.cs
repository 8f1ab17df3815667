using System.Text.Json.Nodes;
using SkiaSharp;

namespace OpLearn.Kernel.Charts;

/// <summary>
/// Draws a figure of Plotly as a picture, from its JSON alone and without a browser: the same ranges, ticks, colours, labels and legend as plotly.js would show.
/// The same figure gives the same bytes on every machine.
/// </summary>
/// <remarks>
/// It draws on SkiaSharp itself: a plotting library lays out its own margins, ticks and legends, and none can be told to follow plotly.js' domains, automatic ranges, tick texts
/// and pushing of margins, which are what makes the two pictures of a notebook agree.
/// Drawn are lines, markers, error bars, filled areas, bars, histograms, boxes, heat maps, contours and tables on linear, logarithmic and category axes, with subplots,
/// annotations and shapes. Other traces (three dimensions, maps, pies, …) and axes of dates have no picture.
/// </remarks>
internal static class FigureRenderer
{
    /// <summary>Bytes above which a picture of the default size is drawn with fewer pixels, and a larger one in proportion: a notebook holds it as text in version control.</summary>
    private const double Heavy = 70_000;
    private const int DefaultWidth = 700, DefaultHeight = 450, Largest = 4000;

    /// <summary>Pixels of the picture in one of the figure, the sharpest first.</summary>
    private static readonly float[] Scales = [2, 1.5f, 1];

    /// <summary>The picture, or the reason why there is none.</summary>
    public static FigurePicture Render(JsonObject figure)
    {
        Figure model = new(figure);
        if (model.Unsupported is { } reason)
            return new FigurePicture(null, 0, 0, reason);
        int width = Size(model.Layout, "width", DefaultWidth), height = Size(model.Layout, "height", DefaultHeight);
        byte[] png = [];
        foreach (float scale in Scales)
        {
            png = Draw(model, width, height, scale);
            if (png.Length <= Heavy * Math.Max(1, width * height / (double)(DefaultWidth * DefaultHeight)))
                break;
        }
        return new FigurePicture(png, width, height, null);
    }

    private static byte[] Draw(Figure model, int width, int height, float scale)
    {
        using SKSurface surface = SKSurface.Create(new SKImageInfo((int)(width * scale), (int)(height * scale), SKColorType.Rgba8888, SKAlphaType.Premul))
            ?? throw new InvalidOperationException($"FigureRenderer: no canvas of {width}×{height} pixels could be made; give the figure a smaller width and height.");
        surface.Canvas.Scale(scale);
        surface.Canvas.Clear(SKColors.Transparent);
        model.Draw(new Pen(surface.Canvas, scale), width, height);
        using SKPixmap pixels = surface.PeekPixels();
        using SKData data = pixels.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.AllFilters, 6)) ?? throw new InvalidOperationException("FigureRenderer: the picture could not be written as PNG.");
        return data.ToArray();
    }

    private static int Size(JsonObject layout, string name, int absent) => (int)Math.Clamp(layout.Number(name, absent), 10, Largest);
}
