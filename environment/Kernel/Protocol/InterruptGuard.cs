using System.Runtime;

namespace OpLearn.Kernel;

/// <summary>Runs user code so that an interrupt stops it even when it never looks at its token. Never to be put around compilation.</summary>
/// <remarks>
/// An interrupt first cancels the token, which well-behaved code answers itself. After <see cref="Patience"/> the thread is woken from sleeps and waits and
/// aborted by <see cref="ControlledExecution"/>, which the runtime offers for interactive shells. Native code and finally blocks are never torn.
/// </remarks>
internal static class InterruptGuard
{
    /// <summary>How long user code may take to answer its token before it is aborted.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(700);

    private static readonly TimeSpan WakeInterval = TimeSpan.FromMilliseconds(200);

    [ThreadStatic]
    private static bool guarded;

    [ThreadStatic]
    private static bool spent;

    /// <summary>True when code was aborted on the calling thread: the next cell needs a new one, for the runtime can miss a second tight loop there.</summary>
    public static bool ThreadIsSpent => spent;

    /// <summary>Runs <paramref name="userCode"/> on the calling thread.</summary>
    /// <param name="userCode">The compiled cell. Its exceptions pass through unchanged.</param>
    /// <param name="interrupt">Cancelled by an interrupt request.</param>
    /// <exception cref="OperationCanceledException">The code was aborted, or stopped at its token; <paramref name="interrupt"/> is cancelled then.</exception>
    public static void Run(Action userCode, CancellationToken interrupt)
    {
        interrupt.ThrowIfCancellationRequested();
        if (guarded)
        {
            userCode();
            return;
        }

        using var abort = new CancellationTokenSource();
        using var waker = new ThreadWaker(Thread.CurrentThread, WakeInterval);
        using var escalation = interrupt.Register(() =>
        {
            abort.CancelAfter(Patience);
            waker.StartAfter(Patience);
        });
        guarded = true;
        try
        {
#pragma warning disable SYSLIB0046 // Made for interactive shells, which this is.
            ControlledExecution.Run(userCode, abort.Token);
#pragma warning restore SYSLIB0046
        }
        catch (Exception exception) when (interrupt.IsCancellationRequested)
        {
            throw new OperationCanceledException("The cell was interrupted.", exception, interrupt);
        }
        finally
        {
            guarded = false;
            spent |= abort.IsCancellationRequested;
            waker.Stop();
        }
    }
}
