namespace OpLearn;

/// <summary>Activations that <see cref="PointCurves"/> knows.</summary>
internal enum PointCurve
{
    Identity,
    Relu,
    Tanh,
    Gelu,
    Silu,
}
