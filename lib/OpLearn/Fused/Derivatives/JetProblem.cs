using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>A DeepONet of one branch, one trunk and one output on aligned data, whose values and derivatives in the coordinates are asked for.</summary>
/// <param name="Branch">Functions to coefficients.</param>
/// <param name="Trunk">Locations to basis functions.</param>
/// <param name="Bias">The constant <c>[1]</c>, or null.</param>
/// <param name="Sensors"><c>[functions, sensors]</c>.</param>
/// <param name="Locations"><c>[points, dimensions]</c>.</param>
internal sealed record JetProblem(MlpWeights Branch, MlpWeights Trunk, Tensor? Bias, Tensor Sensors, Tensor Locations)
{
    /// <summary>Weights and biases of the branch, of the trunk, and the constant.</summary>
    public Tensor[] Parameters => [.. Branch.Parameters, .. Trunk.Parameters, .. Bias is null ? Array.Empty<Tensor>() : [Bias]];

    /// <summary>True where <see cref="AlignedJets"/> can work: shared locations, all is float32 in this machine's memory, the data ask for no gradients.</summary>
    public bool IsSupported => VectorFunctions.AreFast && Locations.dim() == 2
        && new[] { Sensors, Locations }.All(data => !data.requires_grad && data.numel() > 0 && AlignedBuffer.IsReadable(data)) && Parameters.All(AlignedBuffer.IsReadable);
}
