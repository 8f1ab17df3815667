using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpLearn.Workspace.Reports;

/// <summary>A claim as a run's claims.json tells it.</summary>
internal sealed record ClaimLine(string Id, string Sentence, string Verdict, string Measured);

/// <summary>What a run left in its claims.json, read strictly: it may come from elsewhere.</summary>
internal sealed record RunRecord(string Study, string Preset, IReadOnlyList<ClaimLine> Claims, IReadOnlyList<Measurement> Measurements)
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="FormatException">It is no record of a run; the message names the file and what is missing.</exception>
    public static RunRecord Read(string path)
    {
        try
        {
            if (JsonNode.Parse(File.ReadAllText(path)) is not JsonObject root) throw new FormatException("expected a JSON object");
            string study = Text(root, "study"), preset = Text(root, "preset");
            if (study == "" || study.Any(c => c is '/' or '\\') || preset is not ("smoke" or "quick" or "paper")) throw new FormatException("expected 'study' and 'preset'");
            ClaimLine[] claims = [.. (root["claims"] as JsonArray ?? throw new FormatException("expected a list 'claims'")).Select(claim => Claim(claim as JsonObject ?? []))];
            JsonObject numbers = root["measurements"] as JsonObject ?? throw new FormatException("expected an object 'measurements'");
            return new RunRecord(study, preset, claims, [.. numbers.Select(pair => Number(pair.Key, pair.Value as JsonObject ?? []))]);
        }
        catch (Exception error) when (error is JsonException or FormatException)
        {
            throw new FormatException($"{path}: no record of a run ({error.Message.ReplaceLineEndings(" ")}). `oplearn reproduce` writes one.", error);
        }
    }

    private static ClaimLine Claim(JsonObject claim) => new(Text(claim, "id"), Text(claim, "sentence"), Text(claim, "verdict"),
        string.Join("\n", (claim["measured"] as JsonObject ?? []).Select(pair => $"{pair.Key} = {Digits(pair.Value)}{(claim["spreads"]?[pair.Key] is { } spread ? $" ± {Digits(spread)}" : "")}")));

    private static string Digits(JsonNode? node) => Value(node)?.ToString("G4", CultureInfo.InvariantCulture) ?? "?";

    private static Measurement Number(string name, JsonObject entry) => new(name,
        Value(entry["value"]) ?? throw new FormatException($"'{name}' has no value"),
        Value(entry["relativeTolerance"]) ?? throw new FormatException($"'{name}' has no relativeTolerance"),
        Value(entry["absoluteTolerance"]) ?? 0);

    // NaN and the infinities are texts in JSON.
    private static double? Value(JsonNode? node) => node is not JsonValue value ? null
        : value.TryGetValue(out double number) ? number
        : value.TryGetValue(out string? text) && double.TryParse(text, CultureInfo.InvariantCulture, out double special) ? special : null;

    private static string Text(JsonObject json, string name) => json[name] is JsonValue value && value.TryGetValue(out string? text) ? text : "";
}
