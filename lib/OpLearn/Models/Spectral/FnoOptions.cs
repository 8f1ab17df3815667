namespace OpLearn;

/// <summary>Sizes and parts of an <see cref="Fno"/>.</summary>
public sealed record FnoOptions
{
    /// <value>Frequencies kept of each axis, one to three numbers: the count is the number of axes. The grid needs twice as many points.</value>
    public required IReadOnlyList<int> Modes { get; init; }

    /// <value>Channels of the blocks; 64 by default.</value>
    public int Width { get; init; } = 64;

    /// <value>Channels of all input functions together; 1 by default.</value>
    public int InputChannels { get; init; } = 1;

    /// <value>Number of output functions; 1 by default.</value>
    public int Outputs { get; init; } = 1;

    /// <value>Blocks, lifting and projection.</value>
    public FnoBlocks Blocks { get; init; } = new();

    /// <value>What the layers expand in; <see cref="SpectralBasis.Fourier"/> by default. The others need one point more than modes (sine: two).</value>
    public SpectralBasis Basis { get; init; } = SpectralBasis.Fourier;

    /// <value>Zeros appended to each axis between lifting and projection, as a fraction of its points (0 ≤ fraction ≤ 1), for functions that are not periodic; 0 by default.</value>
    public double Padding { get; init; }

    /// <value>Seed of the weights: the same seed gives the same weights, whatever ran before.</value>
    public required int Seed { get; init; }
}
