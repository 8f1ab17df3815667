using System.Diagnostics;
using System.Reflection;

namespace OpLearn.Kernel;

/// <summary>Exceptions as people want to read them: type, message, and the lines of the cell they came through.</summary>
internal static class Failures
{
    /// <summary>Name of the failure of a cell that does not compile.</summary>
    public const string CompilationError = "CompilationError";

    private const int ForeignFrames = 5;

    /// <summary>A cell that an interrupt ended.</summary>
    /// <param name="remark">What goes on all the same, or null.</param>
    public static CellFailure Interrupted(string? remark = null)
    {
        if (remark is null && InterruptGuard.ThreadIsSpent)
            remark = "It was aborted inside a call that did not stop by itself; if that call was changing a tensor or a file, restart the kernel.";
        List<string> traceback = ["The cell was interrupted; variables assigned before stay."];
        if (remark is not null) traceback.Add(remark);
        return new CellFailure("Interrupted", remark is null ? "The cell was interrupted." : "The cell was interrupted. " + remark, traceback, null);
    }

    /// <summary>An exception that came out of a cell.</summary>
    /// <param name="exception">What was thrown, wrappers included.</param>
    /// <param name="sources">The cells of the language, or null when no cell's code was running.</param>
    public static CellFailure Of(Exception exception, CellSources? sources)
    {
        while (exception is TargetInvocationException or AggregateException { InnerExceptions.Count: 1 } or TypeInitializationException && exception.InnerException is { } wrapped)
        {
            exception = wrapped;
        }

        int? line = null;
        IReadOnlyList<string> frames = sources?.Trace(exception, out line) ?? [];
        var traceback = new List<string> { $"{TypeNames.Of(exception.GetType())}: {Message(exception)}" };
        traceback.AddRange(frames.Count > 0 ? frames : Foreign(exception));
        for (Exception? cause = exception.InnerException; cause is not null; cause = cause.InnerException)
        {
            traceback.Add($"caused by {TypeNames.Of(cause.GetType())}: {cause.Message}");
            if (sources is not null) traceback.AddRange(sources.Trace(cause, out _));
        }

        return new CellFailure(exception.GetType().Name, Message(exception), traceback, line);
    }

    /// <summary>Compiler errors with the lines they are about.</summary>
    /// <param name="errors">Line and column from 1, and what the compiler says.</param>
    /// <param name="source">The cell.</param>
    public static CellFailure Compilation(IReadOnlyList<(int Line, int Column, string Text)> errors, string source)
    {
        string[] lines = source.Split('\n');
        var text = new List<string>();
        foreach ((int line, int column, string message) in errors)
        {
            text.Add($"({line},{column}): {message}");
            if (line < 1 || line > lines.Length) continue;
            text.Add("    " + lines[line - 1].TrimEnd());
            text.Add("    " + new string(' ', Math.Max(0, column - 1)) + "^");
        }

        if (text.Count == 0) text.Add("The compiler refused the cell and gave no reason. Split the cell to find the statement that it is about.");
        return new CellFailure(CompilationError, string.Join('\n', text), text, errors.Count == 0 ? null : errors[0].Line);
    }

    // An exception may have no message; a failure always says something.
    private static string Message(Exception exception) =>
        string.IsNullOrWhiteSpace(exception.Message) ? $"{TypeNames.Of(exception.GetType())} without a message." : exception.Message;

    // Without a line of the cell, the innermost frames say at least where to look; file paths of other machines are left out.
    private static IEnumerable<string> Foreign(Exception exception) => new StackTrace(exception).GetFrames()
        .Select(frame => frame.GetMethod()).OfType<MethodBase>().Take(ForeignFrames)
        .Select(method => $"   at {(method.DeclaringType is { } type ? TypeNames.Of(type) + "." : "")}{method.Name}");
}
