using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace OpLearn.Tests;

/// <summary>A training run in a process of its own, which the test kills: this very executable, started with an environment variable that names the checkpoint.</summary>
internal static class KilledRun
{
    private const string Variable = "OPLEARN_TEST_CHILD_CHECKPOINT";

    private const int CheckpointEvery = 20;

    public const int Steps = 6000;

    // Runs before the test runner's entry point.
    [ModuleInitializer]
    internal static void BeTheChild()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } file) return;
        NativeTorch.EnsureLoaded();
        int? first = null;
        Train(file, progress =>
        {
            first ??= progress.Iteration;
            if (progress.Iteration == first + CheckpointEvery) Console.WriteLine("training"); // a checkpoint of this life is written
            Thread.Sleep(1); // so that twenty lives do not reach the end on a fast machine
        });
        Environment.Exit(0);
    }

    public static Process Start(string file)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(typeof(KilledRun).Assembly.Location);
        start.Environment[Variable] = file;
        return Process.Start(start)!;
    }

    /// <summary>Mini-batches, points, averaging, clipping, schedule, validation: the final weights, as they are in the model.</summary>
    public static (TrainingRun Run, float[] Bits) Train(string file, Action<TrainingProgress>? report = null)
    {
        using OperatorDataset train = TinyOperator.Data(23, seed: 1), validation = TinyOperator.Data(9, seed: 2);
        using var model = new TinyOperator(12, seed: 7);
        var run = Trainer.Fit(model, train, new TrainerOptions
        {
            Iterations = Steps,
            Seed = 3,
            Optimizer = new AdamOptions { Schedule = Schedule.Exponential(1e-2, 0.9, 500), ClipNorm = 0.5, AverageDecay = 0.99 },
            Batch = new BatchOptions { Functions = 5, Points = 7 },
            Validation = new ValidationOptions { Set = validation, Every = 50, BatchFunctions = 4 },
            Checkpoint = new CheckpointOptions { File = file, Every = CheckpointEvery },
            Monitor = new MonitorOptions { Every = 5, OnReport = report },
        });
        return (run, model.Bits());
    }
}
