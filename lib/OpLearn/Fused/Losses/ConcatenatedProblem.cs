using static TorchSharp.torch;

namespace OpLearn;

/// <summary>One network of the joined sensors and coordinates.</summary>
/// <param name="Network">A function's sensors and a location to the outputs there.</param>
/// <param name="Sensors"><c>[functions, sensors]</c>.</param>
/// <param name="Locations"><c>[points, dimensions]</c> or <c>[functions, points, dimensions]</c>.</param>
/// <param name="Targets"><c>[functions, points, outputs]</c>.</param>
internal sealed record ConcatenatedProblem(MlpWeights Network, Tensor Sensors, Tensor Locations, Tensor Targets) : LossProblem
{
    public override string Name => "concatenated inputs";

    public override Tensor[] Parameters => [.. Network.Parameters];

    public override double Multiplications => 3.0 * Sensors.size(0) * Locations.size(-2) * Network.Multiplications;

    protected override IEnumerable<Tensor> Data => [Sensors, Locations, Targets];

    protected override bool Fits => Sensors.size(1) + Locations.size(-1) == Network.Widths[0]
        && (Locations.dim() == 2 || (Locations.dim() == 3 && Locations.size(0) == Sensors.size(0)))
        && Targets.shape.AsSpan().SequenceEqual([Sensors.size(0), Locations.size(-2), Network.Widths[^1]]);

    public override double Evaluate(IReadOnlyList<Tensor?> gradients) => ConcatenatedPass.Evaluate(this, gradients);
}
