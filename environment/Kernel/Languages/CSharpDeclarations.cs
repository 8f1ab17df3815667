using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace OpLearn.Kernel;

/// <summary>Takes <c>using var x = …;</c> at the top of a cell as the declaration of a session variable, as programs of one file write it.</summary>
/// <remarks>A cell has no scope that ends: later cells use the variable, so nothing disposes it before the session ends.</remarks>
internal static class CSharpDeclarations
{
    // Statements of a program may be using declarations; those of a script may not.
    private static readonly CSharpParseOptions Program = new(LanguageVersion.Latest, kind: SourceCodeKind.Regular);

    /// <returns>The text with the word replaced by blanks, so that lines and columns stay; or the text itself.</returns>
    public static string OfSession(string source)
    {
        if (!source.Contains("using ", StringComparison.Ordinal)) return source;
        char[]? text = null;
        foreach (MemberDeclarationSyntax member in ((CompilationUnitSyntax)CSharpSyntaxTree.ParseText(source, Program).GetRoot()).Members)
        {
            if (member is not GlobalStatementSyntax { Statement: LocalDeclarationStatementSyntax { UsingKeyword.RawKind: (int)SyntaxKind.UsingKeyword } declaration }) continue;
            text ??= source.ToCharArray();
            foreach (SyntaxToken word in (SyntaxToken[])[declaration.AwaitKeyword, declaration.UsingKeyword])
                for (int i = word.SpanStart; i < word.Span.End; i++) text[i] = ' ';
        }

        return text is null ? source : new string(text);
    }
}
