using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn.Benchmarks;

/// <summary>DeepONet on aligned data, mean square error.</summary>
internal static class DeepOnetSteps
{
    private const int Sensors = 100, Dimensions = 2;
    private static readonly int[] Widths = [128, 128, 128];

    public static Workload[] All =>
    [
        Step("deeponet", 64, 1000, relu: true), Step("deeponet-tanh", 64, 1000, relu: false), Step("deeponet-small", 8, 50, relu: true), Step("deeponet-small-tanh", 8, 50, relu: false),
    ];

    private static Workload Step(string name, int functions, int points, bool relu)
    {
        double flops = Arithmetic.Network(functions, Sensors, Widths) + Arithmetic.Network(points, Dimensions, Widths) + Arithmetic.Combination(functions, points, Widths[^1]);
        string description = $"branch {Sensors}-{string.Join("-", Widths)}, trunk {Dimensions}-{string.Join("-", Widths)}, {(relu ? "ReLU" : "tanh")}, {functions} functions × {points} points";
        return new Workload(name, description, flops, () =>
        {
            Tensor sensors = randn(functions, Sensors, 1), locations = rand(points, Dimensions), targets = randn(functions, points, 1);
            var style = new MlpStyle { Activation = relu ? Activation.Relu : Activation.Tanh };
            var own = OwnStep.Both(() => DeepONet.Create(new DeepONetOptions { Sensors = Sensors, Dimensions = Dimensions, BranchWidths = Widths, TrunkWidths = Widths, Branch = style, Trunk = style, Seed = 0 }),
                new OperatorBatch([sensors], locations, targets, null), OperatorLoss.MeanSquare());
            nn.Module<Tensor, Tensor> Activate() => relu ? nn.ReLU() : nn.Tanh();
            var branch = PlainStep.Network(Sensors, Widths, Activate, false);
            var trunk = PlainStep.Network(Dimensions, Widths, Activate, true);
            var bias = new Bias();
            Tensor u = sensors.squeeze(2), s = targets.squeeze(2);
            return [.. own, PlainStep.Make([branch, trunk, bias], () => nn.functional.mse_loss(bias.call(branch.call(u).matmul(trunk.call(locations).t())), s))];
        });
    }
}
