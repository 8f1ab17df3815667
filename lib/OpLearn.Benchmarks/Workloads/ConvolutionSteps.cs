using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn.Benchmarks;

/// <summary>The network of the multi-task study with a convolutional branch on a masked grid, at the paper's size.</summary>
internal static class ConvolutionSteps
{
    private const int Samples = 32, Points = 1000, Side = 100;
    private static readonly int[] Filters = [16, 32, 64, 64], Dense = [128, 128, 150], Trunk = [64, 128, 128, 128, 150];

    public static Workload[] All =>
    [
        new("convolution", $"four 5 × 5 convolutions and three dense layers on {Side} × {Side} points with 2 channels, trunk 2-{string.Join("-", Trunk)}, {Samples} functions × {Points} points", Flops, () =>
        {
            Tensor fields = randn(Samples, Side, Side, 2), locations = rand(Points, 2), targets = randn(Samples, Points, 1);
            var own = OwnStep.Both(() => MioNet.Create(MultiTaskNetworks.Geometries(Side, 2, Filters, 0)), new OperatorBatch([fields], locations, targets, null), OperatorLoss.MeanSquare());
            List<nn.Module<Tensor, Tensor>> layers = [];
            int channels = 2, side = Side;
            foreach (int filters in Filters)
            {
                layers.AddRange([nn.Conv2d(channels, filters, 5, padding: 2L), nn.ReLU(), nn.AvgPool2d(2)]);
                (channels, side) = (filters, side / 2);
            }
            layers.Add(nn.Flatten());
            for (int i = 0, inputs = channels * side * side; i < Dense.Length; inputs = Dense[i++])
            {
                layers.Add(nn.Linear(inputs, Dense[i]));
                if (i < Dense.Length - 1) layers.AddRange([nn.Tanh(), nn.Dropout(0.1)]);
            }
            var branch = nn.Sequential(layers);
            var trunk = PlainStep.Network(2, Trunk, () => nn.LeakyReLU(0.2), false);
            Tensor s = targets.squeeze(2);
            return [.. own, PlainStep.Make([branch, trunk], () => nn.functional.mse_loss(branch.call(fields.permute(0, 3, 1, 2)).matmul(trunk.call(locations).t()), s))];
        }),
    ];

    private static double Flops
    {
        get
        {
            double flops = Arithmetic.Network(Points, 2, Trunk) + Arithmetic.Combination(Samples, Points, Trunk[^1]);
            int channels = 2, side = Side;
            for (int layer = 0; layer < Filters.Length; layer++)
            {
                flops += (layer == 0 ? 4.0 : 6.0) * Samples * side * side * channels * 25 * Filters[layer]; // no gradient of the fields
                (channels, side) = (Filters[layer], side / 2);
            }
            return flops + Arithmetic.Network(Samples, channels * side * side, Dense);
        }
    }
}
