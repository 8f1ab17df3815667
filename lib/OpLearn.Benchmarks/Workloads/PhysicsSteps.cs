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
        new("physics", $"branch {Sensors}-5 × 50, trunk 2-5 × 50, tanh, {Functions} functions × {Points} points, residual s_t − 0.01 s_xx − 0.01 s² − u", Flops, () =>
        {
            Tensor sensors = randn(Functions, Sensors, 1), locations = rand(Points, 2), source = randn(Functions, Points);
            var style = new MlpStyle { Activation = Activation.Tanh };
            var options = new DeepONetOptions { Sensors = Sensors, Dimensions = 2, BranchWidths = Widths, TrunkWidths = Widths, Branch = style, Trunk = style, Seed = 0 };
            var loss = OperatorLoss.Residual("diffusion–reaction", output => output.Derivative(1) - 0.01 * output.SecondDerivative(0, 0) - 0.01 * output.Value().square() - source);
            var own = OwnStep.Both(() => DeepONet.Create(options), new OperatorBatch([sensors], locations, zeros(Functions, Points, 1), null), loss);
            return [.. own, Modules(sensors.squeeze(2), locations, source)];
        }),
    ];

    // The trunk carries s, s_x, s_t and s_xx; s, s_t and s_xx are asked for.
    private static double Flops => Arithmetic.Network(Functions, Sensors, Widths) + Arithmetic.Derivatives(Points, 2, Widths, streams: 4) + 3 * Arithmetic.Combination(Functions, Points, Widths[^1]);

    private static Contender Modules(Tensor sensors, Tensor points, Tensor source)
    {
        var branch = PlainStep.Network(Sensors, Widths, () => nn.Tanh(), false);
        var trunk = PlainStep.Network(2, Widths, () => nn.Tanh(), true);
        return PlainStep.Make([branch, trunk], () =>
        {
            Tensor locations = points.clone().requires_grad_(), s = branch.call(sensors).matmul(trunk.call(locations).t());
            Tensor[] first = Derivatives(s, locations);
            return (first[1] - 0.01 * Derivatives(first[0], locations)[0] - 0.01 * s.square() - source).square().mean();
        });
    }

    // Of every function at shared locations, by two backward passes: the first one's result is linear in the weights, and its derivatives in them are what is wanted.
    private static Tensor[] Derivatives(Tensor values, Tensor locations)
    {
        Tensor weights = zeros_like(values).requires_grad_(), summed = autograd.grad([(values * weights).sum()], [locations], retain_graph: true, create_graph: true)[0];
        return [.. Enumerable.Range(0, 2).Select(i => autograd.grad([summed.select(1, i).sum()], [weights], retain_graph: true, create_graph: true)[0])];
    }
}
