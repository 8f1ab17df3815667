using SkiaSharp;

namespace OpLearn.Kernel.Charts;

/// <summary>The page and the part of it inside the margins.</summary>
/// <param name="Width">Of the page.</param>
/// <param name="Height">Of the page.</param>
/// <param name="Inner">Where the axes' domains run from 0 to 1, upwards in y.</param>
internal readonly record struct PlotArea(float Width, float Height, SKRect Inner)
{
    public float X(double fraction) => (float)(Inner.Left + (fraction * Inner.Width));

    public float Y(double fraction) => (float)(Inner.Bottom - (fraction * Inner.Height));
}
