namespace OpLearn.Kernel;

/// <summary>How a piece of source ended.</summary>
/// <param name="Value">The value of the last expression; meaningless when <paramref name="HasValue"/> is false.</param>
/// <param name="HasValue">True when the source ended in an expression with a value to show.</param>
/// <param name="Failure">Null on success.</param>
public sealed record Evaluation(object? Value, bool HasValue, CellFailure? Failure)
{
    /// <summary>The static type of the value where the language tells it: of a null it is all there is to know.</summary>
    public Type? Type { get; init; }
}

/// <summary>Why a cell failed, already trimmed to the cell's own lines.</summary>
/// <param name="Name">Exception type, or <c>CompilationError</c>, <c>MagicError</c>, <c>Interrupted</c>.</param>
/// <param name="Message">One or more lines for people.</param>
/// <param name="Traceback">Lines as Jupyter shows them.</param>
/// <param name="Line">Line of the cell, from 1, where it is known.</param>
public sealed record CellFailure(string Name, string Message, IReadOnlyList<string> Traceback, int? Line);

/// <summary>A variable that a language's session holds.</summary>
public sealed record SessionVariable(string Name, Type Type, object? Value);

/// <summary>Answer to a completion request: what may replace the text from <paramref name="Start"/> to <paramref name="End"/> (UTF-16 offsets).</summary>
public sealed record CompletionList(IReadOnlyList<string> Matches, int Start, int End);

/// <summary>Jupyter's three answers to "may this be executed?".</summary>
public enum Completeness
{
    /// <summary>Ready to run.</summary>
    Complete,

    /// <summary>More lines are needed.</summary>
    Incomplete,

    /// <summary>No further line can mend it.</summary>
    Invalid,
}

/// <summary>One language of the kernel with its session. Not thread-safe: the session calls it from one thread at a time, except where said.</summary>
public interface ILanguage
{
    /// <summary><c>csharp</c> or <c>fsharp</c>.</summary>
    string Name { get; }

    /// <summary>Starts the session ahead of its first use; does nothing when it runs already.</summary>
    void WarmUp();

    /// <summary>Compiles and runs source. User code runs under the interrupt guard; compilation does not.</summary>
    Evaluation Evaluate(string source, CancellationToken interrupt);

    /// <summary>Completions at a UTF-16 offset.</summary>
    CompletionList Complete(string source, int position);

    /// <summary>Signature and documentation of what stands at a UTF-16 offset, or null.</summary>
    MimeBundle? Inspect(string source, int position);

    /// <summary>Syntax only.</summary>
    Completeness IsComplete(string source);

    /// <summary>The session's variables.</summary>
    IReadOnlyList<SessionVariable> Variables { get; }

    /// <summary>Binds a value by reference.</summary>
    /// <exception cref="InvalidOperationException">The language cannot hold this value; the message says why and what to do.</exception>
    void SetVariable(string name, object? value, Type type);

    /// <summary>Makes an assembly usable from the source.</summary>
    void AddReference(string path);

    /// <summary>Forgets everything.</summary>
    void Reset();
}
