using System.Text.RegularExpressions;
using OpLearn.Kernel.Notebooks;

namespace OpLearn.Workspace.Docs;

/// <summary>An entry of a notebook's list of references: <c>L. Lu, P. Jin: Title. *Journal* 3 (2021). [arXiv …](…)</c>.</summary>
/// <param name="Key">Its arXiv number.</param>
/// <param name="Entry">The entry as it is written, in Markdown.</param>
internal sealed partial record Reference(string Key, string Entry)
{
    /// <summary>First author and year, as an author cites it: <c>Lu et al. 2021</c>.</summary>
    public string Name => $"{Surname} et al. {Year}".TrimEnd();

    private string Surname => Author().Match(Entry).Groups[1].Value;

    private string Year => Years().Match(Entry.Replace(Key, "", StringComparison.Ordinal)) is { Success: true } year ? year.Value : "";

    /// <summary>The references with an arXiv number in the last text of a notebook, the study's own paper first.</summary>
    public static IReadOnlyList<Reference> Of(string notebook)
    {
        string last = Notebook.Load(notebook).Cells.LastOrDefault(cell => cell.Kind == "markdown")?.Source ?? "";
        return [.. last.Split('\n').Where(line => line.StartsWith("- ", StringComparison.Ordinal))
            .Select(line => (Line: line[2..], Number: ArXiv().Match(line)))
            .Where(entry => entry.Number.Success).Select(entry => new Reference(entry.Number.Groups[1].Value, entry.Line))];
    }

    /// <summary>True where a claim's source names this paper, by its number or as <c>Lu et al. 2021</c>.</summary>
    public bool IsNamedIn(string source)
    {
        if (source.Contains(Key, StringComparison.Ordinal)) return true;
        Match cited = Cited().Match(source);
        return cited.Success && cited.Groups[1].Value == Surname && Entry.Contains(cited.Groups[2].Value, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"arxiv\.org/abs/(\d+\.\d+)")]
    private static partial Regex ArXiv();

    [GeneratedRegex(@"^(?:\p{Lu}\. ?)+([\p{L}-]+)")]
    private static partial Regex Author();

    [GeneratedRegex(@"(?<!\d)(?:19|20)\d\d(?!\d)")]
    private static partial Regex Years();

    [GeneratedRegex(@"^(\p{L}+) et al\.,?(?: (\d{4}))?")]
    private static partial Regex Cited();
}
