using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn.Benchmarks;

/// <summary>Times contenders in turns, so that whatever else the machine does meets all of them alike.</summary>
internal static class Runner
{
    private const double TurnMilliseconds = 60.0;

    /// <summary>Prints one table.</summary>
    public static void Run(Workload workload, int rounds, bool peers, bool own)
    {
        int threads = get_num_threads();
        List<Contender> contenders = [.. workload.Contenders()];
        if (own) contenders.RemoveRange(1, contenders.Count - 1);
        if (peers && workload.HasPeer && PeerContender.TryStart(workload.Name, threads) is { } peer) contenders.Add(peer);
        int[] steps = [.. contenders.Select(Warm)];
        var times = contenders.Select(_ => new Turn[rounds]).ToArray();
        List<Limit> limits = []; // none where OpLearn is to be alone, for a profiler
        for (int round = 0; round < rounds; round++)
        {
            set_num_threads(threads);
            if (!own) limits.Add(Limit.Measured());
            for (int turn = 0; turn < contenders.Count; turn++)
            {
                int which = (turn + round) % contenders.Count;
                set_num_threads(threads);
                times[which][round] = contenders[which].Run(steps[which]);
            }
        }
        set_num_threads(threads);
        Print(workload, contenders, times, limits, threads);
        foreach (Contender contender in contenders) contender.Dispose();
    }

    // Long enough for the just-in-time compiler to be done; then how many steps fill a turn.
    private static int Warm(Contender contender)
    {
        double milliseconds = contender.Run(2).Processor, spent = 0.0;
        while (spent < 1_000.0)
        {
            int steps = Math.Clamp((int)(TurnMilliseconds / milliseconds), 1, 1_000);
            milliseconds = Math.Max(contender.Run(steps).Processor, 0.001);
            spent += milliseconds * steps;
        }
        return Math.Clamp((int)(TurnMilliseconds / milliseconds), 1, 10_000);
    }

    private static void Print(Workload workload, List<Contender> contenders, Turn[][] times, List<Limit> limits, int threads)
    {
        Console.WriteLine($"\n**{workload.Name}**: {workload.Description}. {threads} threads, {times[0].Length} rounds{(limits.Count > 0 ? Rates(limits) : "")}.\n");
        bool memory = limits.Count > 0 && Median(limits, limit => limit.OfMemory(workload) - limit.OfProducts(workload)) > 0;
        Console.WriteLine($"| contender | ms by the clock (quartiles) | × the first | ms of processor time (quartiles) | × the first | of the limit, {(memory ? "memory" : "products")} |\n|---|---|---|---|---|---|");
        for (int i = 0; i < contenders.Count; i++)
        {
            var pairs = times[i].Zip(times[0]).ToArray();
            double part = limits.Count == 0 ? double.NaN : Median([.. times[i].Zip(limits)], pair => Math.Max(pair.Second.OfProducts(workload), pair.Second.OfMemory(workload)) / pair.First.Processor);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {contenders[i].Name} | {Times(times[i], turn => turn.Wall)} | {Median(pairs, pair => pair.First.Wall / pair.Second.Wall):F2} "
                + $"| {Times(times[i], turn => turn.Processor)} | {Median(pairs, pair => pair.First.Processor / pair.Second.Processor):F2} | {(limits.Count > 0 ? $"{part:P0}" : "")} |"));
        }

        static string Times(Turn[] turns, Func<Turn, double> time) =>
            string.Create(CultureInfo.InvariantCulture, $"{Quantile(turns, time, 0.5):G3} ({Quantile(turns, time, 0.25):G3} – {Quantile(turns, time, 0.75):G3})");
    }

    private static string Rates(List<Limit> limits) => string.Create(CultureInfo.InvariantCulture,
        $"; matrix products: {Median(limits, limit => limit.Flops(turn => turn.Wall)):F0} Gflop/s by the clock, {Median(limits, limit => limit.Flops(turn => turn.Processor)):F0} in a second of one processor; "
        + $"memory: {Median(limits, limit => limit.Bytes(turn => turn.Wall)):F1} GB/s by the clock, {Median(limits, limit => limit.Bytes(turn => turn.Processor)):F1} in a second of one processor");

    private static double Median<T>(IReadOnlyList<T> items, Func<T, double> value) => Quantile(items, value, 0.5);

    private static double Quantile<T>(IReadOnlyList<T> items, Func<T, double> value, double part)
    {
        double[] sorted = [.. items.Select(value).Order()];
        double at = part * (sorted.Length - 1);
        int lower = (int)at;
        return sorted[lower] + ((at - lower) * (sorted[Math.Min(lower + 1, sorted.Length - 1)] - sorted[lower]));
    }
}
