namespace OpLearn;

/// <summary>Sizes and parts of an <see cref="Fcn"/>.</summary>
public sealed record FcnOptions
{
    /// <value>Axes, input channels, outputs and whether coordinates enter.</value>
    public required GridField Field { get; init; }

    /// <value>Channels after each layer; [32, 32, 32, 32] by default.</value>
    public IReadOnlyList<int> Widths { get; init; } = [32, 32, 32, 32];

    /// <value>Kernel, σ, normalisation and padding; 5 points and <see cref="Activation.Gelu"/> by default.</value>
    public ConvStyle Convolutions { get; init; } = new() { Kernel = 5, Activation = Activation.Gelu };

    /// <value>Seed of the weights: the same seed gives the same weights, whatever ran before.</value>
    public required int Seed { get; init; }
}
