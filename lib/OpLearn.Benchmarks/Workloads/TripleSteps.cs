using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn.Benchmarks;

/// <summary>Networks on triples (function, location, value), one location a function, all of them in every step: the opening example of the DeepONet paper, mean square error.</summary>
internal static class TripleSteps
{
    private const int Triples = 2000, Sensors = 100;
    private static readonly int[] BranchTrunk = [40, 40], Plain = [100, 100, 1];

    public static Workload[] All => [DeepOnet("deeponet-triples"), PlainNetwork("plain-triples")];

    private static Workload DeepOnet(string name)
    {
        double flops = Arithmetic.Network(Triples, Sensors, BranchTrunk) + Arithmetic.Network(Triples, 1, BranchTrunk) + Arithmetic.Combination(Triples, 1, BranchTrunk[^1]);
        string widths = string.Join("-", BranchTrunk);
        return new Workload(name, $"branch {Sensors}-{widths}, trunk 1-{widths}, ReLU, {Triples} triples", flops, () =>
        {
            OperatorBatch batch = Batch();
            var branch = PlainStep.Network(Sensors, BranchTrunk, () => nn.ReLU(), false);
            var trunk = PlainStep.Network(1, BranchTrunk, () => nn.ReLU(), true);
            var bias = new Bias();
            Tensor u = batch.Functions[0].squeeze(2), y = batch.Locations.squeeze(2), s = batch.Targets.squeeze(2);
            var options = new DeepONetOptions { Sensors = Sensors, BranchWidths = BranchTrunk, TrunkWidths = BranchTrunk, Seed = 0 };
            return
            [
                .. OwnStep.Both(() => DeepONet.Create(options), batch, OperatorLoss.MeanSquare()),
                PlainStep.Make([branch, trunk, bias], () => nn.functional.mse_loss(bias.call((branch.call(u) * trunk.call(y)).sum(1, keepdim: true)), s)),
            ];
        });
    }

    private static Workload PlainNetwork(string name) =>
        new(name, $"one network {Sensors + 1}-{string.Join("-", Plain)} of sensors and location, ReLU, {Triples} triples", Arithmetic.Network(Triples, Sensors + 1, Plain), () =>
        {
            OperatorBatch batch = Batch();
            var network = PlainStep.Network(Sensors + 1, Plain, () => nn.ReLU(), false);
            Tensor x = cat([batch.Functions[0].squeeze(2), batch.Locations.squeeze(2)], 1), s = batch.Targets.squeeze(2);
            var options = new FnnOperatorOptions { Sensors = Sensors, Widths = Plain, Seed = 0 };
            return
            [
                .. OwnStep.Both(() => FnnOperator.Create(options), batch, OperatorLoss.MeanSquare()),
                PlainStep.Make([network], () => nn.functional.mse_loss(network.call(x), s)),
            ];
        });

    private static OperatorBatch Batch() => new([randn(Triples, Sensors, 1)], rand(Triples, 1, 1), randn(Triples, 1, 1), null);
}
