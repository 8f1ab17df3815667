using System.Reflection;
using System.Text.RegularExpressions;
using FSharp.Compiler.CodeAnalysis;
using FSharp.Compiler.Diagnostics;
using FSharp.Compiler.Interactive;
using Microsoft.DotNet.Interactive.Formatting;
using Microsoft.FSharp.Control;
using Microsoft.FSharp.Core;

namespace OpLearn.Kernel;

/// <summary>F# cells, run by the compiler service's interactive session.</summary>
internal sealed partial class FSharpLanguage(KernelOptions options) : ILanguage
{
    private const string Opens = "open System\nopen System.IO\nopen System.Text\nopen System.Collections.Generic\nopen System.Linq\nopen System.Threading.Tasks\nopen OpLearn.Kernel\nopen type OpLearn.Kernel.Display\n";

    private readonly List<string> added = [];
    private readonly CellSources sources = new(".fsx");
    private Shell.FsiEvaluationSession? session;

    public string Name => "fsharp";

    public IReadOnlyList<SessionVariable> Variables => session is null
        ? []
        : [.. session.GetBoundValues().Where(bound => bound.Name != "it")
            .Select(bound => new SessionVariable(bound.Name, bound.Value.ReflectionType, bound.Value.ReflectionValue))];

    private Shell.FsiEvaluationSession Session => session ??= Start();

    // The first expression costs more than the session itself: the compiler's own code is compiled then.
    public void WarmUp() => Session.EvalInteractionNonThrowing("1 + 1", "Cell0.fsx", null);

    public Evaluation Evaluate(string source, CancellationToken interrupt)
    {
        if (string.IsNullOrWhiteSpace(source)) return new Evaluation(null, false, null);
        Shell.FsiEvaluationSession running = Session;
        string file = sources.Add(source);
        var shown = new Evaluation(null, false, null);
        foreach (string interaction in FSharpInteractions.Split(source))
        {
            interrupt.ThrowIfCancellationRequested();
            Evaluation evaluation = EvaluateOne(running, interaction, file, source, interrupt);
            if (evaluation.Failure is not null) return evaluation;
            if (evaluation.HasValue) shown = evaluation;
        }

        return shown;
    }

    private Evaluation EvaluateOne(Shell.FsiEvaluationSession running, string interaction, string file, string source, CancellationToken interrupt)
    {
        string polled = FSharpPolls.Insert(interaction, file);
        Evaluation first = Evaluate(running, polled, file, source, interrupt);

        // Nothing has run when the compiler found errors: they are told about the cell as it was written.
        return first.Failure?.Name == Failures.CompilationError && polled != interaction ? Evaluate(running, interaction, file, source, interrupt) : first;
    }

    private Evaluation Evaluate(Shell.FsiEvaluationSession running, string text, string file, string source, CancellationToken interrupt)
    {
        Tuple<FSharpChoice<FSharpOption<Shell.FsiValue>?, Exception>, FSharpDiagnostic[]>? finished = null;
        using var armed = new ArmedInterrupt(interrupt);
        using var context = new CellContext(interrupt);
        using CancellationTokenRegistration asyncs = armed.Token.Register(FSharpAsync.CancelDefaultToken);
        try
        {
            // Without a token the session sets up no abort of its own.
            InterruptGuard.Run(() => context.Run(() => finished = running.EvalInteractionNonThrowing(text, file, null)), armed.Token);
        }
        catch (OperationCanceledException) when (interrupt.IsCancellationRequested)
        {
            finished = null;
        }

        if (interrupt.IsCancellationRequested && finished?.Item1 is not FSharpChoice<FSharpOption<Shell.FsiValue>?, Exception>.Choice1Of2)
            return new Evaluation(null, false, Failures.Interrupted(context.Settle()));
        return Told(finished!, source);
    }

    public CompletionList Complete(string source, int position) => FSharpEditing.Complete(Check(source), source, position);

    public MimeBundle? Inspect(string source, int position) => FSharpEditing.Inspect(Check(source), source, position);

    public Completeness IsComplete(string source) => FSharpEditing.IsComplete(Check(source).Item1.Diagnostics);

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

    [GeneratedRegex(@"^[A-Za-z_]\w*$")]
    private static partial Regex Identifier();

    private Tuple<FSharpParseFileResults, FSharpCheckFileResults, FSharpCheckProjectResults> Check(string source) =>
        Session.ParseAndCheckInteraction(source, FSharpOption<bool>.Some(false));

    private Evaluation Told(Tuple<FSharpChoice<FSharpOption<Shell.FsiValue>?, Exception>, FSharpDiagnostic[]> finished, string source)
    {
        FSharpDiagnostic[] errors = [.. finished.Item2.Where(diagnostic => diagnostic.Severity.IsError)];
        if (errors.Length > 0)
            return new Evaluation(null, false, Failures.Compilation([.. errors.Select(error => (error.StartLine, error.StartColumn + 1, Text("error", error)))], source));
        foreach (FSharpDiagnostic warning in finished.Item2.Where(diagnostic => diagnostic.Severity.IsWarning))
            KernelOutput.Current?.Stream("stderr", $"({warning.StartLine},{warning.StartColumn + 1}): {Text("warning", warning)}\n");
        return finished.Item1 switch
        {
            FSharpChoice<FSharpOption<Shell.FsiValue>?, Exception>.Choice2Of2 failed => new Evaluation(null, false, Failures.Of(failed.Item, sources)),
            FSharpChoice<FSharpOption<Shell.FsiValue>?, Exception>.Choice1Of2 { Item: { Value: { } value } } when value.ReflectionType != typeof(Unit) =>
                new Evaluation(MeasuredValue.Of(value), true, null) { Type = value.ReflectionType },
            _ => new Evaluation(null, false, null),
        };
    }

    private static string Text(string kind, FSharpDiagnostic diagnostic) => $"{kind} {diagnostic.ErrorNumberText}: {diagnostic.Message}";

    private Shell.FsiEvaluationSession Start()
    {
        string[] preloaded = [.. options.Preloaded.Append(typeof(Display).Assembly).Append(typeof(Formatter).Assembly).Select(assembly => assembly.Location).Concat(added).Where(path => path.Length > 0).Select(path => "-r:" + path)];
        // An assembly for each cell (multiemit) with its debug information: exceptions name the cell's lines. Quiet, or every value is printed to nowhere.
        string[] arguments = ["fsi", "--noninteractive", "--nologo", "--quiet", "--langversion:preview", "--usesdkrefs-", "--multiemit+", "--debug+", "--optimize+", "--nowarn:2303", .. preloaded];
        var created = Shell.FsiEvaluationSession.Create(
            Shell.FsiEvaluationSession.GetDefaultConfiguration(), arguments, TextReader.Null, TextWriter.Null, TextWriter.Null,
            null, null);
        created.EvalInteraction(Opens, FSharpOption<CancellationToken>.None);
        return created;
    }
}
