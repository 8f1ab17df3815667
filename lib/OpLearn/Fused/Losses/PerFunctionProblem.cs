using static TorchSharp.torch;

namespace OpLearn;

/// <summary>A DeepONet of one branch, one trunk and one output, where each function has locations of its own.</summary>
/// <param name="Branch">Functions to coefficients.</param>
/// <param name="Trunk">Locations to basis functions.</param>
/// <param name="Bias">The constant <c>[1]</c>, or null.</param>
/// <param name="Sensors"><c>[functions, sensors]</c>.</param>
/// <param name="Locations"><c>[functions, points, dimensions]</c>.</param>
/// <param name="Targets"><c>[functions, points, 1]</c>.</param>
internal sealed record PerFunctionProblem(MlpWeights Branch, MlpWeights Trunk, Tensor? Bias, Tensor Sensors, Tensor Locations, Tensor Targets) : LossProblem
{
    public override string Name => "branch–trunk, locations of each function's own";

    /// <summary>Weights and biases of the branch, of the trunk, and the constant.</summary>
    public override Tensor[] Parameters => [.. Branch.Parameters, .. Trunk.Parameters, .. Bias is null ? Array.Empty<Tensor>() : [Bias]];

    public override double Multiplications =>
        3.0 * Sensors.size(0) * (Branch.Multiplications + Locations.size(1) * (Trunk.Multiplications + Trunk.Widths[^1]));

    protected override IEnumerable<Tensor> Data => [Sensors, Locations, Targets];

    protected override bool Fits => Locations.dim() == 3 && Locations.size(0) == Sensors.size(0) && Locations.size(2) == Trunk.Widths[0]
        && Targets.shape.AsSpan().SequenceEqual([Sensors.size(0), Locations.size(1), 1]);

    public override double Evaluate(IReadOnlyList<Tensor?> gradients) => PerFunctionPass.Evaluate(this, gradients);
}
