namespace OpLearn.Kernel;

/// <summary>Wakes one thread from sleeps, waits and locks again and again, so that an abort that waits for it can take hold.</summary>
internal sealed class ThreadWaker(Thread thread, TimeSpan interval) : IDisposable
{
    private readonly Lock gate = new();
    private Timer? timer;
    private bool stopped;
    private bool fired;

    /// <summary>Begins to wake the thread after a delay.</summary>
    public void StartAfter(TimeSpan delay)
    {
        lock (gate)
        {
            if (!stopped && timer is null)
            {
                timer = new Timer(_ => Wake(), null, delay, interval);
            }
        }
    }

    /// <summary>Ends the waking and takes back a wake-up that has not reached the thread yet. Called on the thread itself.</summary>
    public void Stop()
    {
        while (true)
        {
            try
            {
                lock (gate)
                {
                    stopped = true;
                    timer?.Dispose();
                    timer = null;
                }

                if (fired)
                {
                    Thread.Sleep(1);
                }

                return;
            }
            catch (ThreadInterruptedException)
            {
                // A wake-up that came too late for the user code: there is at most one pending, and it is consumed now.
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Stop();

    private void Wake()
    {
        lock (gate)
        {
            if (!stopped)
            {
                fired = true;
                thread.Interrupt();
            }
        }
    }
}
