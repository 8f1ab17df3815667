using System.Text.RegularExpressions;

namespace OpLearn.Workspace.Tests;

/// <summary>A fenced block of a page: the words behind the fence, and the code.</summary>
internal sealed record CodeBlock(string Info, int Line, string Code)
{
    public string Language => Info.Split(' ')[0];

    /// <summary>Begins a program of its own; other blocks continue the page's program.</summary>
    public bool IsNew => Info.Split(' ').Contains("new");

    /// <summary>What the program before it prints: each line is there, with numbers within a fifth.</summary>
    public bool IsOutput => Language == "output";

    /// <summary>Shows a piece that is not run.</summary>
    public bool IsFragment => Info.Split(' ').Contains("fragment");
}

/// <summary>README.md or a page of docs/.</summary>
internal sealed partial record MarkdownPage(string Name, string Text)
{
    /// <summary>All pages that people read.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["README.md", "CONTRIBUTING.md", "data/README.md", "lib/OpLearn/README.md", "lib/OpLearn.Benchmarks/README.md",
            .. Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md").Select(file => "docs/" + Path.GetFileName(file))
            .Order(StringComparer.Ordinal)];

    public static MarkdownPage Read(string name) => new(name, File.ReadAllText(Path.Combine(Repository.Root, name)).ReplaceLineEndings("\n"));

    /// <summary>Folder that the page's links begin at.</summary>
    public string Folder => Path.GetDirectoryName(Path.Combine(Repository.Root, Name))!;

    /// <summary>The fenced blocks, in their order.</summary>
    public IReadOnlyList<CodeBlock> Blocks => [.. Fences().Matches(Text).Select(match =>
        new CodeBlock(match.Groups[2].Value.Trim(), Text[..match.Index].Count(c => c == '\n') + 1, Dedent(match.Groups[3].Value, match.Groups[1].Length)))];

    /// <summary>Targets of links and pictures that lie in the repository.</summary>
    public IEnumerable<string> Links => Targets().Matches(Fences().Replace(Text, "")).Select(match => match.Groups[1].Value)
        .Where(target => !target.Contains("://", StringComparison.Ordinal));

    /// <summary>Anchors of the page's headings, as GitHub makes them.</summary>
    public IReadOnlySet<string> Anchors => Headings().Matches(Fences().Replace(Text, ""))
        .Select(match => Dropped().Replace(match.Groups[1].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-')).ToHashSet();

    private static string Dedent(string code, int indent) =>
        string.Join("\n", code.Split('\n').Select(line => line.Length >= indent ? line[indent..] : line.TrimStart()));

    [GeneratedRegex(@"^( *)```([^\n`]*)\n(.*?)^ *```[ ]*$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fences();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Targets();

    [GeneratedRegex(@"^#+ (.*)$", RegexOptions.Multiline)]
    private static partial Regex Headings();

    [GeneratedRegex(@"[^\p{L}\p{N}\- _]")]
    private static partial Regex Dropped();
}
