namespace OpLearn.Workspace.Docs;

/// <summary>A page of docs/ that is made from its sources.</summary>
/// <param name="Name">File name within docs/.</param>
/// <param name="Make">Writes the whole page.</param>
internal sealed record DocsPage(string Name, Func<string> Make)
{
    /// <summary>The pages there are.</summary>
    public static IReadOnlyList<DocsPage> All { get; } =
        [new("results.md", ResultsPage.Make), new("models.md", ModelsPage.Make), new("pdes.md", PdesPage.Make)];

    /// <summary>Where the page is kept.</summary>
    public string File => Path.Combine(Repository.Root, "docs", Name);

    /// <summary>The first line in which a kept page differs from what its sources give; null when they agree.</summary>
    public static string? Difference(string kept, string made)
    {
        string[] before = kept.ReplaceLineEndings("\n").Split('\n'), after = made.Split('\n');
        for (int i = 0; i < Math.Max(before.Length, after.Length); i++)
        {
            string was = i < before.Length ? before[i] : "(end of the page)", now = i < after.Length ? after[i] : "(end of the page)";
            if (was != now) return $"line {i + 1} is\n  {was}\nand its sources give\n  {now}";
        }
        return null;
    }

    /// <summary>First lines of a generated page.</summary>
    public static string Head(string title, string sources) =>
        $"# {title}\n\n<!-- Made by `oplearn docs` from {sources}. Do not edit: change the source and run the command again. -->\n\n";
}
