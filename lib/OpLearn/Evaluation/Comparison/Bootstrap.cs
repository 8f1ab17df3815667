namespace OpLearn;

/// <summary>Intervals and tests from resampling; the samples are taken to be independent of each other.</summary>
/// <remarks>They speak of the test functions' randomness for trained models as they are. How much training seeds matter, <see cref="SeedSpread"/>
/// says.</remarks>
public static class Bootstrap
{
    /// <summary>Percentile bootstrap interval of the mean (Efron and Tibshirani 1993, chapter 13); a little too narrow below some 20 samples.</summary>
    /// <param name="values">One number a sample, at least 2.</param>
    /// <param name="seed">Seed of the resampling.</param>
    /// <param name="level">Level in (0, 1).</param>
    /// <param name="resamples">Number of resamples, at least 100.</param>
    public static ConfidenceInterval Mean(IReadOnlyList<double> values, int seed, double level = 0.95, int resamples = 10_000)
    {
        Check(values, level, resamples);
        ulong state = Shuffle.Mix(unchecked((ulong)seed));
        double[] means = new double[resamples];
        for (int r = 0; r < resamples; r++)
        {
            double sum = 0;
            for (int i = 0; i < values.Count; i++) sum += values[Shuffle.Below(ref state, values.Count)];
            means[r] = sum / values.Count;
        }
        Array.Sort(means);
        return new ConfidenceInterval(values.Average(), ErrorSummary.Quantile(means, (1 - level) / 2), ErrorSummary.Quantile(means, (1 + level) / 2), level);
    }

    /// <summary>Compares two models' errors on the same samples: bootstrap of the mean difference and sign-flip permutation test (Fisher's randomisation
    /// test).</summary>
    /// <param name="first">Errors of the first model, one a sample.</param>
    /// <param name="second">Errors of the second model on the same samples.</param>
    /// <param name="seed">Seed of the resampling.</param>
    /// <param name="level">Level of the interval.</param>
    /// <param name="resamples">Resamples and sign flips; the smallest p that can come out is 1 / (resamples + 1).</param>
    /// <exception cref="ArgumentException">The lists have different lengths, fewer than 2 samples, or values that are not finite.</exception>
    public static PairedComparison Compare(IReadOnlyList<double> first, IReadOnlyList<double> second, int seed, double level = 0.95, int resamples = 10_000)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.Count != second.Count)
            throw new ArgumentException($"Compare: both models must be judged on the same samples; got {first.Count} and {second.Count} errors.", nameof(second));
        double[] difference = [.. first.Zip(second, (a, b) => a - b)];
        ConfidenceInterval interval = Mean(difference, seed, level, resamples);
        ulong state = Shuffle.Mix(unchecked((ulong)seed) + 1);
        double observed = Math.Abs(difference.Sum());
        int asLarge = 0;
        for (int r = 0; r < resamples; r++)
        {
            double sum = 0;
            for (int i = 0; i < difference.Length; i++) sum += (Shuffle.Next(ref state) & 1) == 0 ? difference[i] : -difference[i];
            // The identity itself must count in spite of rounding.
            if (Math.Abs(sum) >= observed * (1 - 1e-12)) asLarge++;
        }
        double wins = difference.Sum(d => d < 0 ? 1 : d == 0 ? 0.5 : 0) / difference.Length;
        return new PairedComparison(interval, (asLarge + 1.0) / (resamples + 1.0), wins);
    }

    /// <summary>Hierarchical bootstrap of the ratio of two models' mean errors: seeds of each model and samples, which both share, are drawn with replacement.</summary>
    /// <remarks>Seeds' deviations are enlarged by (S/(S − 1))^½, without which 3 seeds would read as less varied than they are; still too narrow below some 5 seeds, where
    /// <see cref="SeedComparison"/> should decide. Source: Davison and Hinkley, Bootstrap Methods (1997), §3.8.</remarks>
    /// <param name="first">For each seed of the first model its errors on the test samples; at least 2 seeds.</param>
    /// <param name="second">For each seed of the second model its errors on the same samples.</param>
    /// <param name="seed">Seed of the resampling.</param>
    /// <param name="level">Level in (0, 1).</param>
    /// <param name="resamples">Number of resamples, at least 100.</param>
    public static ConfidenceInterval RatioOverSeeds(IReadOnlyList<ErrorSummary> first, IReadOnlyList<ErrorSummary> second, int seed, double level = 0.95, int resamples = 2_000)
    {
        SeedErrors a = SeedErrors.Of("RatioOverSeeds", first), b = SeedErrors.Of("RatioOverSeeds", second);
        Checks.That(a.Samples == b.Samples, "RatioOverSeeds", "errors of the same samples", $"{a.Samples} and {b.Samples} samples");
        Check(a.SampleMeans, level, resamples);
        ulong state = Shuffle.Mix(unchecked((ulong)seed) + 2);
        double[] logs = new double[resamples];
        int[] drawn = new int[a.Samples];
        for (int r = 0; r < resamples; r++)
        {
            for (int i = 0; i < drawn.Length; i++) drawn[i] = Shuffle.Below(ref state, drawn.Length);
            logs[r] = Drawn(a) - Drawn(b);
        }
        Array.Sort(logs);
        return new ConfidenceInterval(a.Mean / b.Mean, Math.Exp(ErrorSummary.Quantile(logs, (1 - level) / 2)), Math.Exp(ErrorSummary.Quantile(logs, (1 + level) / 2)), level);

        // Logarithm of the resampled mean: samples' part, plus the seeds' part enlarged.
        double Drawn(SeedErrors errors)
        {
            double[] means = [.. errors.Errors.Select(one => { double sum = 0; foreach (int i in drawn) sum += one[i]; return Math.Log(Math.Max(sum, double.Epsilon) / drawn.Length); })];
            double centre = means.Average(), seeds = 0;
            for (int s = 0; s < means.Length; s++) seeds += means[Shuffle.Below(ref state, means.Length)] - centre;
            return centre + Math.Sqrt(means.Length / (means.Length - 1.0)) * seeds / means.Length;
        }
    }

    private static void Check(IReadOnlyList<double> values, double level, int resamples)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count < 2) throw new ArgumentException($"Bootstrap: at least 2 samples are needed; got {values.Count}.", nameof(values));
        if (values.Any(value => !double.IsFinite(value)))
            throw new ArgumentException("Bootstrap: values must be finite; got NaN or infinity. Leave failed samples out and say so.", nameof(values));
        if (!(level > 0 && level < 1)) throw new ArgumentOutOfRangeException(nameof(level), $"Bootstrap: level must be in (0, 1); got {level}.");
        if (resamples < 100) throw new ArgumentOutOfRangeException(nameof(resamples), $"Bootstrap: at least 100 resamples are needed; got {resamples}.");
    }
}
