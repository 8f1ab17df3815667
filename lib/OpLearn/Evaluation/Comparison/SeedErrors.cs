namespace OpLearn;

/// <summary>Errors of one model by seed and sample, checked, with their means both ways.</summary>
internal sealed record SeedErrors(IReadOnlyList<IReadOnlyList<double>> Errors, double[] SeedMeans, double[] SampleMeans, double Mean)
{
    public int Samples => SampleMeans.Length;

    public static SeedErrors Of(string where, IReadOnlyList<ErrorSummary> summaries)
    {
        ArgumentNullException.ThrowIfNull(summaries);
        IReadOnlyList<double>[] errors = [.. summaries.Select(summary => summary.PerSample)];
        Checks.That(errors.Length >= 2, where, "errors of at least 2 seeds", $"{errors.Length}", "One seed says nothing of the spread: compare samples with Bootstrap.Compare.");
        int samples = errors[0].Count;
        Checks.That(samples >= 2 && errors.All(seed => seed.Count == samples), where, "at least 2 samples, the same for every seed", string.Join(", ", errors.Select(seed => seed.Count)));
        Checks.That(errors.All(seed => seed.All(error => double.IsFinite(error) && error >= 0)), where, "finite errors ≥ 0", "others", "Leave failed runs out and say so.");
        Checks.That(errors.All(seed => seed.Any(error => error > 0)), where, "a seed's errors not all zero", "all zero");
        double[] seeds = [.. errors.Select(seed => seed.Average())];
        return new SeedErrors(errors, seeds, [.. Enumerable.Range(0, samples).Select(i => errors.Average(seed => seed[i]))], seeds.Average());
    }
}
