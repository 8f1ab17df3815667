namespace OpLearn;

/// <summary>What the layers of a convolutional network are made of; channels are given by whom the network belongs to.</summary>
public sealed record ConvStyle
{
    /// <value>Points of the kernel on each axis; 3 by default. Odd sizes keep it centred.</value>
    public int Kernel { get; init; } = 3;

    /// <value>σ; <see cref="OpLearn.Activation.Relu"/> by default.</value>
    public Activation Activation { get; init; } = Activation.Relu;

    /// <value>Normalisation of the channels before σ; <see cref="NormLayer.None"/> by default.</value>
    public NormLayer Norm { get; init; } = NormLayer.None;

    /// <value>What lies beyond the edge; <see cref="ConvPadding.Zeros"/> by default.</value>
    public ConvPadding Padding { get; init; } = ConvPadding.Zeros;

    /// <value>How weights are drawn; <see cref="OpLearn.Initializer.PyTorchLinear"/> by default.</value>
    public Initializer Initializer { get; init; } = Initializer.PyTorchLinear;

    /// <value>Whether convolutions have a bias; true by default.</value>
    public bool Bias { get; init; } = true;

    internal void Check(string where)
    {
        Checks.Positive(Kernel, where, nameof(Kernel));
        Checks.That(Padding == ConvPadding.None || Kernel % 2 == 1, where, "an odd kernel", $"{Kernel}", "An even one would shift the grid by half a point; use ConvPadding.None if that is meant.");
    }

    /// <summary>The module of <see cref="Norm"/> over the channels; null for none.</summary>
    internal FeatureNorm? MakeNorm(int channels) => Norm == NormLayer.None ? null : new FeatureNorm(channels, Norm, channelsFirst: true);
}
