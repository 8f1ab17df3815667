namespace OpLearn;

/// <summary>All that <see cref="Trainer.Fit"/> needs besides the model and the data.</summary>
public sealed record TrainerOptions
{
    /// <summary>Number of optimiser steps of the whole run, counted from its very start also when it is resumed; ≥ 1.</summary>
    public required int Iterations { get; init; }

    /// <summary>Decides the batches, the query points and the layers that draw (dropout). The weights' initial values have their own seed in the model.</summary>
    public required int Seed { get; init; }

    /// <summary>The optimiser with its learning-rate schedule; Adam at 1e-3 by default, as in the DeepONet papers.</summary>
    public OptimizerOptions Optimizer { get; init; } = new AdamOptions();

    /// <summary>What is made small; the mean square error by default.</summary>
    public OperatorLoss Loss { get; init; } = OperatorLoss.MeanSquare();

    /// <summary>How many functions and points a step sees; all by default.</summary>
    public BatchOptions Batch { get; init; } = new();

    /// <summary>A validation set with its error, early stopping and best weights; none by default.</summary>
    public ValidationOptions? Validation { get; init; }

    /// <summary>Where the run's state is kept, so that it can be killed and resumed; nowhere by default.</summary>
    public CheckpointOptions? Checkpoint { get; init; }

    /// <summary>Who is told how it goes, and how the run is stopped from outside.</summary>
    public MonitorOptions Monitor { get; init; } = new();
}
