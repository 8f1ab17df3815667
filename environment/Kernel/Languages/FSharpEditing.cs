using System.Text;
using FSharp.Compiler.CodeAnalysis;
using FSharp.Compiler.Diagnostics;
using FSharp.Compiler.EditorServices;
using FSharp.Compiler.Symbols;
using FSharp.Compiler.Text;
using FSharp.Compiler.Tokenization;
using Microsoft.FSharp.Core;

namespace OpLearn.Kernel;

/// <summary>Completion, inspection and completeness of F# cells, from what the compiler knows after checking them. Nothing is evaluated.</summary>
internal static class FSharpEditing
{
    private const int Width = 100;

    public static CompletionList Complete(Tuple<FSharpParseFileResults, FSharpCheckFileResults, FSharpCheckProjectResults> check, string source, int position)
    {
        (int line, int column, string text) = Place(source, position);
        int start = column;
        while (start > 0 && IsName(text[start - 1])) start--;
        string prefix = text[start..column];
        int offset = position - prefix.Length;
        if (prefix.Length > 0 && char.IsDigit(prefix[0])) return new CompletionList([], offset, position);
        PartialLongName partial = QuickParse.GetPartialLongNameEx(text, column - 1);
        DeclarationListInfo found = check.Item2.GetDeclarationListInfo(FSharpOption<FSharpParseFileResults>.Some(check.Item1), line, text, partial, null, null, null);
        string[] names = [.. found.Items.Select(item => item.NameInList)
            .Where(name => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)).Distinct()
            .OrderBy(name => name.StartsWith(prefix, StringComparison.Ordinal) ? 0 : 1).ThenBy(name => name, StringComparer.OrdinalIgnoreCase)];
        return new CompletionList(names, offset, position);
    }

    public static MimeBundle? Inspect(Tuple<FSharpParseFileResults, FSharpCheckFileResults, FSharpCheckProjectResults> check, string source, int position)
    {
        (int line, int column, string text) = Place(source, position);
        FSharpOption<Tuple<string, int, bool>>? island = QuickParse.GetCompleteIdentifierIsland(false, text, column);
        if (island is null && column > 0) island = QuickParse.GetCompleteIdentifierIsland(false, text, column - 1);
        if (island is null) return null;
        var names = Microsoft.FSharp.Collections.ListModule.OfSeq(island.Value.Item1.Split('.'));
        ToolTipText tip = check.Item2.GetToolTip(line, island.Value.Item2, text, names, FSharpTokenTag.Identifier, FSharpOption<int>.Some(Width));
        ToolTipElementData[] data = [.. tip.Item.OfType<ToolTipElement.Group>().SelectMany(group => group.elements)];
        return data.Length == 0 ? null : DocumentationText.Bundle(Plain(data[0].MainDescription), data.Length - 1, Xml(data[0].XmlDoc));
    }

    public static Completeness IsComplete(IReadOnlyList<FSharpDiagnostic> diagnostics)
    {
        FSharpDiagnostic[] errors = [.. diagnostics.Where(diagnostic => diagnostic.Severity.IsError)];
        if (errors.Length == 0) return Completeness.Complete;
        return errors.Any(error => Unfinished.Any(text => error.Message.Contains(text, StringComparison.OrdinalIgnoreCase))) ? Completeness.Incomplete : Completeness.Invalid;
    }

    private static readonly string[] Unfinished = ["end of input", "end of file", "unmatched", "incomplete structured construct", "possible incomplete expression"];

    private static bool IsName(char character) => char.IsLetterOrDigit(character) || character is '_' or '\'';

    // Line from 1, column from 0, and the line's text.
    private static (int Line, int Column, string Text) Place(string source, int position)
    {
        position = Math.Clamp(position, 0, source.Length);
        int start = source.LastIndexOf('\n', Math.Max(0, position - 1), Math.Max(0, position)) + 1;
        int end = source.IndexOf('\n', position);
        return (source.AsSpan(0, position).Count('\n') + 1, position - start, source[start..(end < 0 ? source.Length : end)]);
    }

    private static string Plain(TaggedText[] text)
    {
        var plain = new StringBuilder();
        foreach (TaggedText part in text) plain.Append(part.Text);
        return plain.ToString().Trim();
    }

    private static string? Xml(FSharpXmlDoc documentation) => documentation switch
    {
        FSharpXmlDoc.FromXmlText { Item: var text } => text.GetXmlText(),
        FSharpXmlDoc.FromXmlFile { dllName: var assembly, xmlSig: var id } => new AssemblyDocumentation(assembly).Find(id),
        _ => null,
    };
}
