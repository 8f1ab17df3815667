using System.Diagnostics;
using Xunit;
using static TorchSharp.torch;

namespace OpLearn.Tests;

public sealed class GenerationResumeTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("oplearn-resume").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private const string FolderVariable = "OPLEARN_TEST_RESUME_FOLDER";

    private string Parts => Assert.Single(Directory.GetDirectories(folder));

    private GenerationOptions Options(CancellationToken cancellation = default, Action<GenerationProgress>? report = null, int block = 5, TimeSpan? every = null) =>
        new() { CacheFolder = folder, SaveEvery = every ?? TimeSpan.Zero, BlockSize = block, Threads = 2, Cancellation = cancellation, OnProgress = report };

    private void Interrupted(int samples, int afterBlocks, TimeSpan? every = null, int block = 5)
    {
        using var stop = new CancellationTokenSource();
        int blocks = 0;
        var problem = new CosineProblem { OnBlock = _ => { if (Interlocked.Increment(ref blocks) > afterBlocks) stop.Cancel(); } };
        Assert.ThrowsAny<OperationCanceledException>(() => OperatorDataset.Generate(problem, samples, seed: 2, Options(stop.Token, block: block, every: every)));
    }

    [Fact]
    public void AnInterruptedGenerationGoesOnToBitwiseTheSameSet()
    {
        using OperatorDataset whole = OperatorDataset.Generate(new CosineProblem(), 100, seed: 2);
        var random = new Random(5);
        int runs = 0;
        // Stopped again and again after a few blocks, with other block sizes each time.
        while (!Directory.EnumerateFiles(folder, "*.h5").Any() && runs < 3) Interrupted(100, random.Next(2, 5), block: random.Next(3, 7), every: runs++ % 2 == 0 ? TimeSpan.Zero : TimeSpan.FromHours(1));
        Assert.Equal(3, runs);
        var last = new CosineProblem();
        List<GenerationProgress> seen = [];
        using OperatorDataset resumed = OperatorDataset.Generate(last, 100, seed: 2, Options(report: seen.Add));
        Assert.True(last.Solved is > 0 and < 96, $"{last.Solved} samples were solved at last");
        Assert.Equal(DatasetFile.ContentHash(whole), DatasetFile.ContentHash(resumed));
        Assert.InRange(seen[0].Done, 100 - last.Solved + 1, 100 - last.Solved + 5); // it begins with what was there
        Assert.Equal((100, TimeSpan.Zero), (seen[^1].Done, seen[^1].Remaining));
        Assert.Empty(Directory.GetDirectories(folder));
        var cached = new CosineProblem();
        OperatorDataset.Generate(cached, 100, seed: 2, Options()).Dispose();
        Assert.Equal(2, cached.Solved);
    }

    [Fact]
    public void ABrokenOrForeignPartIsMadeAgain()
    {
        Interrupted(60, 6);
        string[] files = [.. Directory.GetFiles(Parts).Order(StringComparer.Ordinal)];
        Assert.True(files.Length >= 2);
        File.WriteAllBytes(files[0], File.ReadAllBytes(files[0])[..500]);
        File.WriteAllText(Path.Combine(Parts, "notes.h5"), "no part");
        using OperatorDataset whole = OperatorDataset.Generate(new CosineProblem(), 60, seed: 2), resumed = OperatorDataset.Generate(new CosineProblem(), 60, seed: 2, Options());
        Assert.Equal(DatasetFile.ContentHash(whole), DatasetFile.ContentHash(resumed));
    }

    [Fact]
    public void PartsOfAnotherBuildAreTakenOnlyWhenTheySolveTheSame()
    {
        Interrupted(60, 6);
        string[] files = [.. Directory.GetFiles(Parts).Order(StringComparer.Ordinal)];
        foreach (string file in files) // as if another build had made them, the first one with another result
        {
            using OperatorDataset part = DatasetFile.Load(file);
            if (file == files[0]) part.Outputs.mul_(2);
            using OperatorDataset marked = part.Marked(part.Card! with { Steps = ["part made by build of yesterday"] });
            DatasetFile.Save(marked, file);
        }
        int kept = files.Skip(1).Sum(file => { using OperatorDataset part = DatasetFile.Load(file); return part.Samples; });
        var problem = new CosineProblem();
        using OperatorDataset whole = OperatorDataset.Generate(new CosineProblem(), 60, seed: 2), resumed = OperatorDataset.Generate(problem, 60, seed: 2, Options());
        Assert.Equal(DatasetFile.ContentHash(whole), DatasetFile.ContentHash(resumed));
        Assert.Equal(60 - kept + files.Length, problem.Solved); // what lacked, and one sample a part to compare
    }

    [Fact]
    public void ASolverThatFailsKeepsWhatWasFinished()
    {
        Assert.Throws<ArithmeticException>(() => OperatorDataset.Generate(new CosineProblem { NaNAt = 50 }, 60, seed: 2, Options(every: TimeSpan.FromHours(1))));
        Assert.NotEmpty(Directory.GetFiles(Parts));
        var corrected = new CosineProblem();
        using OperatorDataset resumed = OperatorDataset.Generate(corrected, 60, seed: 2, Options());
        Assert.True(corrected.Solved < 60);
    }

    [Fact]
    public void AKilledProcessLosesNothingThatWasFinished()
    {
        string? program = Environment.ProcessPath;
        Assert.SkipUnless(Path.GetFileName(program) is "OpLearn.Tests" or "OpLearn.Tests.exe", "The tests run inside another program, which cannot be started again.");
        for (int kill = 0, before = 0; kill < 2; kill++)
        {
            var start = new ProcessStartInfo(program!, ["-explicit", "only", "-method", "OpLearn.Tests.GenerationResumeTests.SlowGeneration"]) { RedirectStandardOutput = true, RedirectStandardError = true };
            start.Environment[FolderVariable] = folder;
            using Process child = Process.Start(start)!;
            _ = child.StandardOutput.ReadToEndAsync();
            _ = child.StandardError.ReadToEndAsync();
            var clock = Stopwatch.StartNew();
            while (!child.HasExited && Files() < before + 5 && clock.Elapsed < TimeSpan.FromMinutes(2)) Thread.Sleep(10);
            Assert.False(child.HasExited, $"the child ended by itself with {Files()} parts");
            child.Kill(); // SIGKILL: nothing of it runs any more
            child.WaitForExit();
            before = Files();
        }
        Assert.True(Files() >= 10);
        var problem = new CosineProblem();
        using OperatorDataset whole = OperatorDataset.Generate(new CosineProblem(), 400, seed: 2), resumed = OperatorDataset.Generate(problem, 400, seed: 2, Options(every: TimeSpan.FromHours(1)));
        Assert.True(problem.Solved <= 400 - 2 * 9, $"{problem.Solved} of 400 samples were solved again"); // the part being written at the kill may be lost
        Assert.Equal(DatasetFile.ContentHash(whole), DatasetFile.ContentHash(resumed));

        int Files() => Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.h5", SearchOption.AllDirectories).Count(file => !Path.GetFileName(file).StartsWith('.')) : 0;
    }

    /// <summary>What the test above starts in a process of its own, to kill it.</summary>
    [Fact(Explicit = true)]
    public void SlowGeneration()
    {
        string? shared = Environment.GetEnvironmentVariable(FolderVariable);
        Assert.SkipWhen(shared is null, "Started by another test.");
        OperatorDataset.Generate(new CosineProblem { OnBlock = _ => Thread.Sleep(100) }, 400, seed: 2, Options(block: 2) with { CacheFolder = shared }).Dispose();
    }

    [Fact]
    public void AQuickGenerationWritesNoParts()
    {
        bool seen = false;
        OperatorDataset.Generate(new CosineProblem { OnBlock = _ => seen |= Directory.GetDirectories(folder).Length > 0 }, 60, seed: 2, Options(every: TimeSpan.FromHours(1))).Dispose();
        Assert.False(seen);
        Assert.Single(Directory.GetFileSystemEntries(folder));
    }
}
