namespace OpLearn;

/// <summary>What the layers of a fully connected network are made of; widths are given by whom the network belongs to.</summary>
public sealed record MlpStyle
{
    /// <value>σ of the hidden layers; <see cref="OpLearn.Activation.Relu"/> by default.</value>
    public Activation Activation { get; init; } = Activation.Relu;

    /// <value>Whether σ follows the last layer too. Null (the default) leaves it to the model: a DeepONet's trunk does, all else does not.</value>
    public bool? ActivateLast { get; init; }

    /// <value>How weights are drawn; <see cref="OpLearn.Initializer.GlorotNormal"/> by default.</value>
    public Initializer Initializer { get; init; } = Initializer.GlorotNormal;

    /// <value>How layers are joined; <see cref="MlpArchitecture.Plain"/> by default.</value>
    public MlpArchitecture Architecture { get; init; } = MlpArchitecture.Plain;

    /// <value>Whether the hidden layers normalise over their units before σ (with learnt gain and shift); false by default.</value>
    public bool LayerNorm { get; init; }

    /// <value>Fixed random frequencies that the input is expanded in; null (the default) for none.</value>
    public FourierFeatures? FourierFeatures { get; init; }
}
