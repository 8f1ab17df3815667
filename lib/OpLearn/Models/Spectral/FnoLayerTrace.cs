using static TorchSharp.torch;

namespace OpLearn;

/// <summary>What one block of an <see cref="Fno"/> computed, each <c>[samples, axes…, width]</c>.</summary>
/// <param name="Spectral"><c>F⁻¹(R · F v)</c>.</param>
/// <param name="Pointwise"><c>W v + b</c>; null where the model has no such path or it was switched off.</param>
/// <param name="Output">The block's output, after σ and the channel network.</param>
public sealed record FnoLayerTrace(Tensor Spectral, Tensor? Pointwise, Tensor Output);
