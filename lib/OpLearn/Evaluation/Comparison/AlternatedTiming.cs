using System.Diagnostics;

namespace OpLearn;

/// <summary>Times several pieces of work in turns, so that what else the machine does falls on all of them alike.</summary>
public static class AlternatedTiming
{
    private const int Rounds = 7;

    /// <summary>Seconds of each piece of work, the medians over rounds; in a round every piece has its turn.</summary>
    /// <param name="work">The pieces by name. Each is run once before the first round, which does not count.</param>
    /// <param name="leastSeconds">In its turn a piece is repeated until so much processor time has gone; long against the clock's grain. 0.05 by
    /// default.</param>
    /// <returns>One record a piece, in the order of <paramref name="work"/>.</returns>
    /// <remarks>
    /// Processor time is that of the whole process: for work on one thread it is what an idle machine's clock would show, nearly whatever runs beside it, and
    /// for work on several threads their sum. Nothing else must run in the process meanwhile.
    /// </remarks>
    /// <exception cref="ArgumentException">No work, or a time that is not above 0.</exception>
    public static IReadOnlyList<TimedWork> Measure(IReadOnlyDictionary<string, Action> work, double leastSeconds = 0.05)
    {
        const string where = "AlternatedTiming.Measure";
        ArgumentNullException.ThrowIfNull(work);
        Checks.That(work.Count > 0, where, "one piece of work or more", "none");
        Checks.That(leastSeconds > 0 && double.IsFinite(leastSeconds), where, "leastSeconds finite and above 0", $"{leastSeconds}");
        foreach (Action piece in work.Values) piece();
        var turns = work.Keys.ToDictionary(name => name, _ => new List<(double Processor, double Wall)>());
        for (int round = 0; round < Rounds; round++)
            foreach ((string name, Action piece) in work)
                turns[name].Add(Turn(piece, leastSeconds));
        return [.. turns.Select(turn =>
            new TimedWork(turn.Key, Median(turn.Value.Select(time => time.Processor)), Median(turn.Value.Select(time => time.Wall))))];
    }

    private static (double Processor, double Wall) Turn(Action piece, double leastSeconds)
    {
        double before = Processor(), used;
        long start = Stopwatch.GetTimestamp();
        int repetitions = 0;
        do
        {
            piece();
            repetitions++;
            used = Processor() - before;
        }
        while (used < leastSeconds && Stopwatch.GetElapsedTime(start).TotalSeconds < 20 * leastSeconds); // work that waits uses no processor
        return (used / repetitions, Stopwatch.GetElapsedTime(start).TotalSeconds / repetitions);
    }

    private static double Processor() => Environment.CpuUsage.TotalTime.TotalSeconds;

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(Rounds / 2);
}
