namespace OpLearn.Kernel;

/// <summary>Runs what a cell goes on with after an <c>await</c>, on threads of its own under the interrupt guard, so that an interrupt reaches it.</summary>
/// <remarks>
/// There are always enough threads: a cell that blocks on a task whose continuation comes here cannot deadlock. Code that leaves the context
/// (<c>Task.Run</c>, <c>ConfigureAwait(false)</c>) runs on the shared pool, where it cannot be stopped from outside.
/// </remarks>
internal sealed class CellContext(CancellationToken interrupt) : SynchronizationContext, IDisposable
{
    private static readonly TimeSpan KeepIdle = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(30);
    private static readonly TimeSpan LongestSettling = TimeSpan.FromSeconds(2);

    private readonly object gate = new();
    private readonly Queue<(SendOrPostCallback Work, object? State)> queue = [];
    private readonly int busyBefore = BusyPoolThreads();
    private readonly IKernelOutput? output = KernelOutput.Current; // its threads start without an execution context to find it in
    private CancellationTokenRegistration registration;
    private long interruptedAt;
    private int idle;
    private int running;
    private bool ended;

    /// <summary>Runs the cell's own, synchronous part on the calling thread with this context in place.</summary>
    public void Run(Action cell)
    {
        registration = interrupt.Register(() => Overdue());
        SynchronizationContext? before = Current;
        SetSynchronizationContext(this);
        try
        {
            cell();
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    /// <summary>After an interrupt: waits until the cell's continuations have stopped, within a limit.</summary>
    /// <returns>What may go on all the same, for the person to read, or null.</returns>
    public string? Settle()
    {
        Thread.Sleep(Grace);
        long limit = Environment.TickCount64 + (long)LongestSettling.TotalMilliseconds;
        lock (gate)
        {
            while (running > 0 || queue.Count > 0)
            {
                long left = limit - Environment.TickCount64;
                if (left <= 0 || !Monitor.Wait(gate, (int)left)) return "Code after an await is still in a native or blocking call; it stops when the call returns.";
            }
        }

        return BusyPoolThreads() > busyBefore
            ? "Work that it handed to other threads (Task.Run, Parallel, async) may go on until it ends by itself; restarting the kernel ends it for certain."
            : null;
    }

    /// <summary>The cell is over: what it left behind goes on in the shared pool.</summary>
    public void Dispose()
    {
        registration.Dispose();
        lock (gate)
        {
            ended = true;
            Monitor.PulseAll(gate);
        }
    }

    public override SynchronizationContext CreateCopy() => this;

    public override void Send(SendOrPostCallback d, object? state) => d(state);

    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (gate)
        {
            if (!ended || interrupt.IsCancellationRequested)
            {
                queue.Enqueue((d, state));
                if (idle >= queue.Count) Monitor.PulseAll(gate);
                else new Thread(Work, 16 * 1024 * 1024) { IsBackground = true, Name = "Kernel cell continuation" }.UnsafeStart();
                return;
            }
        }

        ThreadPool.UnsafeQueueUserWorkItem(_ => Contained(() => d(state)), null);
    }

    private static int BusyPoolThreads()
    {
        ThreadPool.GetMaxThreads(out int most, out _);
        ThreadPool.GetAvailableThreads(out int available, out _);
        return most - available;
    }

    private void Contained(Action work)
    {
        try
        {
            work();
        }
        catch (Exception exception) when (!interrupt.IsCancellationRequested)
        {
            // Only an async void method lets an exception out here; it shall not end the process.
            output?.Stream("stderr", $"Unhandled in an async void method: {exception.GetType().Name}: {exception.Message}\n");
        }
    }

    private void Work()
    {
        SetSynchronizationContext(this);
        while (Take() is var (work, state))
        {
            try
            {
                // After an interrupt, continuations may still clean up for as long as the guard's patience; later ones are dropped.
                using var late = new CancellationTokenSource();
                if (interrupt.IsCancellationRequested) late.CancelAfter(1);
                if (!Overdue()) InterruptGuard.Run(() => Contained(() => work(state)), interrupt.IsCancellationRequested ? late.Token : interrupt);
            }
            catch (OperationCanceledException)
            {
                // Aborted, as it should be.
            }
            finally
            {
                lock (gate)
                {
                    running--;
                    Monitor.PulseAll(gate);
                }
            }

            if (InterruptGuard.ThreadIsSpent) return;
        }
    }

    // Whoever asks first after the interrupt sets its time: the cell's own callbacks of the token may run before the one registered here.
    private bool Overdue()
    {
        if (!interrupt.IsCancellationRequested) return false;
        long now = Environment.TickCount64;
        long first = Interlocked.CompareExchange(ref interruptedAt, now, 0);
        return first != 0 && now - first > InterruptGuard.Patience.TotalMilliseconds;
    }

    private (SendOrPostCallback Work, object? State)? Take()
    {
        lock (gate)
        {
            idle++;
            try
            {
                while (queue.Count == 0)
                {
                    if (ended || (!Monitor.Wait(gate, KeepIdle) && queue.Count == 0)) return null;
                }

                running++;
                return queue.Dequeue();
            }
            finally
            {
                idle--;
            }
        }
    }
}
