using Xunit;
using static TorchSharp.torch;

namespace OpLearn.Tests;

public class EnsemblePredictionTests
{
    private static Tensor Normal(int seed, params long[] shape)
    {
        using var generator = new Generator((ulong)seed);
        return randn(shape, ScalarType.Float64, generator: generator);
    }

    [Fact]
    public void MeanDeviationAndScoreByHand()
    {
        using EnsemblePrediction ensemble = EnsemblePrediction.FromMembers([full([1, 1, 1], 1.0), full([1, 1, 1], 2.0), full([1, 1, 1], 6.0)]);
        Assert.Equal(3, ensemble.Mean.item<double>());
        Assert.Equal(Math.Sqrt(7), ensemble.Deviation.item<double>(), 1e-14);
        // (|1−4| + |2−4| + |6−4|)/3 − (1 + 5 + 4)·2/(2·9)
        Assert.Equal(7.0 / 3 - 10.0 / 9, ensemble.Crps(full([1, 1, 1], 4.0)).Mean, 1e-14);
    }

    [Theory, InlineData(0, 1, 0), InlineData(1, 2, 3.5), InlineData(-2, 0.5, -2.2)]
    public void TheGaussianScoreIsTheIntegralOfItsDefinition(double mean, double deviation, double truth)
    {
        // ∫ (F(x) − 1{x ≥ y})² dx by the midpoint rule, split at y.
        double integral = 0;
        const int steps = 40_000;
        double reach = 12 * deviation + Math.Abs(truth - mean);
        foreach ((double from, double until) in new[] { (mean - reach, truth), (truth, mean + reach) })
            for (int k = 0; k < steps; k++)
            {
                double x = from + (until - from) * (k + 0.5) / steps, distribution = MathNet.Numerics.Distributions.Normal.CDF(mean, deviation, x);
                integral += Math.Pow(distribution - (x >= truth ? 1 : 0), 2) * (until - from) / steps;
            }
        Tensor Of(double value) => full([1, 1, 1], value, ScalarType.Float64);
        Assert.Equal(integral, EnsemblePrediction.GaussianCrps(Of(mean), Of(deviation), Of(truth)).Mean, 1e-6);
        Assert.Equal(Math.Abs(mean - truth), EnsemblePrediction.GaussianCrps(Of(mean), Of(0), Of(truth)).Mean, 1e-14);
    }

    [Fact]
    public void TheMembersScoreConvergesToTheGaussianOne()
    {
        // Truth and members normal: the empirical score exceeds the closed form, σ/√π in the mean, by σ/(√π m).
        foreach (int m in new[] { 4, 16 })
        {
            using var scope = NewDisposeScope();
            Tensor truth = 2 * Normal(1, 100, 400, 1), members = 2 * Normal(m, m, 100, 400, 1);
            using EnsemblePrediction ensemble = EnsemblePrediction.FromMembers([.. members.unbind(0)]);
            double closed = EnsemblePrediction.GaussianCrps(zeros_like(truth), full_like(truth, 2), truth).Mean;
            Assert.Equal(2 / Math.Sqrt(Math.PI), closed, 0.02);
            Assert.Equal(closed + 2 / (Math.Sqrt(Math.PI) * m), ensemble.Crps(truth).Mean, 0.02);
        }
    }

    [Fact]
    public void ACalibratedEnsembleIsSeenAsOneAndAnOverconfidentOneToo()
    {
        Tensor truth = Normal(1, 50, 100, 1), members = Normal(2, 60, 50, 100, 1);
        using EnsemblePrediction good = EnsemblePrediction.FromMembers([.. members.unbind(0)]), sure = EnsemblePrediction.FromMembers([.. (0.3 * members).unbind(0)]);
        CalibrationCurve fair = good.Calibration(truth), bold = sure.Calibration(truth);
        Assert.True(fair.Error < 0.02 && bold.Error > 0.25, $"{fair.Error} and {bold.Error}");
        Assert.InRange(fair.SpreadOverError, 0.97, 1.03);
        Assert.InRange(bold.SpreadOverError, 0.27, 0.33);
        Assert.All(bold.Levels.Zip(bold.Observed), pair => Assert.True(pair.Second < pair.First));
        BandCoverage band = good.Coverage(truth, 0.9);
        Assert.InRange(band.Points, 0.88, 0.91);
        Assert.True(band.Functions < 0.05 && Math.Abs(band.MeanWidth - 2 * 1.645) < 0.05);
    }

    [Fact]
    public void MaskedPointsDoNotCount()
    {
        Tensor truth = zeros([2, 3, 1], ScalarType.Float64), members = Normal(3, 5, 2, 3, 1), mask = tensor(new[] { 1.0, 0, 1 });
        using EnsemblePrediction plain = EnsemblePrediction.FromMembers([.. members.unbind(0)]);
        members[TensorIndex.Ellipsis, 1, 0] = 1e9;
        using EnsemblePrediction wild = EnsemblePrediction.FromMembers([.. members.unbind(0)]);
        MetricsTests.Close(plain.Crps(truth, mask).PerSample, wild.Crps(truth, mask).PerSample);
        Assert.Equal(plain.Coverage(truth, 0.5, mask), wild.Coverage(truth, 0.5, mask));
        Assert.Equal(plain.Calibration(truth, mask).SpreadOverError, wild.Calibration(truth, mask).SpreadOverError, 1e-12);
        Assert.Throws<ArgumentException>(() => EnsemblePrediction.FromMembers([truth]));
        Assert.Throws<ArgumentException>(() => EnsemblePrediction.FromMembers([truth, truth.narrow(0, 0, 1)]));
    }

    [Fact]
    public void BaselinesMakeAnEnsemble()
    {
        using OperatorDataset set = OperatorDataset.Generate(new CosineProblem(), 20, seed: 1);
        using MeanBaseline mean = MeanBaseline.Fit(set);
        using NearestNeighborBaseline nearest = NearestNeighborBaseline.Fit(set);
        using EnsemblePrediction ensemble = EnsemblePrediction.Of([mean, nearest], set);
        Assert.Equal([2, 20, 11, 2], ensemble.Members.shape);
        using Tensor alone = nearest.Predict(set);
        Assert.True(ensemble.Members[1].SameBits(alone.to(ScalarType.Float64)));
    }
}
