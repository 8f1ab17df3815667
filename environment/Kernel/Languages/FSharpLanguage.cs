using System.Reflection;
using System.Text.RegularExpressions;
using FSharp.Compiler.Diagnostics;
using FSharp.Compiler.Interactive;
using Microsoft.FSharp.Core;

namespace OpLearn.Kernel;

/// <summary>F# cells, run by the compiler service's interactive session.</summary>
internal sealed partial class FSharpLanguage(KernelOptions options) : ILanguage
{
    private const string Opens = "open System\nopen System.IO\nopen System.Text\nopen System.Collections.Generic\nopen System.Linq\nopen System.Threading.Tasks\nopen OpLearn.Kernel\nopen type OpLearn.Kernel.Display\n";

    private readonly List<string> added = [];
    private Shell.FsiEvaluationSession? session;

    public string Name => "fsharp";

    public IReadOnlyList<SessionVariable> Variables => session is null
        ? []
        : [.. session.GetBoundValues().Where(bound => bound.Name != "it")
            .Select(bound => new SessionVariable(bound.Name, bound.Value.ReflectionType, bound.Value.ReflectionValue))];

    private Shell.FsiEvaluationSession Session => session ??= Start();

    public void WarmUp() => _ = Session;

    public Evaluation Evaluate(string source, CancellationToken interrupt)
    {
        if (string.IsNullOrWhiteSpace(source)) return new Evaluation(null, false, null);
        Shell.FsiEvaluationSession running = Session;
        Tuple<FSharpChoice<FSharpOption<Shell.FsiValue>?, Exception>, FSharpDiagnostic[]>? finished = null;
        try
        {
            // The session compiles and runs in one call, so the guard is around both; without a token the session sets up no abort of its own.
            InterruptGuard.Run(() => finished = running.EvalInteractionNonThrowing(source, "Cell.fsx", null), interrupt);
        }
        catch (OperationCanceledException) when (interrupt.IsCancellationRequested)
        {
            return new Evaluation(null, false, Failures.Interrupted());
        }

        var outcome = finished!;
        FSharpDiagnostic[] errors = [.. outcome.Item2.Where(diagnostic => diagnostic.Severity.IsError)];
        if (interrupt.IsCancellationRequested) return new Evaluation(null, false, Failures.Interrupted());
        if (errors.Length > 0) return new Evaluation(null, false, CompilationFailure(errors, source));
        switch (outcome.Item1)
        {
            case FSharpChoice<FSharpOption<Shell.FsiValue>?, Exception>.Choice2Of2 failed:
                return new Evaluation(null, false, Failures.Of(failed.Item, "Cell.fsx"));
            case FSharpChoice<FSharpOption<Shell.FsiValue>?, Exception>.Choice1Of2 { Item: { Value: { } value } } when value.ReflectionType != typeof(Unit):
                return new Evaluation(value.ReflectionValue, true, null);
            default:
                return new Evaluation(null, false, null);
        }
    }

    public CompletionList Complete(string source, int position)
    {
        int start = position;
        while (start > 0 && (char.IsLetterOrDigit(source[start - 1]) || source[start - 1] is '_' or '.')) start--;
        string typed = source[start..position];
        int word = start + typed.LastIndexOf('.') + 1;
        var matches = Session.GetCompletions(typed).Where(match => match.StartsWith(source[word..position], StringComparison.OrdinalIgnoreCase)).Distinct();
        return new CompletionList([.. matches.Order(StringComparer.OrdinalIgnoreCase)], word, position);
    }

    public MimeBundle? Inspect(string source, int position)
    {
        int start = Math.Min(position, source.Length);
        int end = start;
        while (start > 0 && (char.IsLetterOrDigit(source[start - 1]) || source[start - 1] == '_')) start--;
        while (end < source.Length && (char.IsLetterOrDigit(source[end]) || source[end] == '_')) end++;
        SessionVariable? variable = Variables.FirstOrDefault(variable => variable.Name == source[start..end]);
        return variable is null ? null : MimeBundle.Of("text/plain", $"val {variable.Name}: {variable.Type}");
    }

    public Completeness IsComplete(string source)
    {
        FSharpDiagnostic[] errors = [.. Session.ParseAndCheckInteraction(source, FSharpOption<bool>.Some(false)).Item1.Diagnostics.Where(d => d.Severity.IsError)];
        if (errors.Length == 0) return Completeness.Complete;
        return errors.Any(error => error.Message.Contains("end of input") || error.Message.Contains("Unmatched") || error.Message.StartsWith("Incomplete", StringComparison.Ordinal))
            ? Completeness.Incomplete
            : Completeness.Invalid;
    }

    public void SetVariable(string name, object? value, Type type)
    {
        if (!Identifier().IsMatch(name)) throw new InvalidOperationException($"F#: '{name}' is no identifier; share under another name with --as.");
        if (value is null) throw new InvalidOperationException($"F#: '{name}' is null, and a session value needs one. Assign it first.");
        SharedTypes.CheckShareable(SharedTypes.Public(value.GetType()));
        foreach (Assembly assembly in SharedTypes.Assemblies(value.GetType())) AddReference(assembly.Location);
        Session.AddBoundValue(name, value);
    }

    public void AddReference(string path)
    {
        if (path.Length == 0 || added.Contains(path)) return;
        if (!File.Exists(path)) throw new FileNotFoundException($"#r: there is no file '{path}'.", path);
        added.Add(path);
        if (session is not null) Session.EvalInteraction($"#r @\"{path}\"", FSharpOption<CancellationToken>.None);
    }

    public void Reset()
    {
        (session as IDisposable)?.Dispose();
        session = null;
    }

    private static CellFailure CompilationFailure(FSharpDiagnostic[] errors, string source)
    {
        string[] lines = source.Split('\n');
        var text = new List<string>();
        foreach (FSharpDiagnostic error in errors)
        {
            text.Add($"({error.StartLine},{error.StartColumn + 1}): error {error.ErrorNumberText}: {error.Message}");
            if (error.StartLine < 1 || error.StartLine > lines.Length) continue;
            text.Add("    " + lines[error.StartLine - 1].TrimEnd());
            text.Add("    " + new string(' ', error.StartColumn) + "^");
        }

        return new CellFailure("CompilationError", string.Join('\n', text), text, errors[0].StartLine);
    }

    [GeneratedRegex(@"^[A-Za-z_]\w*$")]
    private static partial Regex Identifier();

    private Shell.FsiEvaluationSession Start()
    {
        string[] preloaded = [.. options.Preloaded.Append(typeof(Display).Assembly).Select(assembly => assembly.Location).Concat(added).Where(path => path.Length > 0).Select(path => "-r:" + path)];
        string[] arguments = ["fsi", "--noninteractive", "--nologo", "--langversion:preview", "--usesdkrefs-", "--multiemit-", "--optimize+", .. preloaded];
        var created = Shell.FsiEvaluationSession.Create(
            Shell.FsiEvaluationSession.GetDefaultConfiguration(), arguments, TextReader.Null, TextWriter.Null, TextWriter.Null,
            null, null);
        created.EvalInteraction(Opens, FSharpOption<CancellationToken>.None);
        return created;
    }
}
