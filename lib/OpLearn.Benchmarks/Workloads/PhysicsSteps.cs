using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn.Benchmarks;

/// <summary>The physics-informed DeepONet: the residual of a diffusion–reaction equation, with a first and a second derivative in the coordinates.</summary>
internal static class PhysicsSteps
{
    private const int Sensors = 100, Functions = 100, Points = 100;
    private static readonly int[] Widths = [50, 50, 50, 50, 50];

    public static Workload[] All =>
    [
        new("physics", $"branch {Sensors}-5 × 50, trunk 2-5 × 50, tanh, {Functions} functions × {Points} points, residual s_t − 0.01 s_xx − 0.01 s² − u", 0, () =>
        {
            Tensor sensors = randn(Functions, Sensors, 1), locations = rand(Points, 2), source = randn(Functions, Points);
            var style = new MlpStyle { Activation = Activation.Tanh };
            var options = new DeepONetOptions { Sensors = Sensors, Dimensions = 2, BranchWidths = Widths, TrunkWidths = Widths, Branch = style, Trunk = style, Seed = 0 };
            var loss = OperatorLoss.Residual("diffusion–reaction", output => output.Derivative(1) - 0.01 * output.SecondDerivative(0, 0) - 0.01 * output.Value().square() - source);
            return OwnStep.Both(() => DeepONet.Create(options), new OperatorBatch([sensors], locations, zeros(Functions, Points, 1), null), loss);
        }),
    ];
}
