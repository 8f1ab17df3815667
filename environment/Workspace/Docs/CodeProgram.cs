using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace OpLearn.Workspace.Docs;

/// <summary>C# of the docs, compiled as a program with top-level statements and run within this process.</summary>
internal static class CodeProgram
{
    private const string ImplicitUsings = """
        global using System; global using System.Collections.Generic; global using System.IO;
        global using System.Linq; global using System.Threading; global using System.Threading.Tasks;
        """;

    private static readonly Lazy<IReadOnlyList<MetadataReference>> References = new(() =>
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => path.EndsWith(".dll", StringComparison.Ordinal)).Select(path => MetadataReference.CreateFromFile(path))]);

    /// <summary>Joins pieces that follow each other on a page into one program: <c>using</c> lines to the top, types to the end.</summary>
    public static string Join(IEnumerable<string> pieces)
    {
        var usings = new List<string>();
        var statements = new List<string>();
        var types = new List<string>();
        foreach (string piece in pieces)
        {
            string code = string.Join("\n", piece.Split('\n').Where(line => !line.StartsWith("#:", StringComparison.Ordinal)));
            CompilationUnitSyntax unit = CSharpSyntaxTree.ParseText(code).GetCompilationUnitRoot();
            usings.AddRange(unit.Usings.Select(line => line.ToString()));
            foreach (MemberDeclarationSyntax member in unit.Members) (member is GlobalStatementSyntax ? statements : types).Add(member.ToFullString());
        }
        return string.Join("\n", usings.Distinct()) + "\n" + string.Concat(statements) + "\n" + string.Concat(types);
    }

    /// <summary>Compiles the program and runs it.</summary>
    /// <returns>What it printed.</returns>
    /// <exception cref="InvalidOperationException">It does not compile, or it failed; the message says what and shows the program.</exception>
    public static string Run(string code)
    {
        var options = new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable);
        SyntaxTree[] sources = [CSharpSyntaxTree.ParseText(ImplicitUsings), CSharpSyntaxTree.ParseText(code)];
        CSharpCompilation compilation = CSharpCompilation.Create($"Docs{Guid.NewGuid():N}", sources, References.Value, options);
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        string errors = string.Join("; ", result.Diagnostics.Where(found => found.Severity == DiagnosticSeverity.Error));
        if (!result.Success) throw new InvalidOperationException($"does not compile: {errors}\n{code}");
        MethodInfo entry = Assembly.Load(image.ToArray()).EntryPoint!;
        TextWriter console = Console.Out;
        using var printed = new StringWriter();
        try
        {
            Console.SetOut(printed);
            if (entry.Invoke(null, entry.GetParameters().Length > 0 ? [Array.Empty<string>()] : []) is Task task) task.GetAwaiter().GetResult();
        }
        catch (TargetInvocationException error)
        {
            Exception cause = error.InnerException!;
            throw new InvalidOperationException($"failed: {cause.GetType().Name}: {cause.Message}\n{code}", cause);
        }
        finally
        {
            Console.SetOut(console);
        }
        return printed.ToString();
    }
}
