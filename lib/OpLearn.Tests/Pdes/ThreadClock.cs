using System.Diagnostics;
using System.Globalization;

namespace OpLearn.Tests;

/// <summary>Seconds of processor time of the calling thread, which other work on the machine hardly changes; wall time where the system does not tell it.</summary>
internal static class ThreadClock
{
    /// <summary>Least time of some runs of <paramref name="action"/>, which must stay on its thread; stops at the first that is at most <paramref name="enough"/>.</summary>
    public static double Best(Action action, double enough, int runs = 30)
    {
        double best = double.PositiveInfinity;
        for (int run = 0; run < runs && best > enough; run++)
        {
            double start = Seconds();
            action();
            best = Math.Min(best, Seconds() - start);
        }
        return best;
    }

    private static double Seconds()
    {
        const string nanoseconds = "/proc/thread-self/schedstat";
        return File.Exists(nanoseconds) ? double.Parse(File.ReadAllText(nanoseconds).Split(' ')[0], CultureInfo.InvariantCulture) / 1e9 : Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency;
    }
}
