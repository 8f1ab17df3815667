using System.Collections.Immutable;
using System.Reflection;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace OpLearn.Kernel;

/// <summary>C# cells: each is a script submission that sees the ones before it.</summary>
/// <remarks>
/// Submissions are compiled and loaded here, not through the scripting API: the metadata references are made once and shared by all cells, which keeps a cell
/// cheap in time and memory, and a cell that fails or is interrupted keeps the variables it had assigned.
/// </remarks>
internal sealed class CSharpLanguage(KernelOptions options) : ILanguage
{
    internal const string FileName = "Cell";

    private static readonly string[] Imports =
        ["System", "System.IO", "System.Text", "System.Collections.Generic", "System.Linq", "System.Threading.Tasks",
            "OpLearn.Kernel", "OpLearn.Kernel.Display"];

    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Latest, kind: SourceCodeKind.Script);

    private static readonly ImmutableDictionary<string, ReportDiagnostic> Silenced =
        new[] { "CS1701", "CS1702", "CS1591" }.ToImmutableDictionary(id => id, _ => ReportDiagnostic.Suppress);

    private readonly CellLoadContext loader = new();
    private readonly SortedDictionary<string, MetadataReference> references = new(StringComparer.Ordinal);
    private ImmutableArray<MetadataReference> referenceList;
    private object?[] states = new object?[16];
    private int submissions;
    private int serial;
    private CSharpCompilation? previous;

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
        EnsureReferences();
        SyntaxTree tree = Parse(source);
        string name = $"Submission#{serial++}";
        var compilation = Compilation(name, tree);
        using var image = new MemoryStream();
        using var symbols = new MemoryStream();
        var emitted = compilation.Emit(image, symbols, options: new Microsoft.CodeAnalysis.Emit.EmitOptions(
            debugInformationFormat: Microsoft.CodeAnalysis.Emit.DebugInformationFormat.PortablePdb), cancellationToken: CancellationToken.None);
        var errors = emitted.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToArray();
        if (!emitted.Success) return new Evaluation(null, false, CompilationFailure(errors, source));

        bool hasValue = HasValue(compilation, tree);
        IMethodSymbol entry = compilation.GetEntryPoint(CancellationToken.None)!;
        Assembly assembly = loader.Load(image, symbols);
        var run = assembly.GetType(entry.ContainingType.MetadataName, throwOnError: true)!.GetMethod("<Factory>", BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public)!
            .CreateDelegate<Func<object?[], Task<object?>>>();
        if (states.Length < submissions + 2) Array.Resize(ref states, states.Length * 2);
        object?[] slots = states;
        CSharpCompilation? before = previous;
        previous = compilation;
        submissions++;
        try
        {
            object? value = null;
            InterruptGuard.Run(
                () =>
                {
                    Task<object?> task = run(slots);
                    if (!task.IsCompleted) Task.WaitAny([task], interrupt);
                    value = task.GetAwaiter().GetResult();
                },
                interrupt);
            return new Evaluation(value, hasValue || value is not null, null);
        }
        catch (OperationCanceledException) when (interrupt.IsCancellationRequested)
        {
            return new Evaluation(null, false, Failures.Interrupted());
        }
        catch (Exception exception)
        {
            return new Evaluation(null, false, Failures.Of(exception, FileName));
        }
        finally
        {
            // Interrupted before its first statement: later cells must not see it.
            if (slots[submissions] is null) (previous, submissions) = (before, submissions - 1);
        }
    }

    public CompletionList Complete(string source, int position)
    {
        EnsureReferences();
        SyntaxTree tree = Parse(source);
        SemanticModel model = Compilation("Completion", tree).GetSemanticModel(tree);
        int start = position;
        while (start > 0 && (char.IsLetterOrDigit(source[start - 1]) || source[start - 1] == '_')) start--;
        string prefix = source[start..position];
        int dot = start - 1;
        IEnumerable<ISymbol> symbols;
        if (dot >= 0 && source[dot] == '.')
        {
            SyntaxNode? node = tree.GetRoot().FindToken(dot).Parent;
            ExpressionSyntax? left = node switch
            {
                MemberAccessExpressionSyntax access => access.Expression,
                QualifiedNameSyntax qualified => qualified.Left,
                _ => null,
            };
            if (left is null) return new CompletionList([], start, position);
            ISymbol? target = model.GetSymbolInfo(left).Symbol;
            INamespaceOrTypeSymbol? container = target as INamespaceOrTypeSymbol ?? model.GetTypeInfo(left).Type;
            bool isStatic = target is INamespaceOrTypeSymbol;
            symbols = container is null
                ? []
                : model.LookupSymbols(dot, container, includeReducedExtensionMethods: !isStatic)
                    .Where(symbol => symbol is INamespaceOrTypeSymbol ? isStatic : symbol.IsStatic == isStatic || symbol is IMethodSymbol { IsExtensionMethod: true });
        }
        else
        {
            symbols = model.LookupSymbols(position);
        }

        var matches = symbols.Where(symbol => symbol.CanBeReferencedByName && symbol.Name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            .Select(symbol => symbol.Name).Distinct().Order(StringComparer.OrdinalIgnoreCase).ToArray();
        return new CompletionList(matches, start, position);
    }

    public MimeBundle? Inspect(string source, int position)
    {
        EnsureReferences();
        SyntaxTree tree = Parse(source);
        SemanticModel model = Compilation("Inspection", tree).GetSemanticModel(tree);
        SyntaxToken token = tree.GetRoot().FindToken(Math.Min(position, Math.Max(0, source.Length - 1)));
        if (!token.IsKind(SyntaxKind.IdentifierToken) && position > 0) token = tree.GetRoot().FindToken(position - 1);
        if (token.Parent is not { } node) return null;
        SymbolInfo info = model.GetSymbolInfo(node);
        ISymbol? symbol = info.Symbol ?? info.CandidateSymbols.FirstOrDefault() ?? model.GetDeclaredSymbol(node);
        return symbol is null ? null : MimeBundle.Of("text/plain", symbol.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat));
    }

    public Completeness IsComplete(string source)
    {
        SyntaxTree tree = Parse(source);
        if (!SyntaxFactory.IsCompleteSubmission(tree)) return Completeness.Incomplete;
        return tree.GetDiagnostics().Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error) ? Completeness.Invalid : Completeness.Complete;
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
        EnsureReferences();
        if (path.Length == 0 || references.ContainsKey(Path.GetFileName(path))) return;
        if (!File.Exists(path)) throw new FileNotFoundException($"#r: there is no file '{path}'.", path);
        references[Path.GetFileName(path)] = MetadataReference.CreateFromFile(path);
        loader.AddFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
        referenceList = [.. references.Values];
    }

    public void Reset()
    {
        states = new object?[16];
        submissions = 0;
        previous = null;
    }

    private static SyntaxTree Parse(string source) =>
        CSharpSyntaxTree.ParseText(SourceText.From(source, Encoding.UTF8), ParseOptions, FileName);

    private static bool HasValue(CSharpCompilation compilation, SyntaxTree tree)
    {
        if (tree.GetRoot() is not CompilationUnitSyntax { Members: [.., GlobalStatementSyntax { Statement: ExpressionStatementSyntax last }] }) return false;
        if (!last.SemicolonToken.IsMissing) return false;
        ITypeSymbol? type = compilation.GetSemanticModel(tree).GetTypeInfo(last.Expression).Type;
        return type?.SpecialType != SpecialType.System_Void;
    }

    private static CellFailure CompilationFailure(IReadOnlyList<Diagnostic> errors, string source)
    {
        string[] lines = source.Split('\n');
        var text = new List<string>();
        foreach (Diagnostic error in errors)
        {
            LinePosition at = error.Location.GetLineSpan().StartLinePosition;
            text.Add($"({at.Line + 1},{at.Character + 1}): error {error.Id}: {error.GetMessage()}");
            if (at.Line < lines.Length) text.Add("    " + lines[at.Line].TrimEnd());
            if (at.Line < lines.Length) text.Add("    " + new string(' ', at.Character) + "^");
        }

        return new CellFailure("CompilationError", string.Join('\n', text), text, errors.Count == 0 ? null : errors[0].Location.GetLineSpan().StartLinePosition.Line + 1);
    }

    private CSharpCompilation Compilation(string name, SyntaxTree tree) => CSharpCompilation.CreateScriptCompilation(
        name,
        tree,
        referenceList,
        new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary, scriptClassName: name, usings: Imports, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true,
            specificDiagnosticOptions: Silenced, nullableContextOptions: NullableContextOptions.Disable, concurrentBuild: false),
        previous,
        returnType: typeof(object));

    private void EnsureReferences()
    {
        if (references.Count > 0) return;
        string trusted = (string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "";
        var paths = trusted.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Concat(options.Preloaded.Select(assembly => assembly.Location));
        foreach (string path in paths.Where(path => path.Length > 0)) references.TryAdd(Path.GetFileName(path), MetadataReference.CreateFromFile(path));
        referenceList = [.. references.Values];
    }
}
