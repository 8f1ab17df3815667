using static TorchSharp.torch;

namespace OpLearn;

/// <summary>What a <see cref="ConformalBand"/> promises.</summary>
public sealed record ConformalOptions
{
    /// <summary>Share of new functions that the band covers, in (0, 1). Default 0.9.</summary>
    public double Level { get; init; } = 0.9;

    /// <summary>Share of its points at which a function must lie in the band to count as covered, in (0, 1]. Default 1, everywhere.</summary>
    public double PointShare { get; init; } = 1;

    /// <summary>σ &gt; 0 of the calibration functions, broadcast to <c>[samples, points, channels]</c>: an ensemble's deviation, or <c>[channels]</c> where channels
    /// have different units. Null for 1.</summary>
    public Tensor? Scale { get; init; }

    /// <summary><c>[points]</c> or <c>[samples, points]</c>, 1 where a point counts; null when all do.</summary>
    public Tensor? Mask { get; init; }
}
