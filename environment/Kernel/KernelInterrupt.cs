namespace OpLearn.Kernel;

/// <summary>The cancellation token of the running cell, for code that can stop itself.</summary>
public static class KernelInterrupt
{
    private static CancellationToken current;

    /// <summary>Cancelled when the person at the front end interrupts the running cell. <see cref="CancellationToken.None"/> between cells.</summary>
    public static CancellationToken Token => current;

    internal static void Set(CancellationToken token) => current = token;
}
