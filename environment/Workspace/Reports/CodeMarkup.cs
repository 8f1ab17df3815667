using System.Net;
using System.Text;
using FSharp.Compiler.Tokenization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;

namespace OpLearn.Workspace.Reports;

/// <summary>A cell's source as HTML, coloured by the languages' own lexers: classes k (keyword), s (string), n (number), c (comment), m (magic).</summary>
internal static class CodeMarkup
{
    public static string Render(string source, string language)
    {
        var html = new StringBuilder();
        var segment = new List<string>();
        void Flush()
        {
            if (segment.Count > 0) html.Append(Colour(string.Join('\n', segment), language));
            segment.Clear();
        }
        string[] lines = source.ReplaceLineEndings("\n").Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            bool magic = lines[i].StartsWith("#!", StringComparison.Ordinal) || lines[i].StartsWith("#r ", StringComparison.Ordinal) || lines[i].StartsWith("#i ", StringComparison.Ordinal);
            if (!magic)
            {
                segment.Add(lines[i]);
                continue;
            }
            if (segment.Count > 0) segment.Add(""); // its line end
            Flush();
            html.Append(Span("m", lines[i])).Append(i + 1 < lines.Length ? "\n" : "");
            language = lines[i].Trim() switch { "#!fsharp" or "#!f#" => "fsharp", "#!csharp" or "#!c#" => "csharp", "#!markdown" or "#!html" => "text", _ => language };
        }
        Flush();
        return html.ToString();
    }

    private static string Colour(string text, string language) => language switch { "csharp" => CSharp(text), "fsharp" => FSharp(text), _ => WebUtility.HtmlEncode(text) };

    private static string CSharp(string text)
    {
        var html = new StringBuilder();
        foreach (SyntaxToken token in CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.Latest, kind: SourceCodeKind.Script)).GetRoot().DescendantTokens())
        {
            foreach (SyntaxTrivia trivia in token.LeadingTrivia) Append(html, trivia);
            html.Append(Span(Kind(token), token.Text));
            foreach (SyntaxTrivia trivia in token.TrailingTrivia) Append(html, trivia);
        }
        return html.ToString();
    }

    private static string Kind(SyntaxToken token) => token.Kind() switch
    {
        SyntaxKind.StringLiteralToken or SyntaxKind.CharacterLiteralToken or SyntaxKind.InterpolatedStringTextToken or SyntaxKind.InterpolatedStringStartToken
            or SyntaxKind.InterpolatedStringEndToken or SyntaxKind.MultiLineRawStringLiteralToken or SyntaxKind.SingleLineRawStringLiteralToken
            or SyntaxKind.InterpolatedVerbatimStringStartToken or SyntaxKind.InterpolatedRawStringEndToken or SyntaxKind.InterpolatedSingleLineRawStringStartToken
            or SyntaxKind.InterpolatedMultiLineRawStringStartToken => "s",
        SyntaxKind.NumericLiteralToken => "n",
        SyntaxKind.IdentifierToken when token.Text is "var" or "record" or "required" or "init" => "k",
        var kind => SyntaxFacts.IsKeywordKind(kind) || SyntaxFacts.IsContextualKeyword(kind) ? "k" : "",
    };

    private static void Append(StringBuilder html, SyntaxTrivia trivia)
    {
        bool comment = trivia.Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia or SyntaxKind.SingleLineDocumentationCommentTrivia
            or SyntaxKind.MultiLineDocumentationCommentTrivia;
        html.Append(Span(comment ? "c" : "", trivia.ToFullString()));
    }

    private static string FSharp(string text)
    {
        var html = new StringBuilder();
        var tokenizer = new FSharpSourceTokenizer(FSharpList<string>.Empty, FSharpOption<string>.Some("cell.fsx"), FSharpOption<string>.None, FSharpOption<bool>.None);
        FSharpTokenizerLexState state = FSharpTokenizerLexState.Initial;
        string separator = "";
        foreach (string line in text.Split('\n'))
        {
            html.Append(separator);
            separator = "\n";
            FSharpLineTokenizer lexer = tokenizer.CreateLineTokenizer(line);
            int at = 0;
            while (true)
            {
                (FSharpOption<FSharpTokenInfo>? found, FSharpTokenizerLexState after) = lexer.ScanToken(state);
                state = after;
                if (found is null) break;
                int end = Math.Min(found.Value.RightColumn + 1, line.Length);
                if (end <= at) continue;
                html.Append(Span(Kind(found.Value.ColorClass), line[at..end]));
                at = end;
            }
            html.Append(WebUtility.HtmlEncode(line[at..]));
        }
        return html.ToString();
    }

    private static string Kind(FSharpTokenColorKind colour) => colour switch
    {
        FSharpTokenColorKind.Keyword or FSharpTokenColorKind.PreprocessorKeyword => "k",
        FSharpTokenColorKind.String => "s",
        FSharpTokenColorKind.Number => "n",
        FSharpTokenColorKind.Comment or FSharpTokenColorKind.InactiveCode => "c",
        _ => "",
    };

    private static string Span(string kind, string text)
    {
        string encoded = WebUtility.HtmlEncode(text);
        return kind == "" || string.IsNullOrWhiteSpace(text) ? encoded : $"<span class=\"{kind}\">{encoded}</span>";
    }
}
