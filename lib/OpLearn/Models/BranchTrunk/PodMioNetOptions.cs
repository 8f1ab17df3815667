namespace OpLearn;

/// <summary>Sizes and parts of a <see cref="PodMioNet"/>.</summary>
public sealed record PodMioNetOptions
{
    /// <value>One branch an input function, or one for all. Each ends in <see cref="Latent"/>, and without it in <see cref="Modes"/>, times the outputs unless
    /// <see cref="SharedCoefficients"/>.</value>
    public required IReadOnlyList<BranchNetwork> Branches { get; init; }

    /// <value>POD modes kept, of each output function or of all together.</value>
    public required int Modes { get; init; }

    /// <value>How branches are merged; <see cref="BranchMerge.Product"/> by default.</value>
    public BranchMerge Merge { get; init; } = BranchMerge.Product;

    /// <value>Whether all output functions share coefficients, by one basis of the outputs joined; false by default. Normalise the outputs then, or the largest
    /// decides the basis.</value>
    public bool SharedCoefficients { get; init; }

    /// <value>Width H of the merged branches where a learned linear map mixes them into the modes' coefficients; null (the default) for branches that give the
    /// coefficients themselves.</value>
    /// <remarks>With it a coefficient is a sum of H products of branches, as every point's value is in a <see cref="MioNet"/>; without it, it is one
    /// product.</remarks>
    public int? Latent { get; init; }

    /// <value>Seed of the weights: the same seed gives the same weights, whatever ran before.</value>
    public required int Seed { get; init; }
}
