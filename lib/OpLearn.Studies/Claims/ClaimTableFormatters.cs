namespace OpLearn;

/// <summary>How notebooks show a <see cref="ClaimTable"/>.</summary>
internal sealed class ClaimTableFormatters
{
    public IEnumerable<object> CreateTypeFormatters() =>
        [new TableFormatter("text/html", value => Markup((ClaimTable)value)), new TableFormatter("text/plain", value => value.ToString()!)];

    private static string Markup(ClaimTable table) => TableFormatter.Html(
        ["Claim", "Rule, fixed in advance", "Measured", "Verdict"],
        [.. table.Select(claim => (IReadOnlyList<string>)[
            $"<b>{Encode(claim.Id)}</b> {Encode(claim.Sentence)}<br><small>{Encode(claim.Source)}{(claim.Published == "" ? "" : $"; published: {Encode(claim.Published)}")}</small>",
            Encode(claim.Rule),
            string.Join("<br>", claim.Evidence.Select(Encode)),
            $"<b>{Words(claim.Verdict)}</b>{(claim.Note == "" ? "" : $"<br>{Encode(claim.Note)}")}",
        ])]);

    private static string Encode(string text) => TableFormatter.Encode(text);

    private static string Words(Verdict verdict) => verdict switch
    {
        Verdict.Reproduced => "✓ reproduced",
        Verdict.Partly => "◐ partly reproduced",
        Verdict.NotReproduced => "✗ not reproduced",
        _ => "not assessed",
    };
}
