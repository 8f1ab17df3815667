namespace OpLearn;

/// <summary>Activations that <see cref="MlpKernel"/> knows. The derivatives of the first three follow from their value; for the others it keeps them.</summary>
internal enum MlpCurve
{
    Identity,
    Relu,
    Tanh,
    Gelu,
    Silu,
}
