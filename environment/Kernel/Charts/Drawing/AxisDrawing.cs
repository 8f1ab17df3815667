using System.Text.Json.Nodes;
using SkiaSharp;

namespace OpLearn.Kernel.Charts;

/// <summary>Lines, ticks, labels and titles of the axes.</summary>
internal sealed class AxisDrawing(Axis axis, Axis? anchor, JsonObject layout)
{
    private readonly JsonObject options = axis.Options;

    public Axis Axis => axis;

    /// <summary>Bottom, top, left or right.</summary>
    public string Side => options.Text("side") ?? (axis.IsX ? "bottom" : "left");

    private double FontSize => options.Number("tickfont.size", layout.Number("font.size", 12));

    private SKColor FontColour => Css.Colour(options.Text("tickfont.color") ?? layout.Text("font.color"), "#444");

    private double TitleSize => options.Number("title.font.size", options.Number("titlefont.size", layout.Number("font.size", 12) * 1.2));

    private string Title => options["title"] is JsonValue ? options.Text("title", "") : options.Text("title.text", "");

    private bool Labels => options.Flag("showticklabels", true) && axis.Visible;

    private bool Outside => options.Text("ticks") == "outside";

    private float LineWidth => (float)options.Number("linewidth", 1);

    /// <summary>Space from the axis to its labels.</summary>
    private double Standoff => (Outside ? options.Number("ticklen", 5) : 0) + (Labels && (Outside || options.Flag("showline", false)) ? 0.2 * FontSize : 0) + (LineWidth / 2);

    /// <summary>Ticks, turn and depth of the labels; the pixels of the axis must be known.</summary>
    public void Measure()
    {
        axis.Ticks = axis.Visible ? AxisTicks.Of(axis) : [];
        RichText[] texts = [.. axis.Ticks.Select(Text)];
        axis.TickAngle = Angle(texts);
        if (!Labels || texts.Length == 0)
        {
            axis.Depth = Outside && axis.Visible ? (float)options.Number("ticklen", 5) : 0;
            return;
        }
        double turn = Math.Abs(axis.TickAngle) * Math.PI / 180;
        double extent = texts.Max(text => axis.IsX ? (text.Width * Math.Sin(turn)) + (text.Height * Math.Cos(turn)) : (text.Width * Math.Cos(turn)) + (text.Height * Math.Sin(turn)));
        axis.Depth = (float)(Standoff + extent);
    }

    /// <summary>Pixels that labels and title need beside the axis.</summary>
    public double Room => axis.Visible ? axis.Depth + (Title.Length > 0 ? (RichText.Of(Title, TitleSize).Height * 1.05) + options.Number("title.standoff", 0) + 4 : 0) : 0;

    /// <summary>Pixels by which the last label stands out beyond the end of a horizontal axis.</summary>
    public double Overhang
    {
        get
        {
            if (!Labels || axis.Ticks.Count == 0)
                return 0;
            double turn = axis.TickAngle * Math.PI / 180, width = Text(axis.Ticks[^1]).Width;
            double reach = axis.TickAngle == 0 ? width / 2 : axis.TickAngle > 0 ? (width * Math.Cos(turn)) + 6 : 0;
            return Math.Max(0, axis.Pixel(axis.Ticks[^1].At) + reach - Math.Max(axis.Start, axis.End));
        }
    }

    public bool AutoMargin => options.Flag("automargin", options["automargin"] is JsonValue value && value.GetValueKind() == System.Text.Json.JsonValueKind.String);

    /// <summary>The pixel of the axis' line across its direction.</summary>
    public float Position(PlotArea area)
    {
        bool high = Side is "top" or "right";
        double fraction = options.Text("anchor") == "free" || anchor is null ? options.Number("position", high && anchor is null ? 1 : 0) : high ? anchor.Domain.To : anchor.Domain.From;
        float shift = (float)options.Number("shift", 0);
        return axis.IsX ? area.Y(fraction) : area.X(fraction) + shift;
    }

    /// <summary>Grid lines and the line of zero, below the data.</summary>
    public void DrawGrid(Pen pen, SKRect panel)
    {
        if (!axis.Visible)
            return;
        bool zero = options.Flag("zeroline", ShowsGrid) && !axis.IsLog && !axis.IsCategory;
        if (ShowsGrid)
            foreach (AxisTick tick in axis.Ticks.Where(tick => !(zero && tick.At == 0)))
                Across(pen, panel, tick.At, Css.Colour(options.Text("gridcolor"), "#eee"), options.Number("gridwidth", 1), options.Text("griddash"));
        if (zero && Math.Min(axis.Range.From, axis.Range.To) <= 0 && Math.Max(axis.Range.From, axis.Range.To) >= 0)
            Across(pen, panel, 0, Css.Colour(options.Text("zerolinecolor"), "#444"), options.Number("zerolinewidth", 1), null);
    }

    private bool ShowsGrid => options.Flag("showgrid", true);

    /// <summary>The line, ticks, labels and title, above the data.</summary>
    public void Draw(Pen pen, PlotArea area)
    {
        if (!axis.Visible)
            return;
        float at = Position(area), outward = Side is "bottom" or "right" ? 1 : -1;
        SKColor line = options.Flag("showline", false) ? Css.Colour(options.Text("linecolor"), "#444") : SKColors.Transparent;
        if (line.Alpha > 0)
        {
            Along(pen, at, line, LineWidth);
            if (options.At("mirror") is JsonValue && options.Text("mirror") is not "false" && anchor is not null)
                Along(pen, Mirror(area), line, LineWidth);
        }
        string ticks = options.Text("ticks", "");
        double length = options.Number("ticklen", 5) * (ticks == "inside" ? -1 : 1);
        foreach (AxisTick tick in axis.Ticks)
        {
            float pixel = axis.Pixel(tick.At);
            if (ticks is "outside" or "inside")
            {
                SKColor ink = Css.Colour(options.Text("tickcolor"), "#444");
                (float from, float to) = (at, at + (float)(outward * length));
                pen.Line(axis.IsX ? pixel : from, axis.IsX ? from : pixel, axis.IsX ? pixel : to, axis.IsX ? to : pixel, ink, options.Number("tickwidth", 1));
            }
            if (Labels)
                DrawLabel(pen, Text(tick), pixel, at, outward);
        }
        DrawTitle(pen, area, at, outward);
    }

    private RichText Text(AxisTick tick) => RichText.Of(tick.Label, FontSize * tick.Scale);

    /// <summary>Labels that would touch each other are turned.</summary>
    private double Angle(RichText[] texts)
    {
        if (options.Number("tickangle") is { } given)
            return given;
        // The digits between powers of ten stay upright, whatever their room.
        if (!axis.IsX || texts.Length < 2 || !Labels || (axis.IsLog && axis.Ticks.Any(tick => tick.Scale < 1)))
            return 0;
        float[] at = [.. axis.Ticks.Select(tick => axis.Pixel(tick.At))];
        double Gap(int i) => Math.Abs(at[i] - at[i - 1]);
        bool touch = Enumerable.Range(1, texts.Length - 1).Any(i => Gap(i) < ((texts[i].Width + texts[i - 1].Width) / 2) + 2);
        if (!touch)
            return 0;
        double height = texts.Max(text => text.Height), tightest = Enumerable.Range(1, texts.Length - 1).Min(Gap);
        return tightest * Math.Sin(Math.PI / 6) >= height * 0.9 ? 30 : 90;
    }

    private void DrawLabel(Pen pen, RichText text, float pixel, float at, float outward)
    {
        float away = at + (float)(outward * Standoff);
        // Between the small digits of a logarithmic axis the powers of ten stand a little higher.
        if (!axis.IsX && axis.IsLog && text.Size > FontSize * 0.9 && axis.Ticks.Count(tick => tick.Scale < 1) > 3 * axis.Ticks.Count / 4)
            pixel -= text.Size / 6;
        if (!axis.IsX)
        {
            float side = outward < 0 ? away - 1 : away + 1;
            if (axis.TickAngle == 0)
                text.Draw(pen.Canvas, side, pixel + (text.Size * 0.35f) - ((text.Lines - 1) * text.Size * 0.65f), outward < 0 ? SKTextAlign.Right : SKTextAlign.Left, FontColour);
            else
                pen.Turned(text, side, pixel, (float)axis.TickAngle, Math.Abs(axis.TickAngle) == 90 ? SKTextAlign.Center : outward < 0 ? SKTextAlign.Right : SKTextAlign.Left, FontColour, Math.Abs(axis.TickAngle) == 90 ? 0 : text.Size * 0.35f);
        }
        else if (axis.TickAngle == 0)
            text.Draw(pen.Canvas, pixel, outward > 0 ? away + text.Size : away - (text.Size * 0.2f) - ((text.Lines - 1) * text.Size * 1.3f), SKTextAlign.Center, FontColour);
        else
        {
            bool down = axis.TickAngle > 0 == outward > 0;
            float lift = Math.Abs(axis.TickAngle) >= 90 ? text.Size * 0.35f : text.Size * 0.6f;
            pen.Turned(text, pixel, away + (outward * 2), (float)axis.TickAngle, down ? SKTextAlign.Left : SKTextAlign.Right, FontColour, lift);
        }
    }

    private void DrawTitle(Pen pen, PlotArea area, float at, float outward)
    {
        if (Title.Length == 0)
            return;
        RichText text = RichText.Of(Title, TitleSize);
        SKColor ink = Css.Colour(options.Text("title.font.color") ?? options.Text("titlefont.color") ?? layout.Text("font.color"), "#444");
        double size = TitleSize, middle = (axis.Start + axis.End) / 2;
        double shift = axis.IsX ? size * (Side == "top" ? Labels ? 1 : 0 : Labels ? 1.5 : 0.5) : size * (Side == "right" ? Labels ? 1 : 0.5 : Labels ? 0.5 : 0);
        double standoff = options.Number("title.standoff") is { } given ? axis.Depth + given + (Side is "bottom" or "right" ? size : 0.25 * size)
            : Math.Max(10 + (1.5 * size) + shift, axis.Depth + (Side is "bottom" or "right" ? size * 1.15 : size * 0.4));
        float across = at + (float)(outward * standoff);
        // Without room on the page the title moves to its edge.
        float edge = 3, extra = (text.Lines - 1) * text.Size * 1.3f;
        if (axis.IsX)
        {
            across = Side == "bottom" ? Math.Min(across, area.Height - edge - (text.Size * 0.25f) - extra) : Math.Max(across - extra, text.Size + edge);
            text.Draw(pen.Canvas, (float)middle, across, SKTextAlign.Center, ink);
        }
        else
        {
            across = Side == "left" ? Math.Max(across - extra, edge + text.Size) : Math.Min(across, area.Width - edge);
            pen.Turned(text, across, (float)middle, -90, SKTextAlign.Center, ink);
        }
    }

    private void Across(Pen pen, SKRect panel, double coordinate, SKColor colour, double width, string? dash)
    {
        float pixel = axis.Pixel(coordinate);
        if (axis.IsX)
            pen.Line(pixel, panel.Top, pixel, panel.Bottom, colour, width, dash);
        else
            pen.Line(panel.Left, pixel, panel.Right, pixel, colour, width, dash);
    }

    private void Along(Pen pen, float at, SKColor colour, float width)
    {
        (float from, float to) = (Math.Min(axis.Start, axis.End) - (width / 2), Math.Max(axis.Start, axis.End) + (width / 2));
        if (axis.IsX)
            pen.Line(from, at, to, at, colour, width);
        else
            pen.Line(at, from, at, to, colour, width);
    }

    private float Mirror(PlotArea area)
    {
        double fraction = Side is "top" or "right" ? anchor!.Domain.From : anchor!.Domain.To;
        return axis.IsX ? area.Y(fraction) : area.X(fraction);
    }
}
