namespace OpLearn;

/// <summary>What a normaliser is fitted to be.</summary>
public enum NormalizerKind
{
    /// <summary>Values stay as they are.</summary>
    None,

    /// <summary>Zero mean and unit deviation of each channel, over samples and points.</summary>
    Gaussian,

    /// <summary>Zero mean and unit deviation of each channel at each point, over samples; bound to its grid.</summary>
    PointGaussian,

    /// <summary>Smallest value to −1 and largest to 1, each channel by itself.</summary>
    MinMax,
}
