using Xunit;

namespace OpLearn.Tests;

public class SeedComparisonTests
{
    // e(seed, sample) = mean · exp(seed effect + sample effect shared by models + noise).
    private static ErrorSummary[] Errors(Random random, double mean, int seeds, double[] samples, double seedDeviation, double noise)
    {
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return [.. Enumerable.Range(0, seeds).Select(_ =>
        {
            double effect = seedDeviation * Normal();
            return ErrorSummary.Of([.. samples.Select(sample => mean * Math.Exp(effect + sample + noise * Normal()))]);
        })];
    }

    private static ErrorSummary[] Of(params double[][] seeds) => [.. seeds.Select(ErrorSummary.Of)];

    private static double[] Samples(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => 0.5 * (random.NextDouble() + random.NextDouble() - 1))];

    [Theory, InlineData(3, 0.1, 0.05), InlineData(5, 0.1, 0.3), InlineData(3, 0.02, 0.5)]
    public void TheIntervalCoversTheRatioAsOftenAsItSays(int seeds, double seedDeviation, double noise)
    {
        int covered = 0, rejected = 0;
        const int trials = 400;
        for (int trial = 0; trial < trials; trial++)
        {
            var random = new Random(trial);
            double[] samples = Samples(random, 60);
            SeedComparison found = SeedComparison.Of(Errors(random, 0.6, seeds, samples, seedDeviation, noise), Errors(random, 0.4, seeds, samples, seedDeviation, noise), level: 0.9);
            if (found.Ratio.Lower <= 1.5 && 1.5 <= found.Ratio.Upper) covered++;
            SeedComparison equal = SeedComparison.Of(Errors(random, 0.4, seeds, samples, seedDeviation, noise), Errors(random, 0.4, seeds, samples, seedDeviation, noise));
            if (equal.PValue <= 0.1) rejected++;
        }
        // Entry noise counts twice, so the intervals may be wide, never narrow: 0.9 less four deviations of 0.015.
        Assert.True(covered >= 0.84 * trials, $"covered {covered} of {trials}");
        Assert.True(rejected <= 0.16 * trials, $"rejected {rejected} of {trials}");
        if (noise < 0.1) Assert.InRange(covered, 0.84 * trials, 0.96 * trials);
    }

    [Fact]
    public void NumbersByHand()
    {
        // Samples differ by nothing between the models' means: only the seeds speak. Means (1, 3) and (4, 4): difference −2 with variance 2/2.
        SeedComparison found = SeedComparison.Of(Of([1, 1], [3, 3]), Of([4, 4], [4, 4]));
        Assert.Equal(-2, found.Difference.Estimate);
        Assert.Equal(12.706, (found.Difference.Upper - found.Difference.Lower) / 2, 1e-3); // t of one degree of freedom at 0.975
        Assert.Equal(0.5, found.Ratio.Estimate, 1e-14);
        Assert.Equal(1, found.FirstWins);
        Assert.Equal((2, Math.Sqrt(2), 4), (found.First.Mean, found.First.Deviation, found.Second.Mean));
        Assert.Equal(1, SeedComparison.Of(Of([1, 2], [1, 2]), Of([1, 2], [1, 2])).PValue);
    }

    [Fact]
    public void TheHierarchicalBootstrapFollowsTheSeedsAndTheSamples()
    {
        int covered = 0;
        const int trials = 150;
        for (int trial = 0; trial < trials; trial++)
        {
            var random = new Random(trial);
            double[] samples = Samples(random, 50);
            ConfidenceInterval found = Bootstrap.RatioOverSeeds(Errors(random, 0.6, 8, samples, 0.1, 0.2), Errors(random, 0.4, 8, samples, 0.1, 0.2), trial, level: 0.9, resamples: 300);
            if (found.Lower <= 1.5 && 1.5 <= found.Upper) covered++;
        }
        Assert.InRange(covered / (double)trials, 0.8, 0.97);
        var once = new Random(1);
        double[] few = Samples(once, 50);
        ErrorSummary[] first = Errors(once, 0.6, 4, few, 0.1, 0.2), second = Errors(once, 0.4, 4, few, 0.1, 0.2);
        Assert.Equal(Bootstrap.RatioOverSeeds(first, second, 3), Bootstrap.RatioOverSeeds(first, second, 3));
    }

    [Fact]
    public void TooLittleIsRefused()
    {
        Assert.Contains("2 seeds", Assert.Throws<ArgumentException>(() => SeedComparison.Of(Of([1, 2]), Of([1, 2], [1, 2]))).Message);
        Assert.Throws<ArgumentException>(() => SeedComparison.Of(Of([1, 2], [1, 2]), Of([1, 2, 3], [1, 2, 3])));
        Assert.Throws<ArgumentException>(() => SeedComparison.Of(Of([1, 2], [1]), Of([1, 2], [1, 2])));
        Assert.Throws<ArgumentException>(() => Bootstrap.RatioOverSeeds(Of([1, double.NaN], [1, 1]), Of([1, 2], [1, 2]), 0));
    }
}
