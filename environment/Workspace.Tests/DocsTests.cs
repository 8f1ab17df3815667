using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.RegularExpressions;
using OpLearn.Workspace.Data;
using OpLearn.Workspace.Docs;
using OpLearn.Workspace.Reports;
using Xunit;

namespace OpLearn.Workspace.Tests;

/// <summary>Alone: programs of the docs write to the console of this process and into the current folder.</summary>
[CollectionDefinition(nameof(DocsTests), DisableParallelization = true)]
public class DocsCollection;

/// <summary>The pages of docs/ say what their sources say; their code runs, their commands and links exist.</summary>
[Collection(nameof(DocsTests))]
public sealed partial class DocsTests : IDisposable
{
    private readonly string home = Environment.CurrentDirectory;
    private readonly DirectoryInfo scratch = Directory.CreateTempSubdirectory("oplearn-docs-");

    public static TheoryData<string> Pages => [.. MarkdownPage.Names];

    public static TheoryData<string> PagesWithCSharp => // the README's program is run by QuickStartTests
        [.. MarkdownPage.Names.Where(name => name != "README.md" && MarkdownPage.Read(name).Blocks.Any(block => block.Language == "csharp"))];

    public static TheoryData<string> Generated => [.. DocsPage.All.Select(page => page.Name)];

    public void Dispose()
    {
        Environment.CurrentDirectory = home;
        scratch.Delete(recursive: true);
    }

    [Theory, MemberData(nameof(Generated))]
    public void AGeneratedPage_IsWhatItsSourcesGive(string name)
    {
        DocsPage page = DocsPage.All.Single(page => page.Name == name);
        string? difference = DocsPage.Difference(File.ReadAllText(page.File), page.Make());
        Assert.True(difference is null, $"{name}: {difference}\nRun `oplearn docs`.");
    }

    [Fact]
    public void ADifferenceIsNamedWithItsLine()
    {
        Assert.Null(DocsPage.Difference("a\r\nb\n", "a\nb\n"));
        Assert.Equal("line 2 is\n  b\nand its sources give\n  c", DocsPage.Difference("a\nb\n", "a\nc\n"));
        Assert.Contains("line 2 is\n  (end of the page)", DocsPage.Difference("a", "a\nb"), StringComparison.Ordinal);
    }

    [Fact]
    public void EveryModelAndEveryEquation_HasAnExampleAndASummary()
    {
        var docs = new XmlDocs(typeof(OperatorModel).Assembly);
        Assert.NotEmpty(ModelsPage.Networks);
        Assert.All(ModelsPage.Predictors, type => Assert.True(docs.Example(type) is not null && docs.Of(type, "summary") != "",
            $"{type.Name}: its XML docs need a summary and <example><code>var model = …</code></example>."));
        Assert.All(PdesPage.Problems, type => Assert.True(PdesPage.Example(type, docs) is not null && docs.Of(type, "summary") != "",
            $"{type.Name}: its XML docs need a summary and <example><code>var problem = …</code></example>."));
    }

    [Theory, MemberData(nameof(PagesWithCSharp))]
    public void CSharpOfAPage_CompilesAndRuns(string name)
    {
        Environment.CurrentDirectory = scratch.FullName;
        var programs = new List<List<CodeBlock>>();
        foreach (CodeBlock block in MarkdownPage.Read(name).Blocks.Where(block => (block.Language == "csharp" && !block.IsFragment) || block.IsOutput))
        {
            if (programs.Count == 0 || block.IsNew) programs.Add([]);
            programs[^1].Add(block);
        }
        foreach (List<CodeBlock> program in programs)
        {
            string given = program[0].IsNew ? "using OpLearn;" : ""; // the generated pages do not repeat it
            try
            {
                string printed = CodeProgram.Run(CodeProgram.Join([given, .. program.Where(block => !block.IsOutput).Select(block => block.Code)]));
                TestContext.Current.TestOutputHelper?.WriteLine(printed);
                foreach (string line in program.Where(block => block.IsOutput).SelectMany(block => block.Code.Trim().Split('\n')))
                    Assert.True(printed.Split('\n').Any(found => IsLike(line, found.Trim())), $"{name}: no line like '{line}' was printed, but\n{printed}");
            }
            catch (InvalidOperationException error)
            {
                Assert.Fail($"{name}, line {program[0].Line}: {error.Message}");
            }
        }
    }

    [Theory, InlineData("error 0.267", "error 0.25", true), InlineData("error 0.267", "error 0.2", false), InlineData("error 0.267", "loss 0.267", false)]
    [InlineData("3e-8 of 1e2", "3.3E-08 of 100", true)]
    public void PrintedLines_AreComparedWithinAFifth(string stated, string printed, bool same) => Assert.Equal(same, IsLike(stated, printed));

    // Another processor rounds otherwise, and training carries that on.
    private static bool IsLike(string stated, string printed)
    {
        double[] Values(string line) => [.. Numbers().Matches(line).Select(match => double.Parse(match.Value, CultureInfo.InvariantCulture))];
        double[] expected = Values(stated), found = Values(printed);
        return Numbers().Replace(stated, "#") == Numbers().Replace(printed, "#")
            && expected.Zip(found).All(pair => Math.Abs(pair.First - pair.Second) <= 0.2 * Math.Abs(pair.First));
    }

    [Fact]
    public void FSharpOfThePages_RunsInTheKernel()
    {
        CodeBlock[] blocks = [.. MarkdownPage.Names.SelectMany(name => MarkdownPage.Read(name).Blocks)
            .Where(block => block.Language == "fsharp" && !block.IsFragment)];
        Assert.NotEmpty(blocks);
        string notebook = TestNotebooks.Save(scratch.FullName, "docs", "fsharp", [.. blocks.Select(block => block.Code)]);
        (int code, string output, string error) = Cli.Run(["run", notebook, "-o", Path.Combine(scratch.FullName, "executed.ipynb")]);
        Assert.True(code == 0, output + error);
    }

    [Fact]
    public void ABrokenProgram_IsSaidWithItsReason()
    {
        string Message(string code) => Assert.Throws<InvalidOperationException>(() => CodeProgram.Run(code)).Message;
        Assert.Contains("does not compile", Message("int x = \"a\";"), StringComparison.Ordinal);
        Assert.Contains("failed: ArithmeticException: no", Message("throw new ArithmeticException(\"no\");"), StringComparison.Ordinal);
        string joined = CodeProgram.Join(["class Two { public int N => 2; }", "using System.Text;\nConsole.WriteLine(new Two().N + 1);"]);
        Assert.Equal("3\n", CodeProgram.Run(joined).ReplaceLineEndings("\n"));
    }

    [Theory, MemberData(nameof(Pages))]
    public void CommandsOfAPage_Exist(string name)
    {
        MarkdownPage page = MarkdownPage.Read(name);
        foreach (CodeBlock block in page.Blocks.Where(block => block.Language is "sh" or ""))
        {
            foreach (string line in block.Code.Split('\n').Select(line => Comment().Replace(line, "").Trim()))
                Assert.Null(Fault(line) is { } fault ? $"{name}, line {block.Line}: `{line}`: {fault}" : null);
        }
    }

    [Theory, InlineData("dotnet run --project environment/Workspace -- reprodcue"), InlineData("dotnet run --project environment/Gone -- reproduce")]
    [InlineData("dotnet run examples/Gone.cs"), InlineData("gone"), InlineData("oplearn reproduce --lst")]
    [InlineData("oplearn reproduce 99-gone --preset smoke")]
    [InlineData("oplearn data generate gone"), InlineData("OPLEARN_SHARD=1/2 dotnet run --project environment/Workspace -- verify")]
    public void ACommandThatDoesNotExist_IsFound(string line) => Assert.NotNull(Fault(line));

    [Theory, MemberData(nameof(Pages))]
    public void LinksOfAPage_LeadSomewhere(string name)
    {
        MarkdownPage page = MarkdownPage.Read(name);
        foreach (string link in page.Links)
        {
            string[] parts = link.Split('#');
            string path = parts[0] == "" ? Path.Combine(Repository.Root, name) : Path.GetFullPath(Path.Combine(page.Folder, parts[0]));
            Assert.True(File.Exists(path) || Directory.Exists(path), $"{name}: the link {link} leads to {path}, which is not there.");
            if (parts.Length > 1 && path.EndsWith(".md", StringComparison.Ordinal))
            {
                MarkdownPage target = MarkdownPage.Read(Path.GetRelativePath(Repository.Root, path));
                Assert.True(target.Anchors.Contains(parts[1]), $"{name}: the link {link} has no such heading.");
            }
        }
    }

    [Fact]
    public void NumbersOfTheFindings_AreTheRecordedOnes()
    {
        MatchCollection rows = FindingRow().Matches(MarkdownPage.Read("docs/findings.md").Text);
        Assert.True(rows.Count > 20);
        foreach (Match row in rows)
        {
            string[] cells = [.. row.Groups.Values.Skip(1).Select(group => group.Value)];
            (string number, string study, string preset, string name) = (cells[0], cells[1], cells[2], cells[3]);
            Measurement? found = RunRecord.Read(Repository.Recorded(study, preset)).Measurements.FirstOrDefault(measured => measured.Name == name);
            bool same = found is not null && ThreeDigits.Of(found.Value) == number;
            Assert.True(same, $"docs/findings.md: {study}, {preset}, {name} is {found?.Value}; the page says {number}.");
        }
    }

    [Fact]
    public void TheWalkThroughATraining_NamesTypesThatAreThere()
    {
        Type[] types = typeof(OperatorModel).Assembly.GetTypes();
        string library = Path.Combine(Repository.Root, "lib", "OpLearn");
        MatchCollection rows = WalkRow().Matches(MarkdownPage.Read("docs/concepts.md").Text);
        Assert.True(rows.Count > 20);
        foreach (Match row in rows)
        {
            (string type, string folder) = (row.Groups[1].Value, row.Groups[2].Value);
            Assert.True(types.Any(known => known.Name == type), $"docs/concepts.md: there is no type {type}.");
            if (Directory.Exists(Path.Combine(library, "Layers"))) // the folders that the page describes
                Assert.True(File.Exists(Path.Combine(library, folder, type + ".cs")), $"docs/concepts.md: {type} is not in {folder}.");
        }
    }

    [Theory, InlineData(0.0363521, "0.0364"), InlineData(17.94, "17.9"), InlineData(18234, "18,200"), InlineData(1, "1.00"), InlineData(0, "0")]
    [InlineData(-0.63, "-0.630"), InlineData(1.884e-12, "1.88e-12"), InlineData(999.6, "1,000"), InlineData(0.0009996, "0.00100")]
    [InlineData(2.5e7, "2.50e7"), InlineData(double.NaN, "not a number")]
    public void NumbersHaveThreeDigits(double value, string text) => Assert.Equal(text, ThreeDigits.Of(value));

    /// <summary>What is wrong with a line of a shell; null when its program, its verb and its files are there.</summary>
    private static string? Fault(string line)
    {
        string[] words = [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).SkipWhile(word => Assignment().IsMatch(word))];
        if (words.Length == 0) return null;
        if (words[0] == "oplearn") return Verb(words[1..]);
        if (words is not ["dotnet" or "export" or "git" or "apt-get" or ".ci/run", ..]) return $"'{words[0]}' is no program that the docs use";
        string[] own = [.. words.TakeWhile(word => word != "--")], passed = words[Math.Min(words.Length, own.Length + 1)..];
        string? missing = own.Where(word => Relative().IsMatch(word) && word.Split('/')[0] is "environment" or "lib" or "examples" or ".ci")
            .FirstOrDefault(word => !Path.Exists(Path.Combine(Repository.Root, word)));
        if (missing is not null) return $"there is no {missing}";
        return passed.Length > 0 && own.Contains("environment/Workspace") ? Verb(passed) : null;
    }

    private static string? Verb(string[] arguments)
    {
        ParseResult parsed = Program.CreateRoot().Parse(arguments);
        if (parsed.Errors.Count > 0) return parsed.Errors[0].Message;
        // An unknown option is taken as an argument where a command has any number of them.
        string[] values = [.. parsed.Tokens.Where(token => token.Type == TokenType.Argument).Select(token => token.Value)];
        if (values.FirstOrDefault(value => value.StartsWith('-')) is { } unknown) return $"there is no option {unknown}";
        try
        {
            if (arguments[0] == "reproduce" && arguments.Length > 1 && !arguments[1].StartsWith('-')) Repository.Notebook(arguments[1]);
            if (arguments is ["data", "generate" or "check", var set, ..] && set != "NAME") DataSetFolder.Of(set);
            return null;
        }
        catch (UsageException error)
        {
            return error.Message;
        }
    }

    [GeneratedRegex(@"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")]
    private static partial Regex Numbers();

    [GeneratedRegex(@"\s+#.*$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"^[A-Z_]+=")]
    private static partial Regex Assignment();

    [GeneratedRegex(@"^\.?[\w.-]+/[\w./-]+$")]
    private static partial Regex Relative();

    [GeneratedRegex(@"^\|[^|]*\| ([^ |]+) \| `([^`]+)` `([^`]+)` `([^`]+)` \|$", RegexOptions.Multiline)]
    private static partial Regex FindingRow();

    [GeneratedRegex(@"^\|[^|`]*\| `(\w+)` \| (\w[\w/]*) \|", RegexOptions.Multiline)]
    private static partial Regex WalkRow();
}
