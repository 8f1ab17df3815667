namespace OpLearn;

/// <summary>Activations whose derivative follows from their value.</summary>
internal enum MlpCurve
{
    Identity,
    Relu,
    Tanh,
}
