using static TorchSharp.torch;

namespace OpLearn;

/// <summary>An activation by operations on tensors.</summary>
/// <param name="Value">σ.</param>
/// <param name="Derivatives">σ′ and σ″; null where they are not known.</param>
internal sealed record ActivationFunction(Func<Tensor, Tensor> Value, ActivationDerivatives? Derivatives);
