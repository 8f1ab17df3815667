namespace OpLearn;

/// <summary>Kinds of normaliser that <see cref="Normalization.Fit"/> fits.</summary>
public sealed record NormalizationOptions
{
    /// <summary>For every input function. Default Gaussian.</summary>
    public NormalizerKind Inputs { get; init; } = NormalizerKind.Gaussian;

    /// <summary>For the locations, each coordinate by itself. Default MinMax, to [−1, 1].</summary>
    public NormalizerKind Locations { get; init; } = NormalizerKind.MinMax;

    /// <summary>For the outputs. Default Gaussian.</summary>
    public NormalizerKind Outputs { get; init; } = NormalizerKind.Gaussian;

    /// <summary>Added to every deviation (0.00001 in the FNO authors' scripts). Default 0: a constant channel is divided by 1.</summary>
    public double Epsilon { get; init; }
}
