namespace OpLearn.Kernel;

/// <summary>Outcome of a cell.</summary>
/// <param name="Failure">Null when every part of the cell ran.</param>
public sealed record CellOutcome(CellFailure? Failure);

/// <summary>The languages, their shared values and the magics: everything between a request's text and its outputs. Knows nothing of the wire.</summary>
/// <remarks>One cell at a time; <see cref="Complete"/>, <see cref="Inspect"/> and <see cref="IsComplete"/> may be called while no cell runs.</remarks>
public sealed class KernelSession : IDisposable
{
    /// <summary>Makes a session; the languages start on first use or by <see cref="WarmUp"/>.</summary>
    public KernelSession(KernelOptions options) => Options = options;

    /// <summary>The host's choices.</summary>
    public KernelOptions Options { get; }

    /// <summary>Starts the default language in the background.</summary>
    public void WarmUp()
    {
    }

    /// <summary>Runs a cell on the calling thread and sends what it shows to <paramref name="output"/>. Never throws for what the cell does.</summary>
    /// <param name="source">The cell, magics included.</param>
    /// <param name="language">The language that the cell's metadata name, or null.</param>
    /// <param name="output">Receives streams, displays and the result.</param>
    /// <param name="interrupt">Cancelled by an interrupt request.</param>
    public CellOutcome Execute(string source, string? language, IKernelOutput output, CancellationToken interrupt) =>
        throw new NotImplementedException();

    /// <summary>Completions at a UTF-16 offset of a cell.</summary>
    public CompletionList Complete(string source, int position) => throw new NotImplementedException();

    /// <summary>Documentation at a UTF-16 offset of a cell, or null.</summary>
    public MimeBundle? Inspect(string source, int position) => throw new NotImplementedException();

    /// <summary>May the cell be executed as it is?</summary>
    public Completeness IsComplete(string source) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
