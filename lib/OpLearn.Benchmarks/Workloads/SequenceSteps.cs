using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OpLearn.Benchmarks;

/// <summary>The sequential DeepONet: a recurrent branch with the repeat-vector decoder, a trunk on one coordinate.</summary>
internal static class SequenceSteps
{
    private const int Samples = 64, Steps = 101, Points = 255, Channels = 2;

    public static Workload[] All => [Step("sequence-quarter", 64, 64), Step("sequence-paper", 256, 100)];

    private static Workload Step(string name, int units, int coefficients)
    {
        int[] encoder = [units, units / 2], decoder = [units / 2, units], widths = [101, 101, 101, 101, 101, coefficients];
        double recurrent = Arithmetic.Gated(Samples, Channels, encoder[0], Steps, 4, Steps) + Arithmetic.Gated(Samples, encoder[0], encoder[1], Steps, 6, Steps)
            + Arithmetic.Gated(Samples, encoder[1], decoder[0], coefficients, 6, 1) + Arithmetic.Gated(Samples, decoder[0], decoder[1], coefficients, 6, coefficients);
        double flops = recurrent + Arithmetic.Network(Points, 1, widths) + Arithmetic.Combination(Samples, Points, coefficients);
        string description = $"GRU {encoder[0]}, {encoder[1]}, repeated {coefficients} times, GRU {decoder[0]}, {decoder[1]}; {Samples} histories of {Steps} steps, {Points} points";
        return new Workload(name, description, flops, () =>
        {
            Tensor histories = randn(Samples, Steps, Channels), locations = rand(Points, 1), targets = randn(Samples, Points, 1);
            var branch = new SequenceBranch { Channels = Channels, Coefficients = coefficients, Encoder = encoder, Decoder = decoder };
            var own = OwnStep.Both(() => MioNet.Create(new MioNetOptions { Branches = [branch], TrunkWidths = widths, Seed = 0 }), new OperatorBatch([histories], locations, targets, null), OperatorLoss.MeanSquare());
            GRU[] layers = [nn.GRU(Channels, encoder[0], batchFirst: true), nn.GRU(encoder[0], encoder[1], batchFirst: true), nn.GRU(encoder[1], decoder[0], batchFirst: true), nn.GRU(decoder[0], decoder[1], batchFirst: true)];
            var output = nn.Linear(decoder[1], 1);
            var trunk = PlainStep.Network(1, widths, () => nn.ReLU(), true);
            Tensor s = targets.squeeze(2);
            return [.. own, PlainStep.Make([.. layers, output, trunk], () =>
            {
                Tensor h = layers[1].call(layers[0].call(histories, null).Item1, null).Item1;
                h = h.select(1, Steps - 1).unsqueeze(1).expand(-1, coefficients, -1).contiguous();
                h = layers[3].call(layers[2].call(h, null).Item1, null).Item1;
                return nn.functional.mse_loss(output.call(h).squeeze(2).matmul(trunk.call(locations).t()), s);
            })];
        });
    }
}
