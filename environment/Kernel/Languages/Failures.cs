using System.Diagnostics;
using System.Reflection;

namespace OpLearn.Kernel;

/// <summary>Exceptions as people want to read them: type, message, and the lines of the cell they came through.</summary>
internal static class Failures
{
    public static CellFailure Interrupted() =>
        new("Interrupted", "The cell was interrupted.", ["The cell was interrupted; variables assigned before stay."], null);

    public static CellFailure Of(Exception exception, string fileName)
    {
        while (exception is TargetInvocationException or AggregateException { InnerExceptions.Count: 1 } or TypeInitializationException && exception.InnerException is { } inner)
        {
            exception = inner;
        }

        int?[] lines = [.. new StackTrace(exception, fNeedFileInfo: true).GetFrames()
            .Where(frame => frame.GetFileName() is { } file && Path.GetFileName(file) == fileName && frame.GetFileLineNumber() > 0)
            .Select(frame => (int?)frame.GetFileLineNumber()).Distinct()];
        string name = exception.GetType().FullName ?? exception.GetType().Name;
        var traceback = new List<string> { $"{name}: {exception.Message}" };
        for (Exception? inner = exception.InnerException; inner is not null; inner = inner.InnerException) traceback.Add($"  caused by {inner.GetType().FullName}: {inner.Message}");
        traceback.AddRange(lines.Select(line => $"   at Cell line {line}"));
        return new CellFailure(exception.GetType().Name, exception.Message, traceback, lines.FirstOrDefault());
    }
}
