namespace OpLearn;

/// <summary>Mini-batches over functions and over query points.</summary>
/// <remarks>
/// An epoch visits every function once in random order; its last batch may be smaller. The batch of step k is a function of (seed, k) alone,
/// so a resumed run sees the batches that it would have seen.
/// </remarks>
public sealed record BatchOptions
{
    /// <summary>Functions a step; null for all. For triples (u, y, s) a function is a triple.</summary>
    public int? Functions { get; init; }

    /// <summary>Query points a step, drawn anew each step without repetition and shared by the step's functions; null for all. Models on a grid need all.</summary>
    public int? Points { get; init; }
}
