using System.Reflection;

namespace OpLearn.Kernel;

/// <summary>An exception that is itself a value: what it is, what it says, what caused it and the frames of user code.</summary>
internal static class ExceptionText
{
    private const int Frames = 12;

    public static string Of(Exception exception)
    {
        while (exception is TargetInvocationException or TypeInitializationException && exception.InnerException is { } inner)
            exception = inner;
        List<string> lines = [];
        for (Exception? cause = exception; cause is not null && lines.Count < 40; cause = cause.InnerException)
            lines.Add((lines.Count == 0 ? "" : "caused by ") + TypeNames.Of(cause.GetType()) + ": " + FormatLimits.Cut(cause.Message, FormatLimits.NestedString));
        string[] stack = exception.StackTrace?.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        lines.AddRange(stack.Where(frame => !IsHost(frame)).Take(Frames).Select(frame => "   " + frame));
        return string.Join("\n", lines);
    }

    private static bool IsHost(string frame) =>
        frame.StartsWith("---", StringComparison.Ordinal)
        || frame.Contains(" OpLearn.Kernel.", StringComparison.Ordinal)
        || frame.Contains(" Microsoft.CodeAnalysis.", StringComparison.Ordinal)
        || frame.Contains(" FSharp.Compiler.", StringComparison.Ordinal)
        || frame.Contains(" System.Reflection.", StringComparison.Ordinal)
        || frame.Contains(" System.Runtime.CompilerServices.", StringComparison.Ordinal);
}
