using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn.Benchmarks;

/// <summary>Evaluation of a trained DeepONet at 100 shared points: one function at a time, and many.</summary>
/// <remarks>
/// One function at a time at other points each time, where nothing of the evaluation before can be used; and another function each time at the same points, as a surrogate is asked in a loop. There
/// the trunk's values can be kept: OpLearn does by itself, and TorchSharp's modules stand there twice, as one writes them and with the trunk's values kept by hand.
/// </remarks>
internal static class Inference
{
    private const int Sensors = 100, Points = 100, Turns = 16; // other functions or points in turn
    private static readonly int[] Widths = [128, 128, 128];

    public static Workload[] All => [Evaluate("inference-1-new-points", 1, Turns), Evaluate("inference-1-same-points", 1, 1), Evaluate("inference-10000", 10_000, 1)];

    private static Workload Evaluate(string name, int functions, int grids)
    {
        bool kept = functions == 1 && grids == 1;
        double flops = Arithmetic.Values(functions, Sensors, Widths) + (kept ? 0.0 : Arithmetic.Values(Points, 2, Widths)) + Arithmetic.Combination(functions, Points, Widths[^1]) / 3;
        string description = $"forward only, branch {Sensors}-{string.Join("-", Widths)}, trunk 2-{string.Join("-", Widths)}, ReLU, {functions} functions × {Points} points, {(grids > 1 ? "others each time" : "the same each time")}";
        return new Workload(name, description, flops, () =>
        {
            Tensor[][] inputs = [.. Enumerable.Range(0, functions == 1 ? Turns : 1).Select(_ => new[] { randn(functions, Sensors, 1) })];
            Tensor[] sensors = [.. inputs.Select(input => input[0].squeeze(2))], locations = [.. Enumerable.Range(0, grids).Select(_ => rand(Points, 2))];
            OperatorModel model = DeepONet.Create(new DeepONetOptions { Sensors = Sensors, Dimensions = 2, BranchWidths = Widths, TrunkWidths = Widths, Seed = 0 });
            model.eval();
            var branch = PlainStep.Network(Sensors, Widths, () => nn.ReLU(), false);
            var trunk = PlainStep.Network(2, Widths, () => nn.ReLU(), true);
            List<Contender> contenders =
            [
                Contender.Local("OpLearn", InTurn(turn => model.call(inputs[turn % inputs.Length], locations[turn % grids])), model),
                Contender.Local("TorchSharp modules", InTurn(turn => branch.call(sensors[turn % inputs.Length]).matmul(trunk.call(locations[turn % grids]).t())), branch, trunk),
            ];
            if (!kept) return contenders;
            Tensor basis = trunk.call(locations[0]).detach().t();
            return [.. contenders, Contender.Local("TorchSharp modules, trunk kept by hand", InTurn(turn => branch.call(sensors[turn % inputs.Length]).matmul(basis)))];
        });
    }

    private static Action InTurn(Func<int, Tensor> evaluate)
    {
        int turn = 0;
        return () =>
        {
            using DisposeScope scope = NewDisposeScope();
            using IDisposable noGradients = no_grad();
            evaluate(turn++ & int.MaxValue);
        };
    }
}
