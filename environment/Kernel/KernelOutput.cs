namespace OpLearn.Kernel;

/// <summary>The outputs of the running cell, for code that shows something and was handed no output (display functions, console routing).</summary>
/// <remarks>
/// The binding flows with the execution context, so a task or thread that a cell started goes on writing to that cell after the cell has ended.
/// Code outside any such flow (native callbacks, pool threads started earlier) writes to the cell that started last.
/// </remarks>
public static class KernelOutput
{
    private static readonly AsyncLocal<IKernelOutput?> Flowing = new();
    private static volatile IKernelOutput? latest;

    /// <summary>Null before the first cell.</summary>
    public static IKernelOutput? Current => Flowing.Value ?? latest;

    /// <summary>Binds the output until the result is disposed; what was bound before comes back then. Work that the cell left behind keeps it.</summary>
    internal static IDisposable Bind(IKernelOutput output)
    {
        IKernelOutput? before = Flowing.Value;
        Flowing.Value = output;
        latest = output;
        return new Binding(before);
    }

    private sealed class Binding(IKernelOutput? before) : IDisposable
    {
        public void Dispose() => Flowing.Value = before;
    }
}
