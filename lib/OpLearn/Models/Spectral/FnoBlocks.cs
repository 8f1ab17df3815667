namespace OpLearn;

/// <summary>The Fourier blocks of an <see cref="Fno"/> and the networks before and after them.</summary>
public sealed record FnoBlocks
{
    /// <value>Number of blocks; 4 by default.</value>
    public int Layers { get; init; } = 4;

    /// <value>σ between blocks and in all point-wise networks; <see cref="OpLearn.Activation.Gelu"/> by default.</value>
    public Activation Activation { get; init; } = Activation.Gelu;

    /// <value>Hidden width of a point-wise network that lifts the channels; 0 (the default) for one linear layer.</value>
    public int LiftingWidth { get; init; }

    /// <value>Hidden width of the point-wise network that projects to the outputs; 128 by default.</value>
    public int ProjectionWidth { get; init; } = 128;

    /// <value>Hidden width of a point-wise network with a skip that follows each block; 0 (the default) for none.</value>
    public int ChannelMlpWidth { get; init; }

    /// <value>How the complex weights are drawn; <see cref="OpLearn.SpectralInitializer.Uniform"/> by default.</value>
    public SpectralInitializer SpectralInitializer { get; init; } = SpectralInitializer.Uniform;

    /// <value>Whether the coordinates enter as further channels; true by default. Without them and without padding the model commutes with shifts.</value>
    public bool AppendCoordinates { get; init; } = true;

    /// <value>Whether each block has the path <c>W v + b</c> past the transform; true by default. Without it a block sees no frequency above its modes.</value>
    public bool PointwisePath { get; init; } = true;

    /// <summary>The blocks of the FNO paper's scripts (2021): one linear lifting, no channel network. The same as the defaults.</summary>
    public static FnoBlocks Scripts2021 { get; } = new();

    /// <summary>Today's practice: two-layer lifting and projection of twice the width, a channel network of half the width after each block, normal spectral weights.</summary>
    /// <param name="width">Channels of the blocks.</param>
    public static FnoBlocks Current(int width) => new()
    {
        LiftingWidth = 2 * width,
        ProjectionWidth = 2 * width,
        ChannelMlpWidth = Math.Max(1, width / 2),
        SpectralInitializer = SpectralInitializer.Normal,
    };
}
