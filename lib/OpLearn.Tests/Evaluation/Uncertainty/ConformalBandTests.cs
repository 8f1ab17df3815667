using Xunit;
using static TorchSharp.torch;

namespace OpLearn.Tests;

public class ConformalBandTests
{
    private static Tensor Normal(int seed, params long[] shape)
    {
        using var generator = new Generator((ulong)seed);
        return randn(shape, ScalarType.Float64, generator: generator);
    }

    [Theory, InlineData(19, 0.9, 18), InlineData(25, 0.9, 24), InlineData(9, 0.8, 8), InlineData(99, 0.95, 95)]
    public void NewFunctionsAreCoveredWithTheProbabilityOfTheTheory(int calibration, double level, int rank)
    {
        // The truth is a random function of 5 points; over calibration sets the coverage of one new function is rank / (n + 1) exactly.
        double expected = rank / (calibration + 1.0), covered = 0;
        const int trials = 800, fresh = 20;
        for (int trial = 0; trial < trials; trial++)
        {
            using var scope = NewDisposeScope();
            Tensor truth = Normal(trial, calibration + fresh, 5, 1).square();
            var band = ConformalBand.Fit(zeros([calibration, 5, 1]), truth.narrow(0, 0, calibration), new ConformalOptions { Level = level });
            covered += band.Coverage(zeros([fresh, 5, 1]), truth.narrow(0, calibration, fresh)).Functions / trials;
        }
        // Coverage of one set is Beta distributed: deviation at most (expected (1 − expected) / (n + 2))^½, plus the 20 fresh functions' own.
        double deviation = Math.Sqrt(expected * (1 - expected) * (1.0 / (calibration + 2) + 1.0 / fresh) / trials);
        Assert.InRange(covered, expected - 4 * deviation, expected + 4 * deviation);
    }

    [Fact]
    public void TheQuantileIsTheRightScore()
    {
        Tensor truth = tensor(new double[] { 4, -1, 3, 2 }).reshape(4, 1, 1);
        // n = 4, level 0.6: the third smallest of 1, 2, 3, 4.
        Assert.Equal(3, ConformalBand.Fit(zeros(4, 1, 1), truth, new ConformalOptions { Level = 0.6 }).Quantile);
        ArgumentException error = Assert.Throws<ArgumentException>(() => ConformalBand.Fit(zeros(4, 1, 1), truth));
        Assert.Contains("at least 9 calibration functions for level 0.9", error.Message);
    }

    [Fact]
    public void AShareOfThePointsMayBeOutside()
    {
        // Scores over 10 points are 1 … 10 times the sample's number: all points need 10 k, 80 % of them 8 k.
        Tensor truth = (arange(1, 11, ScalarType.Float64).reshape(1, 10, 1) * arange(1, 10, ScalarType.Float64).reshape(9, 1, 1));
        Assert.Equal(90, ConformalBand.Fit(zeros(9, 10, 1), truth).Quantile);
        var loose = ConformalBand.Fit(zeros(9, 10, 1), truth, new ConformalOptions { PointShare = 0.8 });
        Assert.Equal(72, loose.Quantile);
        Assert.Equal(1, loose.Coverage(zeros(9, 10, 1), truth).Functions);
        Tensor mask = ones(10);
        mask[9] = 0; // without the last point all the others need 9 k
        Assert.Equal(81, ConformalBand.Fit(zeros(9, 10, 1), truth, new ConformalOptions { Mask = mask }).Quantile);
    }

    [Fact]
    public void AScaleThatFollowsTheErrorNarrowsTheBand()
    {
        Tensor sigma = linspace(0.1, 3, 20, ScalarType.Float64).reshape(1, 20, 1), truth = Normal(1, 600, 20, 1) * sigma;
        Tensor old = truth.narrow(0, 0, 300), fresh = truth.narrow(0, 300, 300);
        BandCoverage plain = ConformalBand.Fit(zeros_like(old), old).Coverage(zeros_like(fresh), fresh);
        BandCoverage scaled = ConformalBand.Fit(zeros_like(old), old, new ConformalOptions { Scale = sigma }).Coverage(zeros_like(fresh), fresh, sigma);
        Assert.InRange(plain.Functions, 0.83, 0.97);
        Assert.InRange(scaled.Functions, 0.83, 0.97);
        Assert.True(scaled.MeanWidth < 0.8 * plain.MeanWidth, $"{scaled.MeanWidth} and {plain.MeanWidth}");
        Assert.True(scaled.Points > scaled.Functions);
    }

    [Fact]
    public void ABrokenPredictionIsNeverCovered()
    {
        Tensor truth = Normal(1, 20, 3, 1), prediction = zeros_like(truth);
        var band = ConformalBand.Fit(prediction, truth);
        prediction[0, 1, 0] = double.NaN;
        Assert.Equal(band.Coverage(zeros_like(truth), truth).Functions - (band.Coverage(zeros(1, 3, 1), truth.narrow(0, 0, 1)).Functions / 20), band.Coverage(prediction, truth).Functions, 1e-12);
        Assert.Throws<ArgumentException>(() => band.Coverage(prediction, truth, zeros(1)));
        Assert.Throws<ArgumentException>(() => band.Coverage(prediction, truth, ones(2)));
    }
}
