using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;
using Perfolizer.Horology;

namespace OpLearn.Benchmarks;

/// <summary>BenchmarkDotNet over the kernels alone.</summary>
/// <remarks>
/// In this process: a project that BenchmarkDotNet writes and builds for itself would not find the native libraries, and would need the SDK on the machine. Its clock is processor time,
/// as all kernels run on one thread: other work on the machine makes the run longer and hardly changes its numbers.
/// </remarks>
internal static class KernelRun
{
    /// <summary>Runs those whose names hold one of the given parts, or all.</summary>
    public static void Run(IReadOnlyList<string> parts)
    {
        Type[] kernels = [.. typeof(KernelBenchmark).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(KernelBenchmark)) && !type.IsAbstract).OrderBy(type => type.Name, StringComparer.Ordinal)];
        Job job = Job.Default.WithToolchain(InProcessNoEmitToolchain.Instance).WithWarmupCount(3).WithIterationCount(9).WithIterationTime(TimeInterval.FromMilliseconds(100)).WithClock(new ProcessorClock());
        ManualConfig config = ManualConfig.CreateEmpty().AddJob(job).AddLogger(ConsoleLogger.Default).AddColumnProvider(DefaultColumnProviders.Instance).AddExporter(MarkdownExporter.GitHub)
            .HideColumns("Mean", "Error", "StdDev", "RatioSD").AddColumn(StatisticColumn.Median, StatisticColumn.Q1, StatisticColumn.Q3);
        config.ArtifactsPath = Directory.CreateTempSubdirectory("oplearn-kernels").FullName; // its log and tables; the table is printed too
        BenchmarkSwitcher.FromTypes(kernels).Run(["--filter", .. parts.Count == 0 ? ["*"] : parts.Select(part => $"*{part}*")], config);
    }

    private sealed class ProcessorClock : IClock
    {
        public string Title => "processor time";

        public bool IsAvailable => true;

        public Frequency Frequency => new(TimeSpan.TicksPerSecond);

        public long GetTimestamp() => Environment.CpuUsage.TotalTime.Ticks;
    }
}
