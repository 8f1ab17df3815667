using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>A DeepONet of one branch, one trunk and one output on aligned data.</summary>
/// <param name="Branch">Functions to coefficients.</param>
/// <param name="Trunk">Locations to basis functions.</param>
/// <param name="Bias">The constant <c>[1]</c>, or null.</param>
/// <param name="Sensors"><c>[functions, sensors]</c>.</param>
/// <param name="Locations"><c>[points, dimensions]</c>.</param>
/// <param name="Targets"><c>[functions, points, 1]</c>.</param>
internal sealed record AlignedProblem(PlainMlp Branch, PlainMlp Trunk, Tensor? Bias, Tensor Sensors, Tensor Locations, Tensor Targets)
{
    /// <summary>Weights and biases of the branch, of the trunk, and the constant.</summary>
    public Tensor[] Parameters => [.. Branch.Parameters, .. Trunk.Parameters, .. Bias is null ? Array.Empty<Tensor>() : [Bias]];

    /// <summary>Multiplications of a step, forward and backward.</summary>
    public double Multiplications =>
        3.0 * (Sensors.shape[0] * Branch.Multiplications + Locations.shape[0] * (Trunk.Multiplications + (double)Sensors.shape[0] * Branch.Widths[^1]));

    /// <summary>True where <see cref="AlignedMeanSquare"/> can work: float32 in this machine's memory, data that asks for no gradients and fits.</summary>
    public bool IsReached => VectorFunctions.AreFast && Locations.dim() == 2 && Sensors.shape[0] > 0 && Locations.shape[0] > 0
        && Targets.dim() == 3 && Targets.shape[0] == Sensors.shape[0] && Targets.shape[1] == Locations.shape[0] && Targets.shape[2] == 1
        && new[] { Sensors, Locations, Targets }.All(data => !data.requires_grad && AlignedNumbers.IsReadable(data)) && Parameters.All(AlignedNumbers.IsReadable);
}
