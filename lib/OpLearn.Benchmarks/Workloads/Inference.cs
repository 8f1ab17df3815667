using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn.Benchmarks;

/// <summary>Evaluation of a trained DeepONet on 100 shared points, for one function and for many.</summary>
internal static class Inference
{
    private const int Sensors = 100, Points = 100;
    private static readonly int[] Widths = [128, 128, 128];

    public static Workload[] All => [Evaluate("inference-1", 1), Evaluate("inference-10000", 10_000)];

    private static Workload Evaluate(string name, int functions)
    {
        double flops = (PlainStep.Flops(functions, Sensors, Widths) + PlainStep.Flops(Points, 2, Widths)) / 3.0 + 2.0 * functions * Points * Widths[^1];
        return new Workload(name, $"forward only, branch {Sensors}-{string.Join("-", Widths)}, trunk 2-{string.Join("-", Widths)}, ReLU, {functions} functions × {Points} points", flops, () =>
        {
            Tensor sensors = randn(functions, Sensors, 1), locations = rand(Points, 2), u = sensors.squeeze(2);
            Tensor[] inputs = [sensors];
            OperatorModel model = DeepONet.Create(new DeepONetOptions { Sensors = Sensors, Dimensions = 2, BranchWidths = Widths, TrunkWidths = Widths, Seed = 0 });
            model.eval();
            var branch = PlainStep.Network(Sensors, Widths, () => nn.ReLU(), false);
            var trunk = PlainStep.Network(2, Widths, () => nn.ReLU(), true);
            return
            [
                Contender.Local("OpLearn", () => WithoutGradients(() => model.call(inputs, locations)), model),
                Contender.Local("TorchSharp modules", () => WithoutGradients(() => branch.call(u).matmul(trunk.call(locations).t())), branch, trunk),
            ];
        });
    }

    private static void WithoutGradients(Func<Tensor> evaluate)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradients = no_grad();
        evaluate();
    }
}
