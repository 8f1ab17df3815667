using System.Text.Json.Nodes;
using SkiaSharp;

namespace OpLearn.Kernel.Charts;

/// <summary>Widens the margins until everything that stands beside the axes has its room.</summary>
internal sealed class Margins
{
    private readonly float width, height;
    private readonly float least;
    private readonly List<(double At, double Size)> left = [], right = [], top = [], bottom = [];

    public Margins(JsonObject layout, float width, float height)
    {
        (this.width, this.height) = (width, height);
        JsonNode? given = layout["margin"];
        double l = given.Number("l", 80), r = given.Number("r", 80), t = given.Number("t", 100), b = given.Number("b", 80);
        // A page smaller than its margins shows the axes first.
        double across = Math.Min(1, 0.9 * width / (l + r)), down = Math.Min(1, 0.9 * height / (t + b));
        left.Add((0, l * across));
        right.Add((1, r * across));
        top.Add((1, t * down));
        bottom.Add((0, b * down));
        least = (float)Math.Min(12, Math.Min(Math.Min(l, r), Math.Min(t, b)));
    }

    /// <summary>A thing at a place of the page in fractions, with its extent in pixels in each direction.</summary>
    public void Push(double x, double y, double toLeft, double toRight, double toTop, double toBottom, bool pad = true)
    {
        double extra = pad ? least : 0;
        if (toLeft + toRight < width / 2)
        {
            left.Add((x, toLeft + extra));
            right.Add((x, toRight + extra));
        }
        if (toTop + toBottom < height / 2)
        {
            top.Add((y, toTop + extra));
            bottom.Add((y, toBottom + extra));
        }
    }

    public PlotArea Settle()
    {
        (double l, double r) = Pair(left, right, width);
        (double b, double t) = Pair(bottom, top, height);
        return new PlotArea(width, height, new SKRect((float)Math.Round(l), (float)Math.Round(t), (float)Math.Round(width - r), (float)Math.Round(height - b)));
    }

    /// <summary>The margins at both ends of one direction: each pair of demands fixes a position of 0 and of 1, and the widest counts.</summary>
    private static (double Low, double High) Pair(List<(double At, double Size)> lower, List<(double At, double Size)> upper, double size)
    {
        (double low, double high) = (lower[0].Size, upper[0].Size);
        foreach ((double from, double before) in lower)
        {
            foreach ((double to, double after) in upper)
            {
                if (to <= from)
                    continue;
                double newLow = ((before * to) + ((after - size) * from)) / (to - from), newHigh = ((after * (1 - from)) + ((before - size) * (1 - to))) / (to - from);
                if (newLow >= 0 && newHigh >= 0 && newLow + newHigh > low + high && size - newLow - newHigh > 60)
                    (low, high) = (newLow, newHigh);
            }
        }
        return (low, high);
    }
}
