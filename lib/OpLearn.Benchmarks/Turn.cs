using System.Diagnostics;

namespace OpLearn.Benchmarks;

/// <summary>What a step took.</summary>
/// <param name="Wall">Milliseconds by the clock: what a person waits, where nothing else runs.</param>
/// <param name="Processor">Milliseconds of processor time, of all threads together: hardly changed by what else runs.</param>
internal readonly record struct Turn(double Wall, double Processor)
{
    public static Turn Of(int steps, Action step)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < steps; i++) step();
        double wall = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return new Turn(wall / steps, (Environment.CpuUsage.TotalTime - before).TotalMilliseconds / steps);
    }
}
