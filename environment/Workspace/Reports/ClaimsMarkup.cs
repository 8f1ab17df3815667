using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpLearn.Workspace.Reports;

/// <summary>The end of a study's report: its claims with rule, numbers and verdict, and what made them.</summary>
internal static class ClaimsMarkup
{
    /// <summary>The tables for the record in that folder; empty when there is none.</summary>
    public static string Render(string? folder)
    {
        var html = new StringBuilder();
        if (Read(folder, "claims.json") is { } record && record["claims"] is JsonArray { Count: > 0 } claims)
        {
            html.Append("<section id=\"claims\"><h2>Claims</h2>\n<table class=\"claims\"><thead><tr><th>Claim</th><th>Rule, fixed in advance</th><th>Measured</th><th>Verdict</th></tr></thead><tbody>\n");
            foreach (JsonNode? claim in claims) Append(html, claim!.AsObject());
            html.Append("</tbody></table></section>\n");
        }
        if (Read(folder, "manifest.json") is { } manifest)
        {
            html.Append("<section id=\"manifest\"><details><summary>What made these numbers</summary><table>");
            foreach ((string name, JsonNode? value) in manifest) Append(html, name, value);
            html.Append("</table></details></section>\n");
        }
        return html.ToString();
    }

    private static void Append(StringBuilder html, JsonObject claim)
    {
        string verdict = Text(claim, "verdict"), published = Text(claim, "published"), note = Text(claim, "note");
        var spreads = claim["spreads"] as JsonObject;
        string measured = string.Join("<br>", (claim["measured"] as JsonObject ?? []).Select(pair =>
            $"{Encode(pair.Key)} = <b>{Encode(Number(pair.Value))}</b>{(spreads?[pair.Key] is { } spread ? $" ± {Encode(Number(spread))}" : "")}"));
        html.Append($"<tr><td><b>{Encode(Text(claim, "id"))}</b> {Encode(Text(claim, "sentence"))}<div class=\"small\">{Encode(Text(claim, "source"))}"
            + $"{(published == "" ? "" : $"; published: {Encode(published)}")}</div></td><td>{Encode(Text(claim, "rule"))}</td><td>{measured}</td>"
            + $"<td class=\"verdict {Encode(verdict)}\">{Encode(Words(verdict))}{(note == "" ? "" : $"<div class=\"small\">{Encode(note)}</div>")}</td></tr>\n");
    }

    private static void Append(StringBuilder html, string name, JsonNode? value)
    {
        string text = value switch
        {
            null => "unknown",
            JsonObject members => string.Join("<br>", members.Select(pair => $"{Encode(pair.Key)}: {Encode(Number(pair.Value))}")),
            JsonArray items => Encode(string.Join(", ", items.Select(item => item?.ToString()))),
            _ => Encode(value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString()),
        };
        html.Append($"<tr><th>{Encode(name)}</th><td>{text}</td></tr>");
    }

    /// <summary>A verdict as a reader says it.</summary>
    public static string Words(string verdict) => verdict switch
    {
        nameof(Verdict.Reproduced) => "reproduced",
        nameof(Verdict.Partly) => "partly reproduced",
        nameof(Verdict.NotReproduced) => "not reproduced",
        _ => "not assessed",
    };

    private static JsonObject? Read(string? folder, string name)
    {
        try
        {
            return folder is not null && Path.Combine(folder, name) is var path && File.Exists(path) ? JsonNode.Parse(File.ReadAllText(path)) as JsonObject : null;
        }
        catch (JsonException)
        {
            return null; // a notebook wrote something else under that name
        }
    }

    private static string Number(JsonNode? value) =>
        value is JsonValue number && number.TryGetValue(out double x) ? x.ToString("G4", CultureInfo.InvariantCulture) : value?.ToString() ?? "";

    private static string Text(JsonObject claim, string name) => claim[name] is JsonValue value && value.TryGetValue(out string? text) ? text : "";

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
