using System.Reflection;

namespace OpLearn.Kernel;

/// <summary>An interrupt that waits until the F# session has compiled a cell and begins to run it: the compiler must not be aborted in the middle of its work.</summary>
/// <remarks>The session compiles each cell into an assembly of its own and loads it as the last step before it calls it.</remarks>
internal sealed class ArmedInterrupt : IDisposable
{
    private const string CellAssembly = "FSI-ASSEMBLY";

    private readonly CancellationTokenSource armed = new();
    private readonly CancellationToken interrupt;
    private readonly int thread = Environment.CurrentManagedThreadId;
    private readonly CancellationTokenRegistration registration;
    private volatile bool running;

    public ArmedInterrupt(CancellationToken interrupt)
    {
        this.interrupt = interrupt;
        AppDomain.CurrentDomain.AssemblyLoad += OnLoad;
        registration = interrupt.Register(() => Fire(running));
    }

    /// <summary>Cancelled when there was an interrupt and the cell runs.</summary>
    public CancellationToken Token => armed.Token;

    public void Dispose()
    {
        AppDomain.CurrentDomain.AssemblyLoad -= OnLoad;
        registration.Dispose();
    }

    private void OnLoad(object? sender, AssemblyLoadEventArgs args)
    {
        Assembly loaded = args.LoadedAssembly;
        if (Environment.CurrentManagedThreadId != thread || loaded.GetName().Name?.StartsWith(CellAssembly, StringComparison.Ordinal) != true) return;
        running = true;
        Fire(interrupt.IsCancellationRequested);
    }

    private void Fire(bool now)
    {
        if (now) _ = armed.CancelAsync();
    }
}
