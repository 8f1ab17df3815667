namespace OpLearn;

/// <summary>The ambient token that long work (generation, training, sweeps) polls, so that a notebook's interrupt button stops it cleanly.</summary>
/// <remarks>A host (the kernel's command line) sets <see cref="Source"/> once; a program without a host may leave it alone: the token then never fires.</remarks>
public static class Interruption
{
    /// <summary>Gives the token of what runs now; null when there is no host.</summary>
    public static Func<CancellationToken>? Source { get; set; }

    /// <summary>The token to poll.</summary>
    public static CancellationToken Token => Source?.Invoke() ?? CancellationToken.None;
}
