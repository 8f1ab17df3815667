using Xunit;

namespace OpLearn.Tests;

public class BootstrapTests
{
    private static double[] Normal(int count, double mean, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => mean + Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))];
    }

    [Fact]
    public void TheIntervalCoversTheMeanAsOftenAsItSays()
    {
        // 400 intervals of level 0.9 over 60 samples: binomial with deviation 0.015; the percentile method is some 0.01 too narrow.
        int covered = Enumerable.Range(0, 400).Count(trial =>
        {
            ConfidenceInterval interval = Bootstrap.Mean(Normal(60, 3, trial), trial, level: 0.9, resamples: 500);
            return interval.Lower <= 3 && 3 <= interval.Upper;
        });
        Assert.InRange(covered / 400.0, 0.83, 0.95);
    }

    [Fact]
    public void TheIntervalHasTheWidthOfTheCentralLimitTheorem()
    {
        double[] values = Normal(400, 0, 1);
        ConfidenceInterval interval = Bootstrap.Mean(values, seed: 2);
        double deviation = Math.Sqrt(values.Sum(v => (v - values.Average()) * (v - values.Average())) / 400 / 400);
        Assert.Equal(2 * 1.96 * deviation, interval.Upper - interval.Lower, 0.05 * deviation * 4);
        Assert.Equal(interval, Bootstrap.Mean(values, seed: 2));
    }

    [Fact]
    public void EqualModelsGiveUniformPValuesAndAShiftIsFound()
    {
        double[] p = [.. Enumerable.Range(0, 300).Select(trial => Bootstrap.Compare(Normal(20, 0, trial), Normal(20, 0, trial + 9000), trial, resamples: 200).PValue)];
        Assert.InRange(p.Count(value => value <= 0.1) / 300.0, 0.03, 0.18);
        Assert.InRange(p.Average(), 0.42, 0.58);
        PairedComparison shifted = Bootstrap.Compare(Normal(50, 1, 1), Normal(50, 3, 2), seed: 0);
        Assert.Equal(1.0 / 10_001, shifted.PValue, 1e-12);
        Assert.True(shifted.Difference.Upper < 0 && shifted.FirstWins > 0.8);
    }

    [Fact]
    public void ThreePairsOfOneSignHaveTheExactPValue()
    {
        // Only the identity and the full flip of 2³ are as large: p = ¼.
        Assert.Equal(0.25, Bootstrap.Compare([1, 2, 3], [0, 0, 0], seed: 5, resamples: 100_000).PValue, 0.007);
        Assert.Equal(1, Bootstrap.Compare([1, 2], [1, 2], seed: 5).PValue);
    }

    [Fact]
    public void WrongRequestsAreRefused()
    {
        Assert.Throws<ArgumentException>(() => Bootstrap.Compare([1, 2], [1, 2, 3], seed: 0));
        Assert.Throws<ArgumentException>(() => Bootstrap.Mean([1, double.NaN], seed: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Bootstrap.Mean([1, 2], seed: 0, level: 1));
    }

    [Fact]
    public void SpreadOverSeeds()
    {
        SeedSpread spread = SeedSpread.Of([1, 2, 3, 6]);
        Assert.Equal(3, spread.Mean);
        Assert.Equal(Math.Sqrt(14.0 / 3), spread.Deviation, 1e-14);
        Assert.Equal((1, 6, 4), (spread.Least, spread.Most, spread.Seeds));
        Assert.Equal(0, SeedSpread.Of([5]).Deviation);
    }
}
