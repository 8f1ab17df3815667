using Xunit;

namespace OpLearn.Tests;

public class SampleGeneratorTests
{
    [Fact]
    public void SameSeedAndSample_GiveTheSameStream()
    {
        SampleGenerator a = new(7, 3), b = new(7, 3);
        for (int i = 0; i < 100; i++) Assert.Equal(a.Normal(), b.Normal());
    }

    [Fact]
    public void FirstNumbersOfNeighbouringSamples_AreUncorrelatedAndUniform()
    {
        const int count = 20_000;
        double[] first = [.. Enumerable.Range(0, count).Select(sample => new SampleGenerator(1, sample).Uniform())];
        double[] other = [.. Enumerable.Range(0, count).Select(sample => new SampleGenerator(2, sample).Uniform())];
        Assert.InRange(first.Average(), 0.49, 0.51); // five standard errors are 0.0102
        Assert.InRange(first.Select(u => (u - 0.5) * (u - 0.5)).Average(), (1 / 12.0) - 0.003, (1 / 12.0) + 0.003);
        Assert.InRange(Correlation(first[..^1], first[1..]), -0.035, 0.035);
        Assert.InRange(Correlation(first, other), -0.035, 0.035);
        Assert.Equal(count, first.Distinct().Count());
    }

    [Fact]
    public void Normal_HasTheMomentsOfTheNormalDistribution()
    {
        var random = new SampleGenerator(5, 0);
        double[] z = [.. Enumerable.Range(0, 200_000).Select(_ => random.Normal())];
        Assert.InRange(z.Average(), -0.0112, 0.0112);
        Assert.InRange(z.Average(v => v * v), 1 - 0.016, 1 + 0.016);
        Assert.InRange(z.Average(v => v * v * v), -0.045, 0.045);
        Assert.InRange(z.Average(v => v * v * v * v), 3 - 0.11, 3 + 0.11);
        Assert.InRange(Correlation(z[..^1], z[1..]), -0.0112, 0.0112);
    }

    [Fact]
    public void Derive_SeparatesPurposesAndSeeds() =>
        Assert.Equal(400, Enumerable.Range(-10, 20).SelectMany(seed => Enumerable.Range(0, 20).Select(purpose => SampleGenerator.Derive(seed, purpose))).Distinct().Count());

    private static double Correlation(double[] a, double[] b)
    {
        double meanA = a.Average(), meanB = b.Average();
        double cross = a.Zip(b, (x, y) => (x - meanA) * (y - meanB)).Sum();
        return cross / Math.Sqrt(a.Sum(x => (x - meanA) * (x - meanA)) * b.Sum(y => (y - meanB) * (y - meanB)));
    }
}
