using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;

namespace OpLearn.Kernel;

/// <summary>The texts of a language's cells by the file names they were compiled under, so that a stack trace can be told in the reader's own lines.</summary>
internal sealed partial class CellSources(string extension)
{
    private readonly Dictionary<string, string[]> lines = [];

    /// <summary>File name of the cell that was added last.</summary>
    public string Current { get; private set; } = "";

    /// <summary>Takes a cell in and gives it the file name to compile it under.</summary>
    public string Add(string source)
    {
        Current = $"Cell{lines.Count + 1}{extension}";
        lines[Current] = source.Split('\n');
        return Current;
    }

    /// <summary>The frames of an exception that lie in cells, innermost first, each with its text.</summary>
    /// <param name="exception">Thrown by a cell.</param>
    /// <param name="line">Line of the cell that was added last, from 1, or null when no frame is in it.</param>
    public IReadOnlyList<string> Trace(Exception exception, out int? line)
    {
        line = null;
        var trace = new List<string>();
        foreach (StackFrame frame in new StackTrace(exception, fNeedFileInfo: true).GetFrames())
        {
            if (Path.GetFileName(frame.GetFileName()) is not { } file || !lines.TryGetValue(file, out string[]? text)) continue;
            int number = frame.GetFileLineNumber();
            if (number < 1 || number > text.Length) continue;
            if (file == Current) line ??= number;
            string place = file == Current ? "Cell" : "an earlier cell,";
            string told = $"   at {place} line {number}{Member(frame.GetMethod())}: {text[number - 1].Trim()}";
            if (trace.LastOrDefault() != told) trace.Add(told);
        }

        return trace;
    }

    // Compilers hide the written name in brackets (C#) or before an @ (F#); code outside of any member has no name worth telling.
    private static string Member(MethodBase? method)
    {
        if (method is null) return "";
        foreach (string name in new[] { method.Name, method.DeclaringType?.Name ?? "" })
        {
            if (Local().Match(name) is { Success: true } local) return $" in {local.Groups[1].Value}";
            if (Hidden().Match(name) is { Success: true } hidden) return hidden.Groups[1].Value is "Initialize" or "" ? "" : $" in {hidden.Groups[1].Value}";
            if (Closure().Match(name) is { Success: true } closure) return closure.Groups[1].Value is "main" or "clo" ? "" : $" in {closure.Groups[1].Value}";
        }

        return $" in {(method.IsConstructor ? method.DeclaringType?.Name : method.Name)}";
    }

    [GeneratedRegex(@">g__(\w+)\|")]
    private static partial Regex Local();

    [GeneratedRegex(@"<+(\w*)>+")]
    private static partial Regex Hidden();

    [GeneratedRegex(@"^(\w+)@")]
    private static partial Regex Closure();
}
