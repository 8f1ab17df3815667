using System.Globalization;
using System.Text.Json.Nodes;

namespace OpLearn.Workspace.Docs;

/// <summary>A measured value of a claim, with its spread over seeds where there is one.</summary>
internal sealed record MeasuredValue(string Name, double Value, double? Spread);

/// <summary>A claim as a recorded run left it.</summary>
internal sealed record RecordedClaim(string Study, string Preset, string Id, string Verdict, string Sentence, string Source, string Published, string Rule,
    string Note, IReadOnlyList<MeasuredValue> Measured)
{
    /// <summary>The claims of all recorded runs, in the order of their files. An open claim is left out where another preset decides it.</summary>
    public static IReadOnlyList<RecordedClaim> Shown(string folder)
    {
        RecordedClaim[] all = [.. Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal).SelectMany(Read)];
        return [.. all.Where(claim => claim.IsAssessed || !all.Any(other => (other.Study, other.Id) == (claim.Study, claim.Id) && other.IsAssessed))];
    }

    /// <summary>The run decided it.</summary>
    public bool IsAssessed => Verdict != nameof(OpLearn.Verdict.NotAssessed);

    private static IEnumerable<RecordedClaim> Read(string file)
    {
        JsonNode root = JsonNode.Parse(File.ReadAllText(file)) ?? throw new FormatException($"{file}: expected a JSON object.");
        JsonArray claims = root["claims"] as JsonArray ?? throw new FormatException($"{file}: expected a list 'claims'.");
        return claims.Select(claim => new RecordedClaim(Text(root, "study"), Text(root, "preset"), Text(claim, "id"), Text(claim, "verdict"),
            Text(claim, "sentence"), Text(claim, "source"), Text(claim, "published"), Text(claim, "rule"), Text(claim, "note"), [.. Measurements(claim!)]));
    }

    private static IEnumerable<MeasuredValue> Measurements(JsonNode claim) => (claim["measured"] as JsonObject ?? []).Select(pair =>
        new MeasuredValue(pair.Key, Number(pair.Value), claim["spreads"]?[pair.Key] is { } spread ? Number(spread) : null));

    private static string Text(JsonNode? node, string name) => node?[name]?.GetValue<string>() ?? "";

    // NaN and the infinities are texts in JSON.
    private static double Number(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue(out double number) ? number : double.Parse(node!.GetValue<string>(), CultureInfo.InvariantCulture);
}
