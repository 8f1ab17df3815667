using Xunit;
using static TorchSharp.torch;

namespace OpLearn.Tests;

public class MetricsTests
{
    // Two samples of three points: errors (0.3, 0, −0.4) and (0, 0, 5); norms of the truth 5 and 10.
    private static Tensor Truth => tensor(new double[,,] { { { 3 }, { 4 }, { 0 } }, { { 0 }, { 6 }, { 8 } } });
    private static Tensor Prediction => tensor(new double[,,] { { { 3.3 }, { 4 }, { -0.4 } }, { { 0 }, { 6 }, { 13 } } });

    [Fact]
    public void ErrorsByHand()
    {
        ErrorSummary relative = Metrics.RelativeL2(Prediction, Truth);
        Close([0.1, 0.5], relative.PerSample);
        Close([0.3, 0.3, 0.48, 0.5], [relative.Mean, relative.Median, relative.P95, relative.Worst]);
        Assert.Equal(1, relative.WorstSample);
        Assert.Equal(Math.Sqrt(25.25 / 125), Metrics.GlobalRelativeL2(Prediction, Truth), 1e-14);
        Close([0.7 / 7, 5.0 / 14], Metrics.RelativeL1(Prediction, Truth).PerSample);
        Close([0.4 / 4, 5.0 / 8], Metrics.RelativeMaximum(Prediction, Truth).PerSample);
        Close([0.25 / 3, 25.0 / 3], Metrics.MeanSquare(Prediction, Truth).PerSample);
        Close([0.5 / Math.Sqrt(3), 5 / Math.Sqrt(3)], Metrics.RootMeanSquare(Prediction, Truth).PerSample);
        Close([0.7 / 3, 5.0 / 3], Metrics.MeanAbsolute(Prediction, Truth).PerSample);
        Close([0.4, 5], Metrics.Maximum(Prediction, Truth).PerSample);
    }

    [Fact]
    public void MaskedPointsDoNotCountEvenWhenTheyAreNaN()
    {
        Tensor prediction = Prediction;
        prediction[1, 2, 0] = double.NaN;
        Tensor mask = tensor(new[] { 1.0, 1, 0 });
        Close([0.06, 0], Metrics.RelativeL2(prediction, Truth, mask).PerSample);
        Close([0.045, 0], Metrics.MeanSquare(prediction, Truth, mask).PerSample);
        Close([0.1, 0], Metrics.RelativeL2(prediction, Truth, tensor(new double[,] { { 1, 1, 1 }, { 0, 1, 0 } })).PerSample);
        Assert.Throws<ArgumentException>(() => Metrics.RelativeL2(prediction, Truth, zeros(3)));
    }

    [Fact]
    public void APredictionThatIsNotFiniteIsTheWorst()
    {
        Tensor prediction = Prediction;
        prediction[0, 0, 0] = double.NaN;
        ErrorSummary summary = Metrics.RelativeL2(prediction, Truth);
        Assert.Equal((double.PositiveInfinity, 0), (summary.Worst, summary.WorstSample));
        Assert.Equal(double.PositiveInfinity, Metrics.GlobalRelativeL2(prediction, Truth));
    }

    [Fact]
    public void ChannelsAreJudgedByThemselves()
    {
        Tensor truth = cat([Truth, 1000 * Truth], 2), prediction = cat([Prediction, 1000 * Truth], 2);
        IReadOnlyList<ErrorSummary> each = Metrics.RelativeL2ByChannel(prediction, truth);
        Close([0.1, 0.5], each[0].PerSample);
        Assert.Equal(0, each[1].Worst);
        Assert.True(Metrics.RelativeL2(prediction, truth).Worst < 1e-3);
    }

    [Fact]
    public void TheNormalizedErrorIsOneForTheMeanField()
    {
        Tensor train = tensor(new double[,,] { { { 1 }, { 2 }, { 3 } }, { { 3 }, { 6 }, { 3 } } }), mean = train.mean([0]); // (2, 4, 3)
        Assert.Equal(1, Metrics.NormalizedRootMeanSquare(mean.expand(2, 3, 1), Truth, mean), 1e-14);
        // Truth − mean: (1, 0, −3) and (−2, 2, 5), squares 43; errors 25.25.
        Assert.Equal(Math.Sqrt(25.25 / 43), Metrics.NormalizedRootMeanSquare(Prediction, Truth, mean), 1e-14);
        Assert.Equal(Math.Sqrt(0.09 / 9), Metrics.NormalizedRootMeanSquare(Prediction, Truth, mean, tensor(new[] { 1.0, 1, 0 })), 1e-14);
        Tensor two = cat([Truth, 1000 * Truth], 2), means = cat([mean, 1000 * mean], 1);
        MetricsTests.Close([Math.Sqrt(25.25 / 43), 0], Metrics.NormalizedRootMeanSquareByChannel(cat([Prediction, 1000 * Truth], 2), two, means));
        Assert.Throws<ArgumentException>(() => Metrics.NormalizedRootMeanSquare(Prediction, Truth, ones(2, 1)));
        Assert.Throws<ArgumentException>(() => Metrics.NormalizedRootMeanSquare(Prediction, ones_like(Prediction), ones(1)));
    }

    [Fact]
    public void SamplesErrors_HaveTheSetsErrorAsTheirRootMeanSquare()
    {
        using Generator random = new(5);
        Tensor truth = randn([7, 4, 2], float64, generator: random), prediction = truth + randn([7, 4, 2], float64, generator: random) * tensor(new[] { 0.1, 2.0 }), mean = randn([4, 2], float64, generator: random);
        foreach (Tensor? mask in new[] { null, tensor(new[] { 1.0, 0, 1, 1 }) })
        {
            IReadOnlyList<ErrorSummary> samples = Metrics.NormalizedRootMeanSquareBySample(prediction, truth, mean, mask);
            Assert.Equal([7, 7], samples.Select(channel => channel.PerSample.Count));
            Close(Metrics.NormalizedRootMeanSquareByChannel(prediction, truth, mean, mask), [.. samples.Select(channel => Math.Sqrt(channel.PerSample.Average(e => e * e)))]);
        }
        double scale = (truth - mean).select(2, 1).square().mean().sqrt().item<double>(), third = (prediction - truth)[2].select(1, 1).square().mean().sqrt().item<double>();
        Assert.Equal(third / scale, Metrics.NormalizedRootMeanSquareBySample(prediction, truth, mean)[1].PerSample[2], 1e-12);
    }

    [Fact]
    public void OrderOfSamples_ChangesNoMetric()
    {
        using Generator random = new(6);
        Tensor truth = randn([9, 5, 2], float64, generator: random), prediction = truth + 0.3 * randn([9, 5, 2], float64, generator: random), mean = randn([5, 2], float64, generator: random),
            order = randperm(9, generator: random), mixed = prediction[order], known = truth[order];
        Close(Metrics.NormalizedRootMeanSquareByChannel(prediction, truth, mean), Metrics.NormalizedRootMeanSquareByChannel(mixed, known, mean));
        foreach (var (a, b) in Metrics.RelativeL2ByChannel(prediction, truth).Zip(Metrics.RelativeL2ByChannel(mixed, known)))
        {
            Close([a.Mean, a.Median, a.P95, a.Worst], [b.Mean, b.Median, b.P95, b.Worst]);
            Assert.NotEqual(a.PerSample, b.PerSample);
        }
    }

    [Fact]
    public void NonsenseIsRefused()
    {
        Assert.Contains("sample 1 is zero", Assert.Throws<ArgumentException>(() => Metrics.RelativeL2(Truth, Truth * tensor(new double[,,] { { { 1 } }, { { 0 } } }))).Message);
        Assert.Contains("[2, 2, 1] and [2, 3, 1]", Assert.Throws<ArgumentException>(() => Metrics.MeanSquare(Truth.narrow(1, 0, 2), Truth)).Message);
        Assert.Throws<ArgumentException>(() => Metrics.RelativeH1(Truth, Truth, [2], [1]));
        Assert.Throws<ArgumentException>(() => ErrorSummary.Of([]));
    }

    [Fact]
    public void RelativeH1OfASineConvergesAtOrderTwo()
    {
        // t = sin πx sin πy and p = t + 0.1 sin 2πx sin πy: norms² ¼(1 + 2π²) and 0.01 · ¼(1 + 5π²).
        double exact = 0.1 * Math.Sqrt((1 + 5 * Math.PI * Math.PI) / (1 + 2 * Math.PI * Math.PI));
        double[] errors = [.. new[] { 33, 65, 129 }.Select(n =>
        {
            Tensor x = linspace(0, Math.PI, n, ScalarType.Float64);
            Tensor truth = (x.sin().unsqueeze(1) * x.sin().unsqueeze(0)).reshape(1, -1, 1);
            Tensor wrong = ((2 * x).sin().unsqueeze(1) * x.sin().unsqueeze(0)).reshape(1, -1, 1);
            return Math.Abs(Metrics.RelativeH1(truth + 0.1 * wrong, truth, [n, n], [1.0 / (n - 1), 1.0 / (n - 1)]).Mean - exact);
        })];
        double rate = Math.Log2(errors[1] / errors[2]);
        Assert.True(rate > 1.75, $"rate {rate}, errors {string.Join(", ", errors)}");
        Assert.True(errors[2] < 1e-3 * exact);
    }

    [Fact]
    public void QuantilesAreNumpys()
    {
        // numpy.quantile([1, 2, 4, 8], [0.5, 0.95]) = 3, 7.4
        ErrorSummary summary = ErrorSummary.Of([8, 1, 4, 2]);
        Close([3, 7.4, 8], [summary.Median, summary.P95, summary.Worst]);
        Assert.Equal(0, summary.WorstSample);
    }

    internal static void Close(IReadOnlyList<double> expected, IReadOnlyList<double> actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        for (int i = 0; i < expected.Count; i++) Assert.Equal(expected[i], actual[i], 1e-12);
    }
}
