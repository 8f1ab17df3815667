using System.Text.Json.Nodes;
using Xunit;

namespace OpLearn.Workspace.Tests;

/// <summary>The README's table of claims says what the recorded runs say, and nothing else.</summary>
public class ReadmeTests
{
    private const string NotAssessed = "not assessed";

    [Fact]
    public void TheTableHoldsEveryRecordedVerdict()
    {
        string[] rows = [.. File.ReadAllLines(Path.Combine(Repository.Root, "README.md")).Where(line => line.Contains("](notebooks/", StringComparison.Ordinal) && line.StartsWith("| [", StringComparison.Ordinal))];
        string[] recorded = Directory.GetFiles(Path.Combine(Repository.Root, "notebooks", "recorded"), "*.json");
        Assert.NotEmpty(recorded);
        var claims = recorded.SelectMany(Claims).ToArray();
        // A small preset that leaves a claim to the paper's sizes needs no row beside theirs.
        var shown = claims.Where(claim => claim.Verdict != NotAssessed || !claims.Any(other => (other.Study, other.Id) == (claim.Study, claim.Id) && other.Verdict != NotAssessed)).ToArray();
        foreach (var (study, id, size, verdict) in shown)
            Assert.Single(rows, row => row.StartsWith($"| [{study}](notebooks/{study}.ipynb){size} | {id} |", StringComparison.Ordinal) && row.EndsWith($"| {verdict} |", StringComparison.Ordinal));
        Assert.Equal(shown.Length, rows.Length);
    }

    private static IEnumerable<(string Study, string Id, string Size, string Verdict)> Claims(string file)
    {
        JsonNode study = JsonNode.Parse(File.ReadAllText(file))!;
        return study["claims"]!.AsArray().Select(claim => (study["study"]!.GetValue<string>(), claim!["id"]!.GetValue<string>(), study["preset"]!.GetValue<string>() == "paper" ? ", paper size" : "",
            claim["verdict"]!.GetValue<string>() switch { "Reproduced" => "reproduced", "Partly" => "partly", "NotReproduced" => "not reproduced", _ => NotAssessed }));
    }
}
