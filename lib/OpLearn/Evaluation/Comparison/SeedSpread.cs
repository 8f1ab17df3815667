namespace OpLearn;

/// <summary>One score over training seeds: what a verdict that rests on training is judged by.</summary>
/// <param name="Mean">Mean over the seeds.</param>
/// <param name="Deviation">Sample standard deviation (divided by n − 1); 0 for one seed, which says nothing.</param>
/// <param name="Least">Smallest score.</param>
/// <param name="Most">Largest score.</param>
/// <param name="Seeds">Number of seeds.</param>
public sealed record SeedSpread(double Mean, double Deviation, double Least, double Most, int Seeds)
{
    /// <summary>Sums up one score a seed.</summary>
    /// <exception cref="ArgumentException">There is no score.</exception>
    public static SeedSpread Of(IReadOnlyList<double> scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        if (scores.Count == 0) throw new ArgumentException("SeedSpread: at least one score is needed; got none.", nameof(scores));
        double mean = scores.Average();
        double deviation = scores.Count == 1 ? 0 : Math.Sqrt(scores.Sum(score => (score - mean) * (score - mean)) / (scores.Count - 1));
        return new SeedSpread(mean, deviation, scores.Min(), scores.Max(), scores.Count);
    }

    /// <summary>Mean ± deviation and the number of seeds.</summary>
    public override string ToString() => $"{Mean:G4} ± {Deviation:G2} ({Seeds} seed{(Seeds == 1 ? "" : "s")})";
}
