namespace OpLearn;

/// <summary>Whether code of the library's own takes the place of sequences of libtorch's operations where it can. The results agree to rounding.</summary>
/// <remarks>On by default. <c>OPLEARN_FAST_PATHS=0</c> in the environment turns them off, to find out whether a doubtful number comes from one of them.</remarks>
internal static class FastPaths
{
    private static readonly bool Allowed = Environment.GetEnvironmentVariable("OPLEARN_FAST_PATHS") != "0";
    [ThreadStatic] private static int off;

    /// <summary>True when the calling thread takes them.</summary>
    public static bool Enabled => Allowed && off == 0;

    /// <summary>Turns them off for the calling thread until the result is disposed.</summary>
    public static IDisposable Off() => new Restore();

    private sealed class Restore : IDisposable
    {
        public Restore() => off++;

        public void Dispose() => off--;
    }
}
