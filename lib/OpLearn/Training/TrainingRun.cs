namespace OpLearn;

/// <summary>What a training run did. The trained weights are in the model.</summary>
/// <param name="StepLosses">The training loss of every step, before that step's change of the weights.</param>
/// <param name="History">The records that <see cref="MonitorOptions.Every"/> asked for, oldest first.</param>
/// <param name="Validation">Every validation error, oldest first; empty without a validation set.</param>
/// <param name="Best">The smallest validation error with its step; null without a validation set.</param>
/// <param name="StoppedEarly">True when the patience ran out before the last step.</param>
/// <param name="WallSeconds">Wall time of all parts of the run, validation and checkpoints included.</param>
/// <param name="Threads">Threads of libtorch in the run's steps after the first: one where all layers are small, else as many as it has.</param>
/// <param name="Settings">The options that decide the numbers, in words.</param>
public sealed record TrainingRun(IReadOnlyList<double> StepLosses, IReadOnlyList<TrainingProgress> History, IReadOnlyList<ValidationPoint> Validation,
    ValidationPoint? Best, bool StoppedEarly, double WallSeconds, int Threads, string Settings)
{
    /// <summary>
    /// Which way the steps' gradients were found: "fused: branch–trunk" and the like for a pass of the library's own, "operations: dropout in the trunk" for libtorch's operations and the reason;
    /// empty where no step was done. The ways agree to rounding. <c>OPLEARN_FAST_PATHS=0</c> in the environment forbids the passes; that is part of <see cref="Settings"/>.
    /// </summary>
    public string Path { get; init; } = "";

    /// <summary>Steps done.</summary>
    public int Iterations => StepLosses.Count;

    /// <summary>Training loss of the last record.</summary>
    public double FinalLoss => History[^1].TrainLoss;
}
