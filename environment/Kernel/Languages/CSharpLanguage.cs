using System.Collections.Immutable;
using System.Reflection;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace OpLearn.Kernel;

/// <summary>C# cells: each is a script submission that sees the ones before it.</summary>
/// <remarks>
/// Submissions are compiled and loaded here, not through the scripting API: it is cheaper in time and memory, code after an <c>await</c>
/// can be interrupted, and a cell that fails or is interrupted keeps the variables it had assigned.
/// </remarks>
internal sealed class CSharpLanguage(KernelOptions options) : ILanguage
{
    private static readonly string[] Imports =
        ["System", "System.IO", "System.Text", "System.Collections.Generic", "System.Linq", "System.Threading", "System.Threading.Tasks",
            "OpLearn.Kernel", "OpLearn.Kernel.Display"];

    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Latest, kind: SourceCodeKind.Script);

    private static readonly EmitOptions EmitOptions = new(debugInformationFormat: DebugInformationFormat.PortablePdb);

    private static readonly ImmutableDictionary<string, ReportDiagnostic> Silenced =
        new[] { "CS1701", "CS1702", "CS1591" }.ToImmutableDictionary(id => id, _ => ReportDiagnostic.Suppress);

    private readonly CellLoadContext loader = new();
    private readonly CSharpReferences references = new(options);
    private readonly CellSources sources = new(".csx");
    private object?[] states = new object?[16];
    private int submissions;
    private int serial;
    private CSharpCompilation? previous;
    private int known; // references that the chain has

    public string Name => "csharp";

    public IReadOnlyList<SessionVariable> Variables
    {
        get
        {
            var found = new Dictionary<string, SessionVariable>();
            foreach (object? state in states.Skip(1).Take(submissions))
            {
                foreach (FieldInfo member in state?.GetType().GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance) ?? [])
                {
                    if (!member.Name.Contains('<')) found[member.Name] = new SessionVariable(member.Name, member.FieldType, member.GetValue(state));
                }
            }

            return [.. found.Values];
        }
    }

    public void WarmUp() => Evaluate("0", CancellationToken.None);

    public Evaluation Evaluate(string source, CancellationToken interrupt)
    {
        string file = sources.Add(source);
        string declared = CSharpDeclarations.OfSession(source);
        SyntaxTree written = Parse(declared, file);
        SyntaxTree tree = HasErrors(written) ? written : Parse(CSharpPolls.Insert(written, declared), file);
        var compilation = Compilation($"Submission#{serial++}", tree);
        using var image = new MemoryStream();
        using var symbols = new MemoryStream();
        var emitted = compilation.Emit(image, symbols, options: EmitOptions, cancellationToken: CancellationToken.None);
        if (!emitted.Success) return WithoutCode(compilation, tree) ?? new Evaluation(null, false, CompilationFailure(compilation.ReplaceSyntaxTree(tree, written).GetDiagnostics(), source));
        bool hasValue = HasValue(compilation, tree);
        Func<object?[], Task<object?>> run = loader.Load(compilation.GetEntryPoint(CancellationToken.None)!.ContainingType.MetadataName, image, symbols);
        if (states.Length < submissions + 2) Array.Resize(ref states, states.Length * 2);
        object?[] slots = states;
        (CSharpCompilation?, int) before = (previous, known);
        (previous, known) = (compilation, references.Count);
        submissions++;
        using var context = new CellContext(interrupt);
        try
        {
            object? value = null;
            InterruptGuard.Run(() => context.Run(() => value = Finish(run(slots), interrupt)), interrupt);
            return new Evaluation(value, hasValue || value is not null, null);
        }
        catch (OperationCanceledException) when (interrupt.IsCancellationRequested)
        {
            return new Evaluation(null, false, Failures.Interrupted(context.Settle()));
        }
        catch (Exception exception)
        {
            return new Evaluation(null, false, Failures.Of(exception, sources));
        }
        finally
        {
            if (slots[submissions] is null)
            {
                // Interrupted before its first statement: later cells must not see it.
                (previous, known) = before;
                submissions--;
            }
        }
    }

    public CompletionList Complete(string source, int position)
    {
        SyntaxTree tree = Parse(CSharpDeclarations.OfSession(source), "");
        return CSharpCompletion.Complete(Compilation("Completion", tree).GetSemanticModel(tree), source, position);
    }

    public MimeBundle? Inspect(string source, int position)
    {
        SyntaxTree tree = Parse(CSharpDeclarations.OfSession(source), "");
        return CSharpInspection.Inspect(Compilation("Inspection", tree).GetSemanticModel(tree), source, position);
    }

    public Completeness IsComplete(string source)
    {
        SyntaxTree tree = Parse(CSharpDeclarations.OfSession(source), "");
        if (!SyntaxFactory.IsCompleteSubmission(tree)) return Completeness.Incomplete;
        return HasErrors(tree) ? Completeness.Invalid : Completeness.Complete;
    }

    public void SetVariable(string name, object? value, Type type)
    {
        if (!SyntaxFacts.IsValidIdentifier(name)) throw new InvalidOperationException($"C#: '{name}' is no identifier; share under another name with --as.");
        string spelled = SharedTypes.CSharp(type);
        foreach (Assembly assembly in SharedTypes.Assemblies(type)) AddReference(assembly.Location);
        Evaluation declared = Evaluate($"{spelled} @{name} = default({spelled});", CancellationToken.None);
        if (declared.Failure is { } failure) throw new InvalidOperationException($"C#: a value of type {spelled} cannot be held: {failure.Message}");
        object state = states[submissions]!;
        state.GetType().GetField(name, BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)!.SetValue(state, value);
    }

    public void AddReference(string path)
    {
        if (path.Length == 0) return;
        if (!File.Exists(path)) throw new FileNotFoundException($"#r: there is no file '{path}'.", path);
        references.Add(path);
    }

    public void Reset()
    {
        states = new object?[16];
        submissions = 0;
        previous = null;
        known = 0;
    }

    // Usings, aliases, directives and comments alone: there is nothing to emit and nothing to run, and the cells that follow see the usings.
    private Evaluation? WithoutCode(CSharpCompilation compilation, SyntaxTree tree)
    {
        if (tree.GetRoot() is not CompilationUnitSyntax { Members.Count: 0 }) return null;
        if (compilation.GetDiagnostics().Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)) return null;
        (previous, known) = (compilation, references.Count);
        return new Evaluation(null, false, null);
    }

    private static SyntaxTree Parse(string source, string file) =>
        CSharpSyntaxTree.ParseText(SourceText.From(source, Encoding.UTF8), ParseOptions, file);

    private static bool HasErrors(SyntaxTree tree) => tree.GetDiagnostics().Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);

    private static object? Finish(Task<object?> cell, CancellationToken interrupt)
    {
        if (!cell.IsCompleted) Task.WaitAny([cell], interrupt);
        return cell.GetAwaiter().GetResult();
    }

    private static bool HasValue(CSharpCompilation compilation, SyntaxTree tree)
    {
        if (tree.GetRoot() is not CompilationUnitSyntax { Members: [.., GlobalStatementSyntax { Statement: ExpressionStatementSyntax last }] }) return false;
        if (!last.SemicolonToken.IsMissing) return false;
        ITypeSymbol? type = compilation.GetSemanticModel(tree).GetTypeInfo(last.Expression).Type;
        return type?.SpecialType != SpecialType.System_Void;
    }

    private static CellFailure CompilationFailure(IEnumerable<Diagnostic> diagnostics, string source) => Failures.Compilation(
        [.. diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(error =>
        {
            LinePosition at = error.Location.GetLineSpan().StartLinePosition;
            return (at.Line + 1, at.Character + 1, $"error {error.Id}: {error.GetMessage()}");
        })],
        source);

    private CSharpCompilation Compilation(string name, SyntaxTree tree) => CSharpCompilation.CreateScriptCompilation(
        name,
        tree,
        references.Since(known),
        new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary, scriptClassName: name, usings: Imports, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true,
            specificDiagnosticOptions: Silenced, nullableContextOptions: NullableContextOptions.Disable, concurrentBuild: false),
        previous,
        returnType: typeof(object));
}
