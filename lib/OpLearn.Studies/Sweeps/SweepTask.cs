namespace OpLearn;

/// <summary>What a run of a sweep is given: where to keep its state, and how to be watched and stopped.</summary>
/// <param name="Run">The run itself.</param>
/// <param name="Folder">The run's own folder in the cache, for files that go with the result.</param>
/// <param name="Checkpoint">For <see cref="TrainerOptions.Checkpoint"/>: a killed run then goes on where it was, and fitting again with the same options gives back the trained model.</param>
/// <param name="Monitor">For <see cref="TrainerOptions.Monitor"/>: feeds the sweep's progress and stops the run when the sweep is stopped.</param>
public sealed record SweepTask(SweepRun Run, string Folder, CheckpointOptions Checkpoint, MonitorOptions Monitor);
