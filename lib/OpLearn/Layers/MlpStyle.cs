namespace OpLearn;

/// <summary>What the layers of a fully connected network are made of; widths are given by whom the network belongs to.</summary>
public sealed record MlpStyle
{
    /// <value>σ of the hidden layers; <see cref="OpLearn.Activation.Relu"/> by default.</value>
    public Activation Activation { get; init; } = Activation.Relu;

    /// <value>What follows the last layer; <see cref="OpLearn.Activation.Identity"/> leaves it linear. Null (the default) leaves it to the model: σ after a DeepONet's trunk, nothing elsewhere.</value>
    public Activation? LastActivation { get; init; }

    /// <value>How weights are drawn; <see cref="OpLearn.Initializer.GlorotNormal"/> by default.</value>
    public Initializer Initializer { get; init; } = Initializer.GlorotNormal;

    /// <value>How layers are joined; <see cref="MlpArchitecture.Plain"/> by default.</value>
    public MlpArchitecture Architecture { get; init; } = MlpArchitecture.Plain;

    /// <value>Normalisation of the hidden layers before σ; <see cref="NormLayer.None"/> by default.</value>
    public NormLayer Norm { get; init; } = NormLayer.None;

    /// <value>Whether layers have a bias; true by default. Without it, with one layer and no σ, the network is linear.</value>
    public bool Bias { get; init; } = true;

    /// <value>Dropout after hidden layers; null (the default) for none.</value>
    public DropoutOptions? Dropout { get; init; }

    /// <value>Frequencies that the input is expanded in first; null (the default) for none.</value>
    public FourierFeatures? FourierFeatures { get; init; }
}
