using System.Text.Json.Nodes;
using SkiaSharp;

namespace OpLearn.Kernel.Charts;

/// <summary>The scale beside a field: colours, ticks, title.</summary>
/// <param name="options">Options of the figure.</param>
/// <param name="scale">The colours.</param>
/// <param name="lower">Value of the scale's first colour.</param>
/// <param name="upper">Value of its last.</param>
/// <param name="levels">Borders between bands of one colour, or null for a continuous scale.</param>
internal sealed class ColourBar(JsonObject options, ColourScale scale, double lower, double upper, double[]? levels)
{
    private double fontSize = 12;
    private string ink = "#444";

    /// <summary>Lines only, no bands.</summary>
    public bool Hollow { get; init; }

    /// <summary>Width of the lines at the levels.</summary>
    public double LineWidth { get; init; }

    /// <summary>Their colour; null for that of their value.</summary>
    public SKColor? LineColour { get; init; }

    private double Thickness => options.Number("thickness", 30);

    private double PadX => options.Number("xpad", 10);

    private string Title => options["title"] is JsonValue ? options.Text("title", "") : options.Text("title.text", "");

    private double TitleSize => options.Number("title.font.size", fontSize * 1.2);

    private bool Lying => options.Text("orientation") == "h";

    /// <summary>Makes room for the bar in the margins.</summary>
    public void Push(Margins margins, PlotArea area, JsonObject layout)
    {
        fontSize = options.Number("tickfont.size", layout.Number("font.size", 12));
        ink = options.Text("tickfont.color") ?? layout.Text("font.color", "#444");
        double x = options.Number("x", Lying ? 0.5 : 1.02), y = options.Number("y", Lying ? 1.02 : 0.5);
        double size = Size(area);
        string anchor = options.Text("xanchor", Lying ? "center" : "left");
        if (!Lying && x is >= 0 and <= 1 && anchor == "left" && (x * area.Inner.Width) + size <= area.Inner.Width + 12)
            return;
        if (Lying)
            margins.Push(x, y, 0, 0, options.Text("yanchor", "bottom") == "bottom" ? size : 0, options.Text("yanchor", "bottom") == "top" ? size : 0);
        else
            margins.Push(x, y, anchor == "right" ? size : anchor == "center" ? size / 2 : 0, anchor == "left" ? size : anchor == "center" ? size / 2 : 0, 0, 0);
    }

    public void Draw(Pen pen, PlotArea area)
    {
        if (Lying)
        {
            DrawLying(pen, area);
            return;
        }
        double size = Size(area), x = area.X(options.Number("x", 1.02));
        x -= options.Text("xanchor", "left") switch { "right" => size, "center" => size / 2, _ => 0 };
        (double top, double bottom) = Ends(area);
        float left = (float)(x + PadX), right = (float)(left + Thickness);
        RichText? title = Title.Length > 0 ? RichText.Of(Title, TitleSize) : null;
        if (title is not null && options.Text("title.side", "top") == "top")
        {
            title.Draw(pen.Canvas, left, (float)(top + (TitleSize * 0.85)), SKTextAlign.Left, Css.Colour(options.Text("title.font.color"), ink));
            top += title.Height + 5;
        }
        Axis axis = TickAxis((float)bottom, (float)top);
        Paint(pen, left, right, (float)top, (float)bottom);
        foreach (AxisTick tick in axis.Ticks)
        {
            RichText text = RichText.Of(tick.Label, fontSize * tick.Scale);
            float at = axis.Pixel(tick.At), tickLength = options.Text("ticks") == "outside" ? (float)options.Number("ticklen", 5) : 0;
            if (tickLength > 0)
                pen.Line(right, at, right + tickLength, at, Css.Colour(options.Text("tickcolor"), "#444"), 1);
            text.Draw(pen.Canvas, right + 3 + tickLength, at + (text.Size * 0.35f), SKTextAlign.Left, Css.Colour(ink, SKColors.Black));
        }
        if (title is not null && options.Text("title.side") == "right")
            pen.Turned(title, (float)(x + size - 2 - (title.Height * 0.3)), (float)((top + bottom) / 2), -90, SKTextAlign.Center, Css.Colour(options.Text("title.font.color"), ink));
    }

    private void DrawLying(Pen pen, PlotArea area)
    {
        double length = options.Number("len", 1) * area.Inner.Width, middle = area.X(options.Number("x", 0.5)), y = area.Y(options.Number("y", 1.02)), size = Size(area);
        double top = options.Text("yanchor", "bottom") == "bottom" ? y - size : y;
        float left = (float)(middle - (length / 2) + PadX), right = (float)(middle + (length / 2) - PadX);
        if (Title.Length > 0)
        {
            RichText title = RichText.Of(Title, TitleSize);
            title.Draw(pen.Canvas, left, (float)(top + TitleSize), SKTextAlign.Left, Css.Colour(options.Text("title.font.color"), ink));
            top += title.Height + 4;
        }
        SKRect bar = new(left, (float)top, right, (float)(top + Thickness));
        int count = (int)Math.Ceiling(bar.Width);
        for (int i = 0; i < count; i++)
            pen.Fill(new SKRect(left + i, bar.Top, Math.Min(right, left + i + 1.2f), bar.Bottom), At((i + 0.5) / bar.Width));
        pen.Frame(bar, Css.Colour(options.Text("outlinecolor"), "#444"), options.Number("outlinewidth", 1));
        Axis axis = new("x", Ticking(right - left)) { Kind = "linear", Range = (lower, upper), Start = left, End = right };
        foreach (AxisTick tick in AxisTicks.Of(axis))
            pen.Text(tick.Label, axis.Pixel(tick.At), bar.Bottom + (float)fontSize + 3, SKTextAlign.Center, fontSize, Css.Colour(ink, SKColors.Black));
    }

    private void Paint(Pen pen, float left, float right, float top, float bottom)
    {
        int count = (int)Math.Ceiling((bottom - top) * pen.Scale);
        SKRect bar = new(left, top, right, bottom);
        if (!Hollow)
            PaintBands(pen, bar, count);
        if (levels is not null && LineWidth > 0)
            foreach (double level in levels)
            {
                float at = (float)(bottom - ((level - lower) / (upper - lower) * (bottom - top)));
                pen.Line(left, at, right, at, LineColour ?? scale.At((level - lower) / (upper - lower)), LineWidth);
            }
        pen.Frame(bar, Css.Colour(options.Text("outlinecolor"), "#444"), options.Number("outlinewidth", 1));
    }

    private void PaintBands(Pen pen, SKRect bar, int count)
    {
        using SKBitmap bitmap = new(new SKImageInfo(1, count, SKColorType.Bgra8888, SKAlphaType.Unpremul));
        for (int i = 0; i < count; i++)
            bitmap.SetPixel(0, i, At(1 - ((i + 0.5) / count)));
        using SKImage image = SKImage.FromBitmap(bitmap);
        pen.Canvas.DrawImage(image, bar, new SKSamplingOptions(SKFilterMode.Nearest));
    }

    private SKColor At(double fraction)
    {
        if (levels is null)
            return scale.At(fraction);
        double value = lower + (fraction * (upper - lower)), step = levels.Length > 1 ? levels[1] - levels[0] : upper - lower;
        double band = levels[0] + ((Math.Floor((value - levels[0]) / step) + 0.5) * step);
        return scale.At((band - lower) / (upper - lower));
    }

    private Axis TickAxis(float bottom, float top)
    {
        Axis axis = new("y", Ticking(Math.Abs(bottom - top))) { Kind = "linear", Range = (lower, upper), Start = bottom, End = top };
        axis.Ticks = options.Flag("showticklabels", true) ? AxisTicks.Of(axis) : [];
        return axis;
    }

    /// <summary>Between bands the ticks stand at levels.</summary>
    private JsonObject Ticking(double length)
    {
        if (levels is null || levels.Length < 2 || options["dtick"] is not null || options["tickvals"] is not null)
            return options;
        double step = levels[1] - levels[0], start = levels[0], many = (upper - lower) / ((Math.Clamp(length / 50, 4, 15) + 1) * step), tick = step;
        if (many > 1)
        {
            tick = step * AxisTicks.Step(many);
            start = Math.Abs((start / step) - Math.Round(start / step)) < 1e-6 ? 0 : start;
        }
        JsonObject ticking = options.DeepClone().AsObject();
        (ticking["dtick"], ticking["tick0"], ticking["tickmode"]) = (tick, start, "linear");
        return ticking;
    }

    private (double Top, double Bottom) Ends(PlotArea area)
    {
        double length = options.Text("lenmode") == "pixels" ? options.Number("len", 100) : options.Number("len", 1) * area.Inner.Height;
        double y = area.Y(options.Number("y", 0.5)), pad = options.Number("ypad", 10);
        double top = options.Text("yanchor", "middle") switch { "top" => y, "bottom" => y - length, _ => y - (length / 2) };
        return (top + pad, top + length - pad);
    }

    /// <summary>Extent across the bar: padding, colours, labels and a title beside them.</summary>
    private double Size(PlotArea area)
    {
        double labels = Lying ? fontSize * 1.4 : TickAxis(area.Inner.Bottom, area.Inner.Top).Ticks.Select(tick => RichText.Of(tick.Label, fontSize * tick.Scale).Width).DefaultIfEmpty(0).Max();
        string side = options.Text("title.side", "top");
        double title = Title.Length == 0 ? 0 : Lying ? TitleSize * 1.3 + 4 : side == "right" ? TitleSize * 1.5 : 0;
        double body = (2 * PadX) + Thickness + 3 + labels + title;
        return !Lying && Title.Length > 0 && side == "top" ? Math.Max(body, RichText.Of(Title, TitleSize).Width + (2 * PadX)) : body;
    }
}
