namespace OpLearn;

/// <summary>A step met a loss or a gradient that is not a number. The model keeps the weights it had before that step.</summary>
public sealed class TrainingDivergedException : Exception
{
    internal TrainingDivergedException(string what, int iteration, double learningRate, string? checkpoint, int checkpointIteration) : base(FormattableString.Invariant(
        $"Trainer.Fit: the {what} of step {iteration} is not finite at learning rate {learningRate:G3}; ") + (checkpoint is null
            ? "no checkpoint was written. Lower the rate, clip the gradient (OptimizerOptions.ClipNorm) or look for NaN in the data."
            : FormattableString.Invariant($"the last good checkpoint is {checkpoint}, of step {checkpointIteration}. Lower the rate or clip the gradient (OptimizerOptions.ClipNorm).")))
    {
        Iteration = iteration;
        Checkpoint = checkpoint;
    }

    /// <summary>The step that failed, counted from 0.</summary>
    public int Iteration { get; }

    /// <summary>File of the last good checkpoint; null when none was written.</summary>
    public string? Checkpoint { get; }
}
