using System.Runtime.CompilerServices;

namespace OpLearn.Kernel;

/// <summary>The cancellation token of the running cell, for code that can stop itself.</summary>
public static class KernelInterrupt
{
    private static CancellationToken current;
    private static CancellationToken polled;

    /// <summary>Cancelled when the person at the front end interrupts the running cell. <see cref="CancellationToken.None"/> between cells.</summary>
    public static CancellationToken Token => current;

    /// <summary>Ends the caller when the cell was interrupted. The kernel puts a call of it into the loops of every cell.</summary>
    /// <remarks>
    /// A loop that ends here ends between two of its own statements. A thread that has to be aborted instead may be in the middle of a library's, and TorchSharp
    /// then frees a tensor twice. The token stays in force after the cell, for what it left running, until the next cell starts.
    /// </remarks>
    /// <exception cref="OperationCanceledException">The cell was interrupted.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Poll()
    {
        if (polled.IsCancellationRequested) Stop();
    }

    internal static void Set(CancellationToken token) => current = token;

    /// <summary>Makes <see cref="Poll"/> heed the token from now on.</summary>
    internal static void SetPolled(CancellationToken token) => polled = token;

    private static void Stop() => throw new OperationCanceledException("The cell was interrupted.", polled);
}
