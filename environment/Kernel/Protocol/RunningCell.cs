namespace OpLearn.Kernel;

/// <summary>The cell that runs now and what an interrupt does to it.</summary>
internal sealed class RunningCell : IDisposable
{
    /// <summary>After this long a cell that goes on is in native or blocking code.</summary>
    public static readonly TimeSpan GivenUpAfter = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource interrupt = new();
    private readonly Lock gate = new();
    private Timer? warning;
    private bool ended;

    /// <summary>Cancelled by the first interrupt.</summary>
    public CancellationToken Token => interrupt.Token;

    /// <summary>Where to tell the person that the cell does not stop.</summary>
    public IKernelOutput? Output { get; set; }

    /// <summary>Asks the cell to stop. Returns at once; later calls do nothing more.</summary>
    public void Interrupt()
    {
        lock (gate)
        {
            if (ended || warning is not null)
            {
                return;
            }

            warning = new Timer(_ => Warn(), null, GivenUpAfter, Timeout.InfiniteTimeSpan);
        }

        _ = interrupt.CancelAsync();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            ended = true;
            warning?.Dispose();
        }

        // The source is left to the collector: its callbacks may still be running on another thread.
    }

    private void Warn()
    {
        lock (gate)
        {
            if (!ended)
            {
                Output?.Stream("stderr", "Interrupt: the cell is still in native or blocking code and cannot be stopped there. Wait for it, or restart the kernel.\n");
            }
        }
    }
}
