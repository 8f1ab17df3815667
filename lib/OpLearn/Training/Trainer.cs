using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>The one training loop.</summary>
public static class Trainer
{
    /// <summary>Fits the parameters of <paramref name="model"/> to <paramref name="train"/>: <c>θ ← argmin L(θ)</c> by the steps of an optimiser.</summary>
    /// <param name="model">Changed: it ends with the trained weights.</param>
    /// <param name="train">The training set, on the model's device and of its type (<c>OperatorDataset.To</c>).</param>
    /// <param name="options">Steps, seed, optimiser, loss, batches, validation, checkpoint, reports.</param>
    /// <returns>The history. Same options, data, initial weights, machine and thread count: bitwise the same history and weights,
    /// whether or not the run was killed and resumed between.</returns>
    /// <remarks>Layers that draw (dropout) use libtorch's own generator, which a process has once: it is seeded anew before every step, so two runs of
    /// such models must not overlap in one process. Everything else draws from generators of its own.</remarks>
    /// <exception cref="TrainingDivergedException">A loss or a gradient is not finite.</exception>
    /// <exception cref="OperationCanceledException">The run was interrupted; its checkpoint, if it keeps one, is of the last whole step.</exception>
    /// <exception cref="InvalidDataException">The checkpoint file is broken or of another run.</exception>
    public static TrainingRun Fit(OperatorModel model, OperatorDataset train, TrainerOptions options)
    {
        Validate(model, train, options);
        bool trained = model.training;
        using var outer = NewDisposeScope();
        using var state = new TrainingState(model, train, options);
        var batches = new BatchSampler(train, options.Batch, options.Seed);
        state.Optimizer.SeesWholeSet = batches.IsWhole;
        state.Resume();
        using var threads = new StepThreads(model, state.LargestLayer);
        model.LossPath.Words = "";
        try
        {
            while (state.Step < options.Iterations && !state.StoppedEarly)
            {
                Interruption.Token.ThrowIfCancellationRequested();
                options.Monitor.Cancellation.ThrowIfCancellationRequested();

                using var scope = NewDisposeScope();
                int step = state.Step;
                double rate = options.Optimizer.Schedule.At(step);
                OperatorBatch batch = batches.At(step);
                model.train();
                random.manual_seed(new StepRandom(options.Seed, 2, step).Below(int.MaxValue)); // for layers that draw, such as dropout
                state.Prepare(batch);
                StepResult result = state.Optimizer.Step(() => options.Loss.Evaluate(model, batch), step, rate);
                if (!result.IsFinite)
                    throw new TrainingDivergedException(double.IsFinite(result.Loss) ? "gradient" : "loss", step, rate, state.CheckpointStep < 0 ? null : options.Checkpoint?.File, state.CheckpointStep);
                state.Losses.Add(result.Loss);
                state.UpdateAverage();
                threads.Choose();
                state.LargestLayer = threads.Largest;

                bool last = state.Step == options.Iterations;
                if (options.Validation is { } validation && (last || state.Step % validation.Every == 0))
                    state.WithAverage(() => state.AddValidation(MeanError(model, validation)));
                bool report = last || state.StoppedEarly || state.Step % options.Monitor.Every == 0;
                if (report) state.History.Add(Progress(state, options, rate, result.GradientNorm));
                if (options.Checkpoint is { } checkpoint && (last || state.StoppedEarly || state.Step % checkpoint.Every == 0)) state.Save();
                if (report) options.Monitor.OnReport?.Invoke(state.History[^1]);
            }
        }
        catch (OperationCanceledException)
        {
            state.Save();
            throw;
        }
        finally
        {
            model.zero_grad();
            model.train(trained);
        }
        state.Finish();
        return new TrainingRun([.. state.Losses], [.. state.History], [.. state.Validation], state.Best, state.StoppedEarly, state.Seconds, threads.Count, state.Settings) { Path = state.Path };
    }

    /// <summary>Mean of the error over the functions of the set, in evaluation mode and without gradients.</summary>
    private static double MeanError(OperatorModel model, ValidationOptions options)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        model.eval();
        int size = Math.Min(options.BatchFunctions ?? options.Set.Samples, options.Set.Samples);
        double sum = 0.0;
        for (int first = 0; first < options.Set.Samples; first += size)
        {
            using var block = NewDisposeScope();
            int count = Math.Min(size, options.Set.Samples - first);
            sum += count * options.Error.Evaluate(model, BatchSampler.Block(options.Set, first, count)).ToDouble();
        }
        return sum / options.Set.Samples;
    }

    private static TrainingProgress Progress(TrainingState state, TrainerOptions options, double rate, double gradientNorm)
    {
        int since = state.History.Count == 0 ? 0 : state.History[^1].Iteration;
        return new TrainingProgress(state.Step, options.Iterations, state.Losses.Skip(since).Average(), state.Validation.Count == 0 ? null : state.Validation[^1].Error,
            rate, gradientNorm, state.Seconds, state.SecondsLeft);
    }

    private static void Validate(OperatorModel model, OperatorDataset train, TrainerOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(options);
        NativeTorch.EnsureLoaded();
        AtLeastOne(options.Iterations, "TrainerOptions.Iterations");
        AtLeastOne(options.Monitor.Every, "MonitorOptions.Every");
        AtLeastOne(options.Checkpoint?.Every ?? 1, "CheckpointOptions.Every");
        AtLeastOne(options.Validation?.Every ?? 1, "ValidationOptions.Every");
        AtLeastOne(options.Validation?.Patience ?? 1, "ValidationOptions.Patience");
        AtLeastOne(options.Validation?.BatchFunctions ?? 1, "ValidationOptions.BatchFunctions");
        options.Optimizer.Validate();
        RequireSameKind(model, train, "the training set");
        if (options.Validation is { } validation) RequireSameKind(model, validation.Set, "the validation set");
    }

    private static void RequireSameKind(OperatorModel model, OperatorDataset set, string which)
    {
        if (model.parameters().FirstOrDefault() is not { } weights || (weights.dtype == set.Outputs.dtype && weights.device.ToString() == set.Outputs.device.ToString())) return;
        throw new ArgumentException($"Trainer.Fit: the model and {which} must be of one type on one device; got {weights.dtype} on {weights.device} and {set.Outputs.dtype} on {set.Outputs.device}. "
            + "Convert the set by set.To(dtype, device), or the model by model.to(…).");
    }

    private static void AtLeastOne(int value, string name)
    {
        if (value < 1) throw new ArgumentException($"Trainer.Fit: {name} must be at least 1; got {value}.");
    }
}
