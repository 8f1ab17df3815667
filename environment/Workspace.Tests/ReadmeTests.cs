using Xunit;

namespace OpLearn.Workspace.Tests;

/// <summary>The README stays one screen, and its two commands can be read by a script.</summary>
public class ReadmeTests
{
    private static readonly MarkdownPage Readme = MarkdownPage.Read("README.md");

    [Fact]
    public void ItHasSixKilobytesAtMost() => Assert.InRange(new FileInfo(Path.Combine(Repository.Root, "README.md")).Length, 1, 6 * 1024);

    [Fact]
    public void ItHasExactlyTwoCommands() // .ci/fresh-clone runs them as printed
    {
        int heading = Readme.Text.IndexOf("\n## Two commands\n", StringComparison.Ordinal);
        Assert.True(heading > 0);
        int next = Readme.Text.IndexOf("\n## ", heading + 1, StringComparison.Ordinal);
        var section = new MarkdownPage(Readme.Name, Readme.Text[heading..next]);
        string[] commands = [.. Assert.Single(section.Blocks).Code.Trim().Split('\n').Select(line => line.Split('#')[0].Trim())];
        Assert.Equal(["dotnet run --project environment/Workspace -- reproduce", "dotnet test"], commands);
    }

    [Fact]
    public void TheMeanErrorBelowThePicture_IsTheRecordedOne()
    {
        string claims = File.ReadAllText(Repository.Recorded("00-first-operator", "quick"));
        double mean = System.Text.Json.Nodes.JsonNode.Parse(claims)!["measurements"]!["deeponet/test/relative-l2"]!["value"]!.GetValue<double>();
        Assert.Contains($"the mean relative error over three seeds is {Docs.ThreeDigits.Of(100 * mean)} %", Readme.Text, StringComparison.Ordinal);
    }
}
