namespace OpLearn;

/// <summary>Errors of a set of functions: one number each, and what is reported of them.</summary>
/// <param name="Mean">Mean over the samples.</param>
/// <param name="Median">Median over the samples.</param>
/// <param name="P95">95th percentile, linear between the two nearest samples.</param>
/// <param name="Worst">Largest error.</param>
/// <param name="WorstSample">Index of the sample with the largest error (the first of equals).</param>
/// <param name="PerSample">The error of every sample, in their order.</param>
public sealed record ErrorSummary(double Mean, double Median, double P95, double Worst, int WorstSample, IReadOnlyList<double> PerSample)
{
    /// <summary>Sums up one error a sample; an error that is NaN counts as infinite, so that a broken prediction is never the better one.</summary>
    /// <exception cref="ArgumentException">There is no sample, or an error is negative.</exception>
    public static ErrorSummary Of(IReadOnlyList<double> perSample)
    {
        ArgumentNullException.ThrowIfNull(perSample);
        if (perSample.Count == 0) throw new ArgumentException("ErrorSummary: at least one sample is needed; got none.", nameof(perSample));
        double[] errors = [.. perSample.Select(error => double.IsNaN(error) ? double.PositiveInfinity : error)];
        if (errors.Any(error => error < 0))
            throw new ArgumentException($"ErrorSummary: errors must be at least 0; got {errors.Min()}. Give magnitudes.", nameof(perSample));
        double[] sorted = [.. errors.Order()];
        return new ErrorSummary(errors.Average(), Quantile(sorted, 0.5), Quantile(sorted, 0.95), sorted[^1], Array.IndexOf(errors, sorted[^1]), errors);
    }

    /// <summary>The errors of each tag's samples by themselves, in the order in which the tags first come.</summary>
    /// <param name="tags">One a sample, e.g. <see cref="OperatorDataset.Tags"/>.</param>
    /// <exception cref="ArgumentException">Not one tag a sample.</exception>
    public IReadOnlyDictionary<string, ErrorSummary> ByTag(IReadOnlyList<string> tags)
    {
        ArgumentNullException.ThrowIfNull(tags);
        Checks.That(tags.Count == PerSample.Count, "ErrorSummary.ByTag", $"one tag a sample, {PerSample.Count}", $"{tags.Count}");
        var groups = new OrderedDictionary<string, ErrorSummary>(StringComparer.Ordinal);
        foreach (var group in tags.Zip(PerSample).GroupBy(pair => pair.First, pair => pair.Second, StringComparer.Ordinal)) groups.Add(group.Key, Of([.. group]));
        return groups;
    }

    /// <summary>Mean, median, 95th percentile and worst on one line.</summary>
    public override string ToString() => $"mean {Mean:G4}, median {Median:G4}, 95 % below {P95:G4}, worst {Worst:G4} (sample {WorstSample} of {PerSample.Count})";

    /// <summary>Quantile of ascending values, linear between the order statistics (numpy's default).</summary>
    internal static double Quantile(IReadOnlyList<double> sorted, double level)
    {
        double place = level * (sorted.Count - 1);
        int below = (int)place;
        double fraction = place - below;
        // Not through a difference where it has no weight: ∞ − ∞ is NaN.
        return fraction == 0 || sorted[below] == sorted[below + 1] ? sorted[below] : sorted[below] + fraction * (sorted[below + 1] - sorted[below]);
    }
}
