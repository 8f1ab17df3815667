namespace OpLearn;

/// <summary>One row of a sweep's table: a run and what came of it.</summary>
/// <param name="Name">Name of the run.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Key">Its key, which names its folder in the cache.</param>
/// <param name="Values">The numbers that the work returned, by name; empty when it failed or has not been done.</param>
/// <param name="Failure">Why it failed; null when it did not.</param>
/// <param name="IsDone">True when the run has a result, a failure included; false for a run of another shard that has none yet.</param>
/// <param name="WallSeconds">Time of the work, of its last part when it was killed between; NaN when it has not been done.</param>
/// <param name="Folder">The run's own folder, with its checkpoint.</param>
public sealed record SweepRow(string Name, int Seed, string Key, IReadOnlyDictionary<string, double> Values, string? Failure, bool IsDone, double WallSeconds, string Folder)
{
    /// <summary>True when the numbers are there.</summary>
    public bool Succeeded => IsDone && Failure is null;

    /// <summary>One number of the run.</summary>
    /// <exception cref="InvalidOperationException">The run failed, has not been done, or returned no such number.</exception>
    public double Value(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!IsDone) throw new InvalidOperationException($"SweepRow: run {Name}, seed {Seed}, has not been done; run the sweep without a shard, or the other shards first.");
        if (Failure is not null) throw new InvalidOperationException($"SweepRow: run {Name}, seed {Seed}, failed: {Failure}");
        return Values.TryGetValue(name, out double value) ? value
            : throw new InvalidOperationException($"SweepRow: run {Name}, seed {Seed}, has no value {name}; it has {string.Join(", ", Values.Keys)}.");
    }
}
