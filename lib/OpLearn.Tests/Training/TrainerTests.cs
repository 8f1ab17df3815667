using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace OpLearn.Tests;

[Collection("process-wide state")]
public sealed class TrainerTests : IDisposable
{
    private readonly OperatorDataset train = TinyOperator.Data(40, seed: 1), validation = TinyOperator.Data(9, seed: 2);

    public void Dispose()
    {
        train.Dispose();
        validation.Dispose();
    }

    [Fact]
    public void Learns_LossFallsAHundredfold()
    {
        using var model = new TinyOperator(12, seed: 0);
        var run = Trainer.Fit(model, train, new TrainerOptions
        {
            Iterations = 600,
            Seed = 0,
            Optimizer = new AdamOptions { Schedule = Schedule.Constant(1e-2) },
            Validation = new ValidationOptions { Set = validation },
        });
        Assert.True(run.StepLosses[^1] < run.StepLosses[0] / 100, $"{run.StepLosses[0]} → {run.StepLosses[^1]}");
        Assert.True(run.Best!.Error < 0.05, $"validation {run.Best.Error}");
        Assert.Equal(600, run.Iterations);
        Assert.Equal([100, 200, 300, 400, 500, 600], run.History.Select(progress => progress.Iteration));
        Assert.Equal(run.StepLosses.Skip(500).Average(), run.FinalLoss);
    }

    [Fact]
    public void EarlyStopping_KeepsTheBestWeights()
    {
        using var model = new TinyOperator(12, seed: 0);
        var run = Trainer.Fit(model, train, new TrainerOptions
        {
            Iterations = 5000,
            Seed = 0,
            Optimizer = new AdamOptions { Schedule = Schedule.Steps(1e-2, 1e-12, [200]) },
            Validation = new ValidationOptions { Set = validation, Every = 10, Patience = 4 },
        });
        Assert.True(run.StoppedEarly);
        Assert.True(run.Iterations < 5000);
        Assert.Equal(run.Validation.Min(point => point.Error), run.Best!.Error);
        using var scope = NewDisposeScope();
        double error = OperatorLoss.RelativeL2().Evaluate(model, new OperatorBatch([.. validation.Inputs], validation.Locations, validation.Outputs, null)).ToDouble();
        Assert.Equal(run.Best.Error, error);
    }

    [Fact]
    public void NaN_StopsWithTheStepAndTheLastGoodCheckpoint_AndSparesTheWeights()
    {
        string file = Path.Combine(Path.GetTempPath(), $"oplearn-{Guid.NewGuid():N}.safetensors");
        try
        {
            using var model = new TinyOperator(12, seed: 0);
            int calls = 0;
            var poisoned = OperatorLoss.FromFunction("poisoned", (m, batch) =>
                (calls++ == 12 ? double.NaN : 1.0) * (m.call(batch.Functions, batch.Locations) - batch.Targets).square().mean());
            var error = Assert.Throws<TrainingDivergedException>(() => Trainer.Fit(model, train,
                new TrainerOptions { Iterations = 30, Seed = 0, Loss = poisoned, Checkpoint = new CheckpointOptions { File = file, Every = 5 } }));
            Assert.Equal(12, error.Iteration);
            Assert.Equal(file, error.Checkpoint);
            Assert.Contains("of step 10", error.Message);
            Assert.All(model.Bits(), value => Assert.True(float.IsFinite(value)));
            using var content = Safetensors.Read(file);
            Assert.Equal("10", content.Metadata["step"]);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void DataOfAnotherType_AreRefusedInWords()
    {
        using var model = new TinyOperator(12, seed: 0, type: ScalarType.Float64);
        var error = Assert.Throws<ArgumentException>(() => Trainer.Fit(model, train, new TrainerOptions { Iterations = 1, Seed = 0 }));
        Assert.Contains("Float64 on cpu and Float32 on cpu", error.Message);
    }

    [Fact]
    public void InterruptionToken_StopsTheRun()
    {
        using var source = new CancellationTokenSource();
        using var model = new TinyOperator(12, seed: 0);
        var loss = OperatorLoss.FromFunction("counted", (m, batch) => (m.call(batch.Functions, batch.Locations) - batch.Targets).square().mean());
        Interruption.Source = () => source.Token;
        try
        {
            var options = new TrainerOptions { Iterations = 100_000, Seed = 0, Loss = loss, Monitor = new MonitorOptions { Every = 20, OnReport = _ => source.Cancel() } };
            Assert.ThrowsAny<OperationCanceledException>(() => Trainer.Fit(model, train, options));
        }
        finally
        {
            Interruption.Source = null;
        }
    }

    [Fact]
    public void Clipping_BoundsTheStep_AndTheNormIsReportedUnclipped()
    {
        // With β₁ = β₂ = 0 and a large ε Adam's step is η g/(|g| + ε) ≈ η g/ε: proportional to the gradient.
        using var model = new TinyOperator(12, seed: 0);
        float[] before = model.Bits();
        var run = Trainer.Fit(model, train, new TrainerOptions
        {
            Iterations = 1,
            Seed = 0,
            Optimizer = new AdamOptions { Schedule = Schedule.Constant(1e6), Beta1 = 0, Beta2 = 0, Epsilon = 1e6, ClipNorm = 0.01 },
        });
        double moved = Math.Sqrt(model.Bits().Zip(before, (a, b) => (double)(a - b) * (a - b)).Sum());
        Assert.InRange(moved, 0.0099, 0.0101);
        Assert.True(run.History[0].GradientNorm > 0.05);
    }

    [Fact]
    public void Memory_LiveTensorsStayFlat()
    {
        using var model = new TinyOperator(12, seed: 0);
        var counts = new List<long>();
        Trainer.Fit(model, train, new TrainerOptions
        {
            Iterations = 300,
            Seed = 0,
            Batch = new BatchOptions { Functions = 7, Points = 4 },
            Optimizer = new AdamOptions { AverageDecay = 0.99 },
            Validation = new ValidationOptions { Set = validation, Every = 10, RestoreBest = false },
            Monitor = new MonitorOptions { Every = 50, OnReport = _ => counts.Add(DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount) },
        });
        Assert.Equal(6, counts.Count);
        Assert.All(counts, count => Assert.Equal(counts[1], count));
    }

    [Fact]
    public void Memory_StaysFlatOverTenThousandSteps()
    {
        using var model = new TinyOperator(12, seed: 0);
        List<long> tensors = [], managed = [], resident = [];
        Trainer.Fit(model, train, new TrainerOptions
        {
            Iterations = 10_000,
            Seed = 0,
            Batch = new BatchOptions { Functions = 7, Points = 4 },
            Optimizer = new AdamOptions { AverageDecay = 0.99, ClipNorm = 1.0 },
            Validation = new ValidationOptions { Set = validation, Every = 100 },
            Monitor = new MonitorOptions { Every = 2_000, OnReport = _ => Measure() },
        });
        const int mebi = 1 << 20;
        Assert.All(tensors, count => Assert.Equal(tensors[0], count));
        Assert.True(managed[^1] - managed[1] < mebi, $"managed {string.Join(", ", managed)}"); // the losses of 6,000 steps are 48 kB; until the first 4,000, the compiler gathers what it optimises by
        Assert.True(resident[^1] - resident[0] < 24 * mebi, $"resident {string.Join(", ", resident)}"); // 3 kB a step would be found

        void Measure()
        {
            tensors.Add(DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);
            managed.Add(GC.GetTotalMemory(forceFullCollection: true));
            resident.Add(Environment.WorkingSet);
        }
    }
}
