namespace OpLearn;

/// <summary>Sizes and parts of a <see cref="ResNet"/>.</summary>
public sealed record ResNetOptions
{
    /// <value>Axes, input channels, outputs and whether coordinates enter.</value>
    public required GridField Field { get; init; }

    /// <value>Channels of the blocks; 32 by default.</value>
    public int Width { get; init; } = 32;

    /// <value>Number of residual blocks, of two convolutions each; 6 by default.</value>
    public int Blocks { get; init; } = 6;

    /// <value>Kernel, σ, normalisation and padding; 3 points and <see cref="Activation.Gelu"/> by default.</value>
    public ConvStyle Convolutions { get; init; } = new() { Activation = Activation.Gelu };

    /// <value>Seed of the weights: the same seed gives the same weights, whatever ran before.</value>
    public required int Seed { get; init; }
}
