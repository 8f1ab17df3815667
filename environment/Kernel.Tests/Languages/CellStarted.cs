namespace OpLearn.Kernel.Tests.Languages;

/// <summary>Cells of tests say here that they run, so that an interrupt meets the cell and not its compilation.</summary>
public static class CellStarted
{
    public const string Call = "OpLearn.Kernel.Tests.Languages.CellStarted.Set()";

    private static readonly SemaphoreSlim Signal = new(0);

    public static void Set() => Signal.Release();

    /// <summary>Interrupts a little after the cell has begun, and starts the watch.</summary>
    public static void ThenCancel(CancellationTokenSource interrupt, System.Diagnostics.Stopwatch? watch = null) => new Thread(() =>
    {
        Signal.Wait(TimeSpan.FromMinutes(1));
        Thread.Sleep(100);
        watch?.Start();
        interrupt.Cancel();
    })
    { IsBackground = true }.Start();
}
