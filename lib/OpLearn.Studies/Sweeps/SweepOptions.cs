namespace OpLearn;

/// <summary>Where a sweep keeps its results and how it is worked off.</summary>
public sealed record SweepOptions
{
    /// <summary>Folder of the cache, made when it is not there; several processes and several sweeps may share it.</summary>
    public required string Folder { get; init; }

    /// <summary>Threads of libtorch in one run, ≥ 1; 1 by default. The last bits of a run depend on it, and not on <see cref="Workers"/>.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Runs at a time, ≥ 1; null for as many as the cores allow: cores / <see cref="Threads"/>.</summary>
    public int? Workers { get; init; }

    /// <summary>The part that this process does; null for all. <see cref="Shard.FromEnvironment"/> leaves it to a cluster's scheduler.</summary>
    public Shard? Shard { get; init; }

    /// <summary>Steps between two checkpoints of a run, ≥ 1.</summary>
    public int CheckpointEvery { get; init; } = 1000;

    /// <summary>Told of every run that begins or ends, and about once a second between; on the thread that called <see cref="Sweep.Run"/>. Null for nobody.</summary>
    public Action<SweepProgress>? OnReport { get; init; }

    /// <summary>Stops the sweep, beside <see cref="Interruption.Token"/>: the runs write their checkpoints, and the sweep goes on from there the next time.</summary>
    public CancellationToken Cancellation { get; init; }
}
