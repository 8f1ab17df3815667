using System.Globalization;
using OpLearn.Plots;
using TorchSharp;

namespace OpLearn.Tests;

/// <summary>The whole way in C#: generate, split, normalise, model, fit, evaluate, save and load, plot. The F# tests hold the same program in F# to the same lines.</summary>
public static class QuickStart
{
    /// <summary>Runs it in <paramref name="folder"/> and returns what it printed, numbers with all their digits.</summary>
    public static IReadOnlyList<string> Lines(string folder)
    {
        var lines = new List<string>();

        // Data
        using OperatorDataset all = OperatorDataset.Generate(new Antiderivative(sensors: 40, points: 30), 120, seed: 0);
        using OperatorDataset single = all.To(torch.ScalarType.Float32);
        DatasetSplit split = single.Split(train: 80, validation: 20, test: 20);
        using Normalization normalization = Normalization.Fit(split.Train);

        // Model
        using OperatorModel model = Build(normalization);

        // Training
        TrainingRun run = Trainer.Fit(model, split.Train, new TrainerOptions
        {
            Iterations = 200,
            Seed = 0,
            Optimizer = new AdamOptions { Schedule = Schedule.Cosine(3e-3, 200) },
            Batch = new BatchOptions { Functions = 20 },
            Validation = new ValidationOptions { Set = split.Validation, Every = 50 },
            Monitor = new MonitorOptions { Every = 50, OnReport = progress => lines.Add($"{progress.Iteration} {Digits(progress.TrainLoss)} {Digits(progress.ValidationError!.Value)}") },
        });
        lines.Add(Digits(run.FinalLoss));

        // Evaluation
        using torch.Tensor prediction = model.Predict(split.Test);
        ErrorSummary error = Metrics.RelativeL2(prediction, split.Test.Outputs);
        lines.Add($"{Digits(error.Mean)} {Digits(error.Worst)}");

        // Saved and loaded
        string file = Path.Combine(folder, "weights.safetensors");
        Checkpoint.SaveWeights(model, file);
        using OperatorModel loaded = Build(normalization);
        Checkpoint.LoadWeights(loaded, file);
        using torch.Tensor again = loaded.Predict(split.Test);
        lines.Add(Digits(Metrics.RelativeL2(again, split.Test.Outputs).Mean));

        // Pictures
        lines.Add(Plot.Loss(run).GetType().Name);
        lines.Add(Plot.Prediction(split.Test, prediction, sample: 0).GetType().Name);
        return lines;
    }

    private static NormalizedOperator Build(Normalization normalization) =>
        NormalizedOperator.Create(DeepONet.Create(new DeepONetOptions { Sensors = 40, BranchWidths = [32, 32], TrunkWidths = [32, 32], Seed = 7 }), normalization);

    private static string Digits(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
