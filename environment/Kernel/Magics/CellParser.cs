using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace OpLearn.Kernel;

/// <summary>A line that is a magic, or a stretch of source in one language.</summary>
/// <param name="Language">Language of the text, or null for a magic.</param>
/// <param name="Text">Source padded with empty lines, so that its line numbers are the cell's; or the magic's line.</param>
/// <param name="Line">First line in the cell, from 1.</param>
internal sealed record CellPart(string? Language, string Text, int Line);

/// <summary>Cuts a cell at its magics. A line inside a string or comment of its language is text.</summary>
internal static class CellParser
{
    private static readonly Dictionary<string, string> Selectors = new()
    {
        ["#!csharp"] = "csharp",
        ["#!c#"] = "csharp",
        ["#!fsharp"] = "fsharp",
        ["#!f#"] = "fsharp",
        ["#!markdown"] = "markdown",
        ["#!html"] = "html",
        ["#!mermaid"] = "mermaid",
        ["#!javascript"] = "javascript",
        ["#!js"] = "javascript",
    };

    public static IReadOnlyList<CellPart> Parse(string source, string language)
    {
        string[] lines = source.ReplaceLineEndings("\n").Split('\n');
        var parts = new List<CellPart>();
        int first = 0;
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].TrimEnd();
            bool candidate = line.StartsWith("#!", StringComparison.Ordinal) || line.StartsWith("#r ", StringComparison.Ordinal) || line.StartsWith("#i ", StringComparison.Ordinal)
                || language == "csharp" && line.StartsWith("#load ", StringComparison.Ordinal);
            if (!candidate || IsInsideToken(lines, first, i, language)) continue;
            if (OtherLanguages.IsShown(language) && !Selectors.ContainsKey(line)) continue;
            Add(parts, lines, first, i, language);
            if (Selectors.TryGetValue(line, out string? selected)) language = selected;
            else parts.Add(new CellPart(null, line, i + 1));
            first = i + 1;
        }

        Add(parts, lines, first, lines.Length, language);
        return parts;
    }

    /// <summary>The language that a line of the cell is in (from 1); of a selector's line, the one before it.</summary>
    public static string LanguageAt(string source, string language, int line)
    {
        string[] lines = source.ReplaceLineEndings("\n").Split('\n');
        int first = 0;
        for (int i = 0; i < Math.Min(line - 1, lines.Length); i++)
        {
            if (!Selectors.TryGetValue(lines[i].TrimEnd(), out string? selected) || IsInsideToken(lines, first, i, language)) continue;
            language = selected;
            first = i + 1;
        }

        return language;
    }

    private static void Add(List<CellPart> parts, string[] lines, int first, int end, string language)
    {
        string text = string.Join('\n', lines[first..end]);
        if (!string.IsNullOrWhiteSpace(text)) parts.Add(new CellPart(language, new string('\n', first) + text, first + 1));
    }

    private static bool IsInsideToken(string[] lines, int first, int line, string language)
    {
        string before = string.Join("", lines[first..line].Select(text => text + "\n"));
        return language switch
        {
            "csharp" => IsInsideCSharp(before, string.Join('\n', lines[first..])),
            "fsharp" => FSharpText.EndsInside(before),
            _ => false,
        };
    }

    private static bool IsInsideCSharp(string before, string text)
    {
        SyntaxNode root = CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.Latest, kind: SourceCodeKind.Script)).GetRoot();
        int at = before.Length;
        SyntaxTrivia trivia = root.FindTrivia(at);
        if (trivia.IsKind(SyntaxKind.MultiLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineDocumentationCommentTrivia) || trivia.IsKind(SyntaxKind.DisabledTextTrivia))
        {
            return trivia.SpanStart < at || trivia.IsKind(SyntaxKind.DisabledTextTrivia);
        }

        if (trivia.GetStructure() is DirectiveTriviaSyntax { IsActive: false }) return true;
        SyntaxToken token = root.FindToken(at);
        return token.SpanStart < at && at < token.Span.End || token.Parent is { RawKind: (int)SyntaxKind.InterpolatedStringText } && token.SpanStart <= at && at < token.Span.End;
    }
}
