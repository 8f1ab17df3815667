using MathNet.Numerics.Distributions;

namespace OpLearn;

/// <summary>Two models compared over training seeds and test samples at once.</summary>
/// <remarks>
/// Errors are e(seed, sample) with the same samples for all seeds of both models. The variance of the difference of means is that of the seeds of each model plus that
/// of the paired samples; the intervals and the p-value use Student's t with Satterthwaite's degrees of freedom, which with 3 seeds a model are few, as they should be.
/// The noise of single entries is counted with the seeds and with the samples, so the intervals err on the wide side. The ratio is treated on the logarithmic scale.
/// Source: Satterthwaite, Biometrics Bulletin 2 (1946) 110; Searle, Casella and McCulloch, Variance Components (1992), ch. 4.
/// </remarks>
/// <param name="First">Scores of the first model over its seeds (mean over samples each).</param>
/// <param name="Second">Scores of the second model.</param>
/// <param name="Difference">Mean of first − second; negative when the first has the smaller error.</param>
/// <param name="Ratio">Mean of the first over mean of the second.</param>
/// <param name="PValue">Two-sided p of "the ratio is 1".</param>
/// <param name="FirstWins">Share of the pairs (a seed of the first, a seed of the second) in which the first has the smaller mean error; ties count half.</param>
public sealed record SeedComparison(SeedSpread First, SeedSpread Second, ConfidenceInterval Difference, ConfidenceInterval Ratio, double PValue, double FirstWins)
{
    /// <summary>Compares errors of several seeds.</summary>
    /// <param name="first">For each seed of the first model its errors on the test samples; at least 2 seeds and 2 samples.</param>
    /// <param name="second">For each seed of the second model its errors on the same samples; the seeds need not be as many.</param>
    /// <param name="level">Level of the intervals.</param>
    /// <exception cref="ArgumentException">Too few seeds or samples, different numbers of samples, errors that are not finite or negative, or all zero.</exception>
    public static SeedComparison Of(IReadOnlyList<ErrorSummary> first, IReadOnlyList<ErrorSummary> second, double level = 0.95)
    {
        SeedErrors a = SeedErrors.Of("SeedComparison", first), b = SeedErrors.Of("SeedComparison", second);
        Checks.That(a.Samples == b.Samples, "SeedComparison", "errors of the same samples", $"{a.Samples} and {b.Samples} samples");
        Checks.That(level is > 0 and < 1, "SeedComparison", "a level in (0, 1)", $"{level}");
        double[] logA = [.. a.SeedMeans.Select(mean => Math.Log(mean))], logB = [.. b.SeedMeans.Select(mean => Math.Log(mean))];
        double[] paired = [.. a.SampleMeans.Zip(b.SampleMeans, (x, y) => x - y)], pairedLog = [.. a.SampleMeans.Zip(b.SampleMeans, (x, y) => x / a.Mean - y / b.Mean)];
        var (plain, _) = Interval(a.Mean - b.Mean, a.SeedMeans, b.SeedMeans, paired, level);
        var (log, p) = Interval(Math.Log(a.Mean / b.Mean), logA, logB, pairedLog, level);
        var ratio = new ConfidenceInterval(Math.Exp(log.Estimate), Math.Exp(log.Lower), Math.Exp(log.Upper), level);
        double wins = a.SeedMeans.SelectMany(x => b.SeedMeans.Select(y => x < y ? 1 : x == y ? 0.5 : 0)).Average();
        return new SeedComparison(SeedSpread.Of(a.SeedMeans), SeedSpread.Of(b.SeedMeans), plain, ratio, p, wins);
    }

    private static (ConfidenceInterval Interval, double PValue) Interval(double estimate, double[] first, double[] second, double[] samples, double level)
    {
        double[] parts = [Variance(first) / first.Length, Variance(second) / second.Length, Variance(samples) / samples.Length];
        double variance = parts.Sum();
        if (variance == 0) return (new ConfidenceInterval(estimate, estimate, estimate, level), estimate == 0 ? 1 : 0);
        double freedom = variance * variance / (Square(parts[0]) / (first.Length - 1) + Square(parts[1]) / (second.Length - 1) + Square(parts[2]) / (samples.Length - 1));
        double error = Math.Sqrt(variance), reach = error * StudentT.InvCDF(0, 1, freedom, (1 + level) / 2);
        return (new ConfidenceInterval(estimate, estimate - reach, estimate + reach, level), 2 * StudentT.CDF(0, 1, freedom, -Math.Abs(estimate) / error));
    }

    private static double Variance(double[] values)
    {
        double mean = values.Average();
        return values.Sum(value => Square(value - mean)) / (values.Length - 1);
    }

    private static double Square(double value) => value * value;
}
