namespace OpLearn;

/// <summary>Activations that kernels know. The derivatives of the first three follow from their value; for the others <see cref="MlpKernel"/> keeps them.</summary>
internal enum FusedActivation
{
    Identity,
    Relu,
    Tanh,
    Gelu,
    Silu,

    /// <summary>Known by its operations on tensors alone (<see cref="ActivationFunction"/>).</summary>
    Other,
}
