using System.Text.Json.Nodes;
using Xunit;

namespace OpLearn.Workspace.Tests;

/// <summary>The README's table of claims says what the recorded runs say.</summary>
public class ReadmeTests
{
    [Fact]
    public void TheTableHoldsEveryRecordedVerdict()
    {
        string[] lines = File.ReadAllLines(Path.Combine(Repository.Root, "README.md"));
        string[] recorded = Directory.GetFiles(Path.Combine(Repository.Root, "notebooks", "recorded"), "*.json");
        Assert.NotEmpty(recorded);
        foreach (string file in recorded)
        {
            JsonNode study = JsonNode.Parse(File.ReadAllText(file))!;
            string name = study["study"]!.GetValue<string>();
            foreach (JsonNode? claim in study["claims"]!.AsArray())
            {
                string id = claim!["id"]!.GetValue<string>();
                string verdict = claim["verdict"]!.GetValue<string>() switch { "Reproduced" => "reproduced", "Partly" => "partly", "NotReproduced" => "not reproduced", _ => "not assessed" };
                string size = study["preset"]!.GetValue<string>() == "paper" ? ", paper size" : "";
                Assert.Contains(lines, line => line.StartsWith($"| [{name}](notebooks/{name}.ipynb){size} | {id} |", StringComparison.Ordinal) && line.EndsWith($"| {verdict} |", StringComparison.Ordinal));
            }
        }
    }
}
