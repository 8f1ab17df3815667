using Xunit;

namespace OpLearn.Workspace.Tests;

/// <summary>Whatever is wrong with the arguments: one clear line, and code 2.</summary>
[Collection("Processes")]
public sealed class BadInputTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("oplearn-bad-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("reproduce nothing-of-that-name", "nothing-of-that-name")]
    [InlineData("reproduce --preset huge", "smoke, quick or paper")]
    [InlineData("run none.ipynb", "none.ipynb")]
    [InlineData("run text.ipynb", "not JSON")]
    [InlineData("run good.ipynb -p n", "name=value")]
    [InlineData("run good.ipynb -p n=many", "expected an integer")]
    [InlineData("run good.ipynb -p m=1", "no parameter 'm'")]
    [InlineData("run good.ipynb -p 1x=1", "'1x'")]
    [InlineData("run good.ipynb --timeout 0", "--timeout")]
    [InlineData("run good.ipynb --timeout soon", "soon")]
    [InlineData("run good.ipynb --out out.txt", ".ipynb")]
    [InlineData("run good.ipynb --html .", "folder")]
    [InlineData("run good.ipynb --out good2.ipynb --html good2.ipynb", "another file than --out")]
    [InlineData("run good.ipynb --out /proc/good.ipynb", "cannot be written")]
    [InlineData("run good.ipynb --html /proc/good.html", "cannot be written")]
    [InlineData("run python.ipynb", "python3")]
    [InlineData("run twice.ipynb", "twice.ipynb")]
    [InlineData("verify none", "none")]
    [InlineData("verify .", "no claims.json")]
    [InlineData("verify broken", "no record of a run")]
    [InlineData("data generate nothing", "nothing")]
    [InlineData("data check nothing", "nothing")]
    [InlineData("kernel start", "`oplearn kernel start --help`")]
    [InlineData("kernel start x --language python", "python")]
    [InlineData("dance", "dance")]
    public void OneLineAndCodeTwo(string arguments, string expected)
    {
        File.WriteAllText(Path.Combine(folder, "text.ipynb"), "hello");
        File.WriteAllText(Path.Combine(folder, "twice.ipynb"), "{\"cells\": [], \"metadata\": {\"a\": 1, \"a\": 2}, \"nbformat\": 4}");
        File.WriteAllText(Path.Combine(folder, "python.ipynb"), "{\"cells\": [], \"metadata\": {\"kernelspec\": {\"name\": \"python3\", \"language\": \"python\"}}, \"nbformat\": 4}");
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "broken")).FullName, "claims.json"), "{");
        if (arguments == "verify .") Directory.Delete(Path.Combine(folder, "broken"), recursive: true);
        var notebook = TestNotebooks.Of("csharp", "int n = 1;");
        notebook.Cells[0].Metadata["tags"] = new System.Text.Json.Nodes.JsonArray("parameters");
        notebook.Save(Path.Combine(folder, "good.ipynb"));
        (int code, string output, string error) = Cli.Run(arguments.Split(' '), folder: folder);
        Assert.True(code == 2, $"code {code}: {output}{error}");
        Assert.Contains(expected, error);
        Assert.DoesNotContain("   at ", error);
        Assert.Single(error.TrimEnd().Split('\n'));
        Assert.False(File.Exists(Path.Combine(folder, "good.executed.ipynb")));
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("run --help")]
    public void TheHelpHasOneName(string arguments)
    {
        (int code, string output, _) = Cli.Run(arguments.Split(' '));
        Assert.Equal(0, code);
        Assert.Contains("  oplearn ", output);
        Assert.DoesNotContain("OpLearn.Workspace", output);
    }

    [Fact]
    public void AKernelWithoutItsConnectionFile_EndsWithOneLine()
    {
        (int code, _, string error) = Cli.Run(["kernel", "start", Path.Combine(folder, "none.json")]);
        Assert.Equal(1, code);
        Assert.Contains("none.json", error);
        Assert.Single(error.TrimEnd().Split('\n'));
    }
}
