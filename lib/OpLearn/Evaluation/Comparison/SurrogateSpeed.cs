using TorchSharp;

namespace OpLearn;

/// <summary>Seconds a sample of a solver and of a model that takes its place, measured warm on one machine.</summary>
/// <remarks>
/// Every number is by the clock, the median of several rounds in which solver and model take turns (<see cref="AlternatedTiming"/>), after one that does not
/// count. All rounds ask at the same locations, as one who asks for further functions does; a model may have kept what it knows of them (<see
/// cref="DeepONet"/>). The solver runs on one thread and draws its inputs too; the model runs on the threads that torch has (state them), on inputs that lie
/// in memory. What a model costs before it can be asked, data and training, is no part of these numbers: see <see cref="BreakEven"/>.
/// </remarks>
/// <param name="SolverSeconds">Of the solver.</param>
/// <param name="SingleSeconds">Of the model, asked for one sample at a time.</param>
/// <param name="BatchedSeconds">Of the model, asked for <paramref name="Batch"/> samples at a time.</param>
/// <param name="Batch">Samples of a batch.</param>
/// <param name="Threads">Threads of torch during the measurement.</param>
public sealed record SurrogateSpeed(double SolverSeconds, double SingleSeconds, double BatchedSeconds, int Batch, int Threads)
{
    /// <summary>Solver over model, one sample at a time.</summary>
    public double SpeedUpSingle => SolverSeconds / SingleSeconds;

    /// <summary>Solver over model, in batches.</summary>
    public double SpeedUpBatched => SolverSeconds / BatchedSeconds;

    /// <summary>Measures both.</summary>
    /// <param name="problem">The problem that the model was trained on.</param>
    /// <param name="model">The model.</param>
    /// <param name="inputs">Samples to ask for, on the model's device; at least one batch of them is best.</param>
    /// <param name="batch">Samples of a batch; at most all of <paramref name="inputs"/>.</param>
    /// <param name="solved">Samples that the solver makes in a round; a solver that works on several at once needs some tens to show its pace.</param>
    /// <exception cref="ArgumentException">A number below 1, or a batch larger than the set.</exception>
    public static SurrogateSpeed Measure(OperatorProblem problem, IOperatorPredictor model, OperatorDataset inputs, int batch = 256, int solved = 64)
    {
        const string where = "SurrogateSpeed.Measure";
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(inputs);
        Checks.That(batch >= 1 && batch <= inputs.Samples, where, $"a batch of 1 to {inputs.Samples} samples, as many as there are", $"{batch}");
        Checks.Positive(solved, where, nameof(solved));
        var block = new SampleBlock(problem, solved);
        using OperatorDataset one = inputs.Subset(0, 1), many = inputs.Subset(0, batch);
        var seconds = AlternatedTiming.Measure(new Dictionary<string, Action>
        {
            ["solver"] = () => problem.Solve(0, 1, block, Interruption.Token),
            ["one"] = () => model.Predict(one, 1).Dispose(),
            ["batch"] = () => model.Predict(many, batch).Dispose(),
        }, leastSeconds: 0.01).ToDictionary(work => work.Name, work => work.WallSeconds);
        return new SurrogateSpeed(seconds["solver"] / solved, seconds["one"], seconds["batch"] / batch, batch, torch.get_num_threads());
    }

    /// <summary>Number of evaluations from which on the model, with all that it costs to make, takes less time than the solver; infinite for a model that is
    /// not faster.</summary>
    /// <param name="preparationSeconds">Seconds for the training data and for training.</param>
    /// <param name="batched">Whether the model is asked in batches.</param>
    public double BreakEven(double preparationSeconds, bool batched)
    {
        Checks.NotNegative(preparationSeconds, nameof(BreakEven), nameof(preparationSeconds));
        double gain = SolverSeconds - (batched ? BatchedSeconds : SingleSeconds);
        return gain > 0 ? Math.Ceiling(preparationSeconds / gain) : double.PositiveInfinity;
    }
}
