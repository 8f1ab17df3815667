namespace OpLearn;

/// <summary>One record of a run's history.</summary>
/// <param name="Iteration">Steps done.</param>
/// <param name="Iterations">Steps to do in all.</param>
/// <param name="TrainLoss">Mean training loss of the steps since the record before.</param>
/// <param name="ValidationError">The last validation error; null before the first one or without a validation set.</param>
/// <param name="LearningRate">Rate of the last step.</param>
/// <param name="GradientNorm">Euclidean norm of the last step's gradient before clipping.</param>
/// <param name="ElapsedSeconds">Wall time of the run so far, of all its parts when it was resumed.</param>
/// <param name="RemainingSeconds">Wall time to the last step at the speed of this part.</param>
public sealed record TrainingProgress(int Iteration, int Iterations, double TrainLoss, double? ValidationError, double LearningRate, double GradientNorm,
    double ElapsedSeconds, double RemainingSeconds)
{
    /// <summary>One line for a console: <c> 1200/5000  loss 1.23e-4  validation 4.56e-3  12 s, 38 s left</c>.</summary>
    public override string ToString()
    {
        string validation = ValidationError is { } error ? FormattableString.Invariant($"  validation {error:0.00e+0}") : "";
        return FormattableString.Invariant($"{Iteration}/{Iterations}  loss {TrainLoss:0.00e+0}{validation}  {ElapsedSeconds:0} s, {RemainingSeconds:0} s left");
    }
}
