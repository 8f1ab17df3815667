namespace OpLearn;

/// <summary>Works off a list of runs: trains what the cache lacks and reads the rest.</summary>
public static class Sweep
{
    /// <summary>Does the runs, several at a time, and returns their table.</summary>
    /// <param name="runs">The runs. Each is independent of the others and of their order.</param>
    /// <param name="options">Cache, workers, shard, reports.</param>
    /// <returns>One row a run, in the order of <paramref name="runs"/>. With a shard, rows of other shards are filled as far as the cache has them.</returns>
    /// <remarks>
    /// A result is written when its run ends, atomically, so a sweep that is killed goes on where it was; the run that was killed itself goes on from its checkpoint if its work uses
    /// <see cref="SweepTask.Checkpoint"/>. A run that fails is a row with its reason. A run that diverged (<see cref="TrainingDivergedException"/>, <see cref="ArithmeticException"/>)
    /// is kept so in the cache; after other errors, as of a full disk or of the work's own code, it is tried again the next time.
    /// Processes that share the folder divide the runs among them, with shards or without: each run is held by a lock while it is worked on.
    /// </remarks>
    /// <exception cref="ArgumentException">Two runs have the same settings and seed, or a setting has no words.</exception>
    /// <exception cref="OperationCanceledException">The sweep was stopped; what was done is kept.</exception>
    public static SweepTable Run(IReadOnlyList<SweepRun> runs, SweepOptions options)
    {
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentNullException.ThrowIfNull(options);
        NativeTorch.EnsureLoaded();
        if (options.Threads < 1 || options.Workers < 1 || options.CheckpointEvery < 1)
            throw new ArgumentException($"Sweep.Run: Threads, Workers and CheckpointEvery must be at least 1; got {options.Threads}, {options.Workers} and {options.CheckpointEvery}.");
        string[] keys = [.. runs.Select(run => run.Key())];
        foreach (var same in Enumerable.Range(0, runs.Count).GroupBy(run => keys[run]).Where(group => group.Count() > 1))
            throw new ArgumentException($"Sweep.Run: the runs {string.Join(" and ", same.Select(run => runs[run].Name))} have the same settings and the seed {runs[same.First()].Seed}, so they would share one result; "
                + "put what tells them apart into their settings.");
        return new SweepWork(runs, keys, options).Do();
    }
}
