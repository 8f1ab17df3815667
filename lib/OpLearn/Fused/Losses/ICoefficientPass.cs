using static TorchSharp.torch;

namespace OpLearn;

/// <summary>One evaluation of <see cref="Coefficients"/>, and of the gradients of what they depend on.</summary>
internal unsafe interface ICoefficientPass : IDisposable
{
    /// <summary>From one row of the coefficients to the next.</summary>
    int Row { get; }

    /// <summary>The coefficients, <c>[rows, padded width]</c>.</summary>
    float* Forward();

    /// <summary>Writes the gradients.</summary>
    /// <param name="ofCoefficients">∂L/∂ coefficients, <c>[rows, padded width]</c>.</param>
    /// <param name="gradients">In the order of <see cref="Coefficients.Parameters"/>; null where one is not wanted.</param>
    void Backward(float* ofCoefficients, Memory<Tensor?> gradients);
}
