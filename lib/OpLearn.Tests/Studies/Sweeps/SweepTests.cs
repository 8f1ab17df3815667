using System.Collections.Concurrent;
using Xunit;

namespace OpLearn.Tests;

[Collection("process-wide state")]
public sealed class SweepTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("oplearn-sweep-").FullName;
    private readonly ConcurrentBag<string> worked = [];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Runs_AreTrainedOnce_AndReadAfterwards()
    {
        SweepRun[] runs = [.. Enumerable.Range(0, 5).Select(seed => Fit("tiny", seed))];
        SweepTable first = Sweep.Run(runs, Options());
        Assert.Equal(5, worked.Count);
        SweepTable second = Sweep.Run(runs, Options());
        Assert.Equal(5, worked.Count);
        Assert.Equal(first.Values("tiny", "loss"), second.Values("tiny", "loss"));
        Assert.True(second.IsComplete);
        Assert.Equal(5, second.Values("tiny", "loss").Distinct().Count());
        Sweep.Run([.. runs, Fit("tiny", 5)], Options());
        Assert.Equal(6, worked.Count); // only the new one
    }

    [Fact]
    public void Numbers_DoNotDependOnWorkersOrderOrShards()
    {
        SweepRun[] runs = [.. Enumerable.Range(0, 6).Select(seed => Fit("tiny", seed))];
        var alone = Sweep.Run(runs, Options(workers: 1)).Rows.ToDictionary(row => row.Seed, row => row.Value("loss"));
        string other = Path.Combine(folder, "other");
        SweepTable part = Sweep.Run([.. runs], Options(workers: 3) with { Folder = other, Shard = Shard.Parse("2/3") });
        Assert.Equal([false, true, false, false, true, false], part.Rows.Select(row => row.IsDone));
        Assert.Equal(4, Assert.Throws<SweepIncompleteException>(part.RequireComplete).Missing);
        Assert.Throws<InvalidOperationException>(() => part.Rows[0].Value("loss"));
        Sweep.Run(runs, Options(workers: 2) with { Folder = other, Shard = Shard.Parse("1/3") });
        Sweep.Run(runs, Options(workers: 2) with { Folder = other, Shard = Shard.Parse("3/3") });
        int before = worked.Count;
        SweepTable whole = Sweep.Run([.. runs.Reverse()], Options() with { Folder = other });
        Assert.Equal(before, worked.Count); // the last execution finds everything there
        whole.RequireComplete();
        Assert.All(whole.Rows, row => Assert.Equal(alone[row.Seed], row.Value("loss")));
    }

    [Fact]
    public void FailedRun_IsARowWithItsReason_AndDivergenceIsRemembered()
    {
        int diverged = 0, broken = 0;
        SweepRun[] runs = [Run("diverges", 0, _ => throw new ArithmeticException($"step 3 is not finite ({++diverged})")), Run("broken", 0, _ => throw new KeyNotFoundException($"no such thing ({++broken})")), Fit("tiny", 0)];
        SweepTable table = Sweep.Run(runs, Options(workers: 1));
        Assert.True(table.IsComplete);
        Assert.Equal("ArithmeticException: step 3 is not finite (1)", table.Rows[0].Failure);
        Assert.Equal("KeyNotFoundException: no such thing (1)", table.Rows[1].Failure);
        Assert.True(table.Rows[2].Succeeded);
        Assert.Equal(2, table.Failures.Count);
        Assert.Contains("step 3", Assert.Throws<InvalidOperationException>(() => table.Rows[0].Value("loss")).Message);
        SweepTable again = Sweep.Run(runs, Options(workers: 1));
        Assert.Equal("ArithmeticException: step 3 is not finite (1)", again.Rows[0].Failure); // read
        Assert.Equal("KeyNotFoundException: no such thing (2)", again.Rows[1].Failure); // tried again
    }

    [Fact]
    public void StoppedSweep_GoesOnFromItsCheckpoints_ToTheSameNumbers()
    {
        SweepRun[] runs = [Fit("long", 0, steps: 900), Fit("long", 1, steps: 900)];
        var undisturbed = Sweep.Run(runs, Options() with { Folder = Path.Combine(folder, "undisturbed") });
        using var source = new CancellationTokenSource();
        var stopping = Options(workers: 2) with { CheckpointEvery = 50, Cancellation = source.Token, OnReport = _ => StopWhenThereIsACheckpoint() };
        Assert.ThrowsAny<OperationCanceledException>(() => Sweep.Run(runs, stopping));
        Assert.Contains(runs, run => !File.Exists(Path.Combine(folder, run.Key(), "result.json")));
        var resumed = Sweep.Run(runs, Options() with { CheckpointEvery = 50 });
        Assert.Equal(undisturbed.Values("long", "loss"), resumed.Values("long", "loss"));

        void StopWhenThereIsACheckpoint()
        {
            while (!Directory.EnumerateFiles(folder, "checkpoint.safetensors", SearchOption.AllDirectories).Any(file => !file.Contains("undisturbed", StringComparison.Ordinal))) Thread.Sleep(1);
            source.Cancel();
        }
    }

    [Fact]
    public void BrokenResult_IsMadeAgain_AndAHeldRunIsWaitedFor()
    {
        SweepRun run = Fit("tiny", 0);
        double value = Sweep.Run([run], Options()).Rows[0].Value("loss");
        string file = Path.Combine(folder, run.Key(), "result.json");
        File.WriteAllText(file, File.ReadAllText(file)[..40]);
        Assert.Equal(value, Sweep.Run([run], Options()).Rows[0].Value("loss"));
        Assert.Equal(2, worked.Count);

        string good = File.ReadAllText(file);
        File.Delete(file);
        using var held = new FileStream(Path.Combine(folder, run.Key(), "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        SweepTable? table = null;
        var waiting = new Thread(() => table = Sweep.Run([run], Options()));
        waiting.Start();
        Assert.False(waiting.Join(500));
        File.WriteAllText(file, good); // the other process has done it
        held.Dispose();
        waiting.Join();
        Assert.Equal(value, table!.Rows[0].Value("loss"));
        Assert.Equal(2, worked.Count);
    }

    [Fact]
    public void Progress_IsReportedOnTheCallersThread_UntilAllIsDone()
    {
        int caller = Environment.CurrentManagedThreadId;
        var reports = new List<SweepProgress>();
        Sweep.Run([Fit("a", 0), Fit("b", 0), Run("c", 0, _ => throw new ArithmeticException("no"))], Options(workers: 1) with
        {
            OnReport = progress =>
            {
                Assert.Equal(caller, Environment.CurrentManagedThreadId);
                reports.Add(progress);
            },
        });
        Assert.Equal(3, reports[^1].Done);
        Assert.Equal(1, reports[^1].Failed);
        Assert.Equal(0.0, reports[^1].RemainingSeconds);
        Assert.Equal(reports.Select(report => report.Done).Order(), reports.Select(report => report.Done));
        Assert.StartsWith("3/3 runs (1 failed), ", reports[^1].ToString());
    }

    [Fact]
    public void Keys_FeelEverySetting_AndNothingElse()
    {
        var adam = new AdamOptions();
        string key = Key(new() { ["n"] = 1, ["optimizer"] = adam, ["widths"] = new[] { 3, 4 } });
        Assert.Equal(key, Key(new() { ["widths"] = new List<int> { 3, 4 }, ["optimizer"] = new AdamOptions(), ["n"] = 1 }));
        string[] others =
        [
            Key(new() { ["n"] = 2, ["optimizer"] = adam, ["widths"] = new[] { 3, 4 } }), Key(new() { ["n"] = 1, ["optimizer"] = adam, ["widths"] = new[] { 4, 3 } }),
            Key(new() { ["n"] = 1, ["optimizer"] = new AdamOptions { Beta2 = 0.99 }, ["widths"] = new[] { 3, 4 } }), Key(new() { ["n"] = "1", ["optimizer"] = adam, ["widths"] = new[] { 3, 4 } }),
            Key(new() { ["n"] = 1, ["optimizer"] = new AdamOptions { Schedule = Schedule.Constant(1e-4) }, ["widths"] = new[] { 3, 4 } }),
            Key(new() { ["n"] = 1, ["optimizer"] = adam, ["widths"] = new[] { 3, 4 } }, seed: 1),
        ];
        Assert.Equal(7, others.Append(key).Distinct().Count());

        TrainerOptions Training(int every, string file) => new() { Iterations = 5, Seed = 1, Loss = OperatorLoss.RelativeL2(), Monitor = new MonitorOptions { Every = every }, Checkpoint = new CheckpointOptions { File = file } };
        Assert.Equal(Key(new() { ["t"] = Training(1, "a") }), Key(new() { ["t"] = Training(2, "b") }));
        Assert.NotEqual(Key(new() { ["t"] = Training(1, "a") }), Key(new() { ["t"] = Training(1, "a") with { Loss = OperatorLoss.MeanSquare() } }));
        Assert.NotEqual(Key(new() { ["p"] = new Antiderivative(sensors: 50) }), Key(new() { ["p"] = new Antiderivative(sensors: 51) }));
        Assert.NotEqual(Key(new() { ["m"] = new MlpStyle() }), Key(new() { ["m"] = new MlpStyle { Activation = Activation.Tanh } }));
        using OperatorDataset one = TinyOperator.Data(4, seed: 1), two = TinyOperator.Data(4, seed: 2), same = TinyOperator.Data(4, seed: 1);
        Assert.Equal(Key(new() { ["d"] = one }), Key(new() { ["d"] = same }));
        Assert.NotEqual(Key(new() { ["d"] = one }), Key(new() { ["d"] = two }));
        Assert.Contains("settings.f", Assert.Throws<ArgumentException>(() => Key(new() { ["f"] = (Func<int>)(() => 1) })).Message);

        static string Key(Dictionary<string, object> settings, int seed = 0) => new SweepRun { Name = "x", Settings = settings, Seed = seed, Work = _ => new Dictionary<string, double>() }.Key();
    }

    [Fact]
    public void EqualRuns_AreRefused() => Assert.Contains("have the same settings", Assert.Throws<ArgumentException>(() => Sweep.Run([Fit("tiny", 0), Fit("tiny", 0)], Options())).Message);

    [Theory]
    [InlineData("0/3")]
    [InlineData("4/3")]
    [InlineData("1")]
    [InlineData("a/b")]
    [InlineData("1/0")]
    public void Shards_AreCheckedWhenRead(string text) => Assert.Throws<FormatException>(() => Shard.Parse(text));

    private SweepOptions Options(int? workers = null) => new() { Folder = folder, Workers = workers };

    private static SweepRun Run(string name, int seed, Func<SweepTask, IReadOnlyDictionary<string, double>> work) =>
        new() { Name = name, Settings = new Dictionary<string, object> { ["name"] = name }, Seed = seed, Work = work };

    private SweepRun Fit(string name, int seed, int steps = 20) => Run(name, seed, task =>
    {
        worked.Add(task.Run.Name);
        using var data = TinyOperator.Data(20, seed: 1);
        using var model = new TinyOperator(12, task.Run.Seed);
        var run = Trainer.Fit(model, data, new TrainerOptions { Iterations = steps, Seed = task.Run.Seed, Batch = new BatchOptions { Functions = 7 }, Checkpoint = task.Checkpoint, Monitor = task.Monitor });
        return new Dictionary<string, double> { ["loss"] = run.StepLosses[^1], ["first"] = run.StepLosses[0] };
    });
}
