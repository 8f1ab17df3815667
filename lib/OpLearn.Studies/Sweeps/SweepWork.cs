using System.Collections.Concurrent;
using System.Diagnostics;
using TorchSharp;

namespace OpLearn;

/// <summary>One execution of a sweep: workers take runs from a queue; the calling thread reports and watches for an interrupt.</summary>
internal sealed class SweepWork(IReadOnlyList<SweepRun> runs, string[] keys, SweepOptions options)
{
    private readonly SweepStore store = new(options.Folder);
    private readonly SweepRow?[] rows = new SweepRow?[runs.Count];
    private readonly ConcurrentQueue<int> waiting = [];
    private readonly ConcurrentDictionary<int, double> shares = new(); // of the runs that are being worked on
    private readonly CancellationTokenSource stop = new();
    private readonly AutoResetEvent news = new(false);
    private int fresh;

    public SweepTable Do()
    {
        int[] mine = [.. Enumerable.Range(0, runs.Count).Where(run => options.Shard?.Holds(run) ?? true)];
        for (int run = 0; run < runs.Count; run++) rows[run] = store.Read(runs[run], keys[run]);
        foreach (int run in mine.Where(run => rows[run] is null)) waiting.Enqueue(run);
        int threadsBefore = torch.get_num_threads();
        var clock = Stopwatch.StartNew();
        Thread[] workers = [.. Enumerable.Range(0, Math.Min(waiting.Count, options.Workers ?? Math.Max(1, Environment.ProcessorCount / options.Threads))).Select(_ => new Thread(Work) { IsBackground = true })];
        foreach (Thread worker in workers) worker.Start();
        try
        {
            Watch(workers, mine, clock);
        }
        finally
        {
            stop.Cancel();
            foreach (Thread worker in workers) worker.Join();
            torch.set_num_threads(threadsBefore);
        }
        return new SweepTable([.. runs.Select((run, i) => rows[i] ?? store.Read(run, keys[i]) ?? store.Empty(run, keys[i]))]);
    }

    private void Watch(Thread[] workers, int[] mine, Stopwatch clock)
    {
        double said = double.NegativeInfinity;
        int doneBefore = -1;
        for (bool ended = false; !ended;)
        {
            ended = workers.All(worker => !worker.IsAlive);
            Interruption.Token.ThrowIfCancellationRequested();
            options.Cancellation.ThrowIfCancellationRequested();
            SweepProgress progress = Progress(mine, clock.Elapsed.TotalSeconds);
            if (ended || progress.Done != doneBefore || progress.ElapsedSeconds - said >= 1.0)
            {
                options.OnReport?.Invoke(progress);
                said = progress.ElapsedSeconds;
                doneBefore = progress.Done;
            }
            if (!ended) news.WaitOne(100);
        }
    }

    private SweepProgress Progress(int[] mine, double seconds)
    {
        int done = mine.Count(run => rows[run] is not null);
        var running = shares.ToArray();
        double worked = Volatile.Read(ref fresh) + running.Sum(entry => entry.Value), left = mine.Length - done - running.Sum(entry => entry.Value);
        return new SweepProgress(done, mine.Count(run => rows[run]?.Failure is not null), mine.Length, [.. running.Select(entry => $"{runs[entry.Key].Name} (seed {runs[entry.Key].Seed})")], seconds,
            left <= 0.0 ? 0.0 : worked > 0.01 ? seconds / worked * left : null);
    }

    private void Work()
    {
        torch.set_num_threads(options.Threads);
        while (!stop.IsCancellationRequested && waiting.TryDequeue(out int run))
        {
            using FileStream? held = store.Lock(keys[run]);
            if (held is null) // another process works on it; its result is read when it is there
            {
                waiting.Enqueue(run);
                stop.Token.WaitHandle.WaitOne(200);
                continue;
            }
            rows[run] = store.Read(runs[run], keys[run]);
            if (rows[run] is null) Train(run);
            news.Set();
        }
    }

    private void Train(int run)
    {
        SweepRow row = store.Empty(runs[run], keys[run]);
        var clock = Stopwatch.StartNew();
        shares[run] = 0.0;
        news.Set();
        try
        {
            using var scope = torch.NewDisposeScope();
            var task = new SweepTask(runs[run], row.Folder, new CheckpointOptions { File = Path.Combine(row.Folder, "checkpoint.safetensors"), Every = options.CheckpointEvery },
                new MonitorOptions { Cancellation = stop.Token, OnReport = progress => shares[run] = (double)progress.Iteration / progress.Iterations });
            var values = runs[run].Work(task) ?? throw new InvalidOperationException("the work returned null in place of its numbers");
            row = row with { Values = new Dictionary<string, double>(values), IsDone = true, WallSeconds = clock.Elapsed.TotalSeconds };
            store.Write(runs[run], row);
            rows[run] = row;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested || Interruption.Token.IsCancellationRequested)
        {
            // Not done, and not failed: it goes on the next time.
        }
        catch (Exception error)
        {
            row = row with { Values = new Dictionary<string, double>(), Failure = $"{error.GetType().Name}: {error.Message}", IsDone = true, WallSeconds = clock.Elapsed.TotalSeconds };
            if (error is TrainingDivergedException or ArithmeticException) store.Write(runs[run], row);
            rows[run] = row;
        }
        finally
        {
            shares.TryRemove(run, out _);
            if (rows[run] is not null) Interlocked.Increment(ref fresh);
        }
    }
}
