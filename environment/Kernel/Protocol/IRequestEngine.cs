namespace OpLearn.Kernel;

/// <summary>What the server asks of a session; tests put their own behind it.</summary>
internal interface IRequestEngine
{
    void WarmUp();

    CellOutcome Execute(string source, string? language, IKernelOutput output, CancellationToken interrupt);

    CompletionList Complete(string source, int position);

    MimeBundle? Inspect(string source, int position);

    Completeness IsComplete(string source);
}

/// <summary>The real session behind the server.</summary>
internal sealed class SessionEngine(KernelSession session) : IRequestEngine
{
    public void WarmUp() => session.WarmUp();

    public CellOutcome Execute(string source, string? language, IKernelOutput output, CancellationToken interrupt) =>
        session.Execute(source, language, output, interrupt);

    public CompletionList Complete(string source, int position) => session.Complete(source, position);

    public MimeBundle? Inspect(string source, int position) => session.Inspect(source, position);

    public Completeness IsComplete(string source) => session.IsComplete(source);
}
