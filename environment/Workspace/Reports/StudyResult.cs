using System.Text.Json.Nodes;
using OpLearn.Kernel.Notebooks;

namespace OpLearn.Workspace.Reports;

/// <summary>A claim as a run's claims.json tells it.</summary>
internal sealed record ClaimLine(string Id, string Sentence, string Verdict, string Measured);

/// <summary>How a study's execution ended, and its claims.</summary>
internal sealed record StudyResult(string Name, bool Succeeded, string State, TimeSpan Elapsed, IReadOnlyList<ClaimLine> Claims)
{
    public static StudyResult Read(string name, string folder, NotebookOutcome outcome)
    {
        string state = outcome.Cancelled ? "stopped" : outcome.Failure is { } failure ? $"failed in cell {failure.Cell}" : "ran";
        string file = Path.Combine(folder, "claims.json");
        ClaimLine[] claims = [];
        if (File.Exists(file) && JsonNode.Parse(File.ReadAllText(file))?["claims"] is JsonArray array) claims = [.. array.Select(claim => Read(claim!))];
        return new StudyResult(name, outcome.Failure is null && !outcome.Cancelled, state, outcome.Elapsed, claims);
    }

    private static ClaimLine Read(JsonNode claim) => new(Text(claim, "id"), Text(claim, "sentence"), Text(claim, "verdict"),
        string.Join("\n", (claim["measured"] as JsonObject ?? []).Select(pair => $"{pair.Key} = {Digits(pair.Value)}")));

    private static string Text(JsonNode node, string name) => node[name]?.GetValue<string>() ?? "";

    private static string Digits(JsonNode? value) =>
        value is JsonValue number && number.TryGetValue(out double x) ? x.ToString("G4", System.Globalization.CultureInfo.InvariantCulture) : value?.ToString() ?? "?";
}
