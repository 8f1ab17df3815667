namespace OpLearn;

/// <summary>Sizes and parts of a <see cref="UNet"/>.</summary>
public sealed record UNetOptions
{
    /// <value>Axes, input channels, outputs and whether coordinates enter.</value>
    public required GridField Field { get; init; }

    /// <value>Channels of the finest level; 32 by default. Each coarser level has twice as many.</value>
    public int Width { get; init; } = 32;

    /// <value>How often the grid is halved; 4 by default.</value>
    public int Depth { get; init; } = 4;

    /// <value>Kernel, σ, normalisation and padding; 3 points, <see cref="Activation.Gelu"/> and batch normalisation by default.</value>
    public ConvStyle Convolutions { get; init; } = new() { Activation = Activation.Gelu, Norm = NormLayer.Batch() };

    /// <value>Seed of the weights: the same seed gives the same weights, whatever ran before.</value>
    public required int Seed { get; init; }
}
