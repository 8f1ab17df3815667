using CsCheck;
using Xunit;

namespace OpLearn.Tests;

[Collection("process-wide state")]
public sealed class ResumeTests : IDisposable
{
    private const int Steps = 60;
    private readonly string folder = Directory.CreateTempSubdirectory("oplearn-resume-").FullName;
    private readonly OperatorDataset train = TinyOperator.Data(23, seed: 1), validation = TinyOperator.Data(9, seed: 2);

    public void Dispose()
    {
        train.Dispose();
        validation.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void KilledAtTwentyRandomInstants_EndsBitwiseAsIfNeverStopped()
    {
        var (whole, bits) = Run(null, null);
        var random = new Random(5);
        for (int trial = 0; trial < 20; trial++)
        {
            string file = Path.Combine(folder, $"{trial}.safetensors");
            bool cancel = trial % 2 == 0;
            for (int kill = 0; kill < 2; kill++) // every run is killed twice
            {
                int at = random.Next(1 + 30 * kill, 30 + 30 * kill);
                if (cancel) Assert.ThrowsAny<OperationCanceledException>(() => Run(file, at, cancel: true));
                else Assert.Throws<InvalidOperationException>(() => Run(file, at, cancel: false));
            }
            var (resumed, resumedBits) = Run(file, null);
            Assert.Equal(bits, resumedBits);
            Assert.Equal(whole.StepLosses, resumed.StepLosses);
            Assert.Equal(whole.Validation, resumed.Validation);
            Assert.Equal(whole.Best, resumed.Best);
            Assert.Equal(whole.History.Select(Numbers), resumed.History.Select(Numbers));
        }
    }

    [Fact]
    public void SameSeed_IsBitwiseEqual_WhateverRanBefore()
    {
        var (first, firstBits) = Run(null, null);
        TorchSharp.torch.random.manual_seed(99);
        TorchSharp.torch.rand(17).Dispose();
        var (second, secondBits) = Run(null, null);
        Assert.Equal(firstBits, secondBits);
        Assert.Equal(first.StepLosses, second.StepLosses);
        Assert.NotEqual(first.StepLosses, Run(null, null, seed: 4).Run.StepLosses);
    }

    [Fact]
    public void FinishedRun_IsReadAndNotTrainedAgain()
    {
        string file = Path.Combine(folder, "done.safetensors");
        var (whole, bits) = Run(file, null);
        DateTime written = File.GetLastWriteTimeUtc(file);
        var (again, againBits) = Run(file, null);
        Assert.Equal(bits, againBits);
        Assert.Equal(whole.StepLosses, again.StepLosses);
        Assert.Equal(written, File.GetLastWriteTimeUtc(file));
    }

    [Fact]
    public void OtherSettings_AreRefusedWithBothNamed()
    {
        string file = Path.Combine(folder, "other.safetensors");
        Run(file, null);
        var error = Assert.Throws<InvalidDataException>(() => Run(file, null, seed: 4));
        Assert.Contains("seed 3", error.Message);
        Assert.Contains("seed 4", error.Message);
    }

    [Fact]
    public void AnotherNumberOfThreads_IsNoOtherData()
    {
        string file = Path.Combine(folder, "threads.safetensors");
        using var restored = new RestoredThreads();
        using OperatorDataset large = TinyOperator.Data(20_000, seed: 1);
        foreach (int threads in (int[])[1, 2, 3, 4])
        {
            TorchSharp.torch.set_num_threads(threads);
            using var model = new TinyOperator(12, seed: 3);
            var run = Trainer.Fit(model, large, new TrainerOptions { Iterations = 1, Seed = 3, Batch = new BatchOptions { Functions = 8 }, Checkpoint = new CheckpointOptions { File = file } });
            Assert.Equal(1, run.Iterations);
        }
    }

    [Fact]
    public void TruncatedCheckpoint_IsRefused()
    {
        string file = Path.Combine(folder, "cut.safetensors");
        Run(file, null);
        byte[] bytes = File.ReadAllBytes(file);
        Gen.Int[0, bytes.Length - 1].Sample(length =>
        {
            string cut = Path.Combine(folder, $"cut{length}.safetensors");
            File.WriteAllBytes(cut, bytes[..length]);
            Assert.Throws<InvalidDataException>(() => Run(cut, null));
            File.Delete(cut);
        }, iter: 15, threads: 1);
    }

    /// <summary>Dropout, both kinds of mini-batch, averaging, clipping, a schedule and validation: everything that has a state.</summary>
    private (TrainingRun Run, float[] Bits) Run(string? file, int? stopAt, bool cancel = true, int seed = 3)
    {
        using var model = new TinyOperator(12, seed: 7, dropoutRate: 0.1);
        using var source = new CancellationTokenSource();
        var run = Trainer.Fit(model, train, new TrainerOptions
        {
            Iterations = Steps,
            Seed = seed,
            Optimizer = new AdamOptions { Schedule = Schedule.Exponential(1e-2, 0.9, 20), ClipNorm = 0.5, AverageDecay = 0.9, WeightDecay = 1e-3, DecoupledDecay = true },
            Batch = new BatchOptions { Functions = 5, Points = 7 },
            Validation = new ValidationOptions { Set = validation, Every = 4, BatchFunctions = 4 },
            Checkpoint = file is null ? null : new CheckpointOptions { File = file, Every = 7 },
            Monitor = new MonitorOptions
            {
                Every = 1,
                Cancellation = source.Token,
                OnReport = progress =>
                {
                    if (progress.Iteration != stopAt) return;
                    if (cancel) source.Cancel();
                    else throw new InvalidOperationException("killed");
                },
            },
        });
        return (run, model.Bits());
    }

    private static TrainingProgress Numbers(TrainingProgress progress) => progress with { ElapsedSeconds = 0, RemainingSeconds = 0 };
}
