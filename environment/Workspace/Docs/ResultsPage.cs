using System.Text;
using OpLearn.Workspace.Reports;

namespace OpLearn.Workspace.Docs;

/// <summary>docs/results.md: every recorded claim with its verdict, grouped by the paper that it is about.</summary>
internal static class ResultsPage
{
    private const int InTable = 3;

    /// <summary>Writes the page.</summary>
    public static string Make()
    {
        IReadOnlyList<RecordedClaim> claims = RecordedClaim.Shown(Path.Combine(Repository.Root, "notebooks", "recorded"));
        var page = new StringBuilder(DocsPage.Head("Results", "notebooks/recorded"));
        page.Append("""
            Every claim that the notebooks test, with the verdict of the recorded run. The verdict follows from the claim's rule and the measured numbers.
            Every rule was fixed before its run; exceptions are documented in their notebooks. A claim that does not hold stays on this page.

            The preset says how large the run was: `quick` is a reduced study of some minutes, `paper` has the sizes of the publication.
            [Reproduce](reproduce.md) says how to run a notebook and compare it with these numbers.
            Numbers have three significant digits; "±" is the standard deviation over seeds.
            The files in [notebooks/recorded](../notebooks/recorded) hold all digits.


            """);
        page.Append(Counts(claims));
        foreach (var group in ByPaper(claims).GroupBy(entry => entry.Paper)) Append(page, group.Key, [.. group.Select(entry => entry.Claim)]);
        return page.ToString().TrimEnd('\n') + "\n";
    }

    private static string Counts(IReadOnlyList<RecordedClaim> claims)
    {
        var text = new StringBuilder($"| verdict | claims |\n|---|---:|\n");
        foreach (string verdict in (string[])[nameof(Verdict.Reproduced), nameof(Verdict.Partly), nameof(Verdict.NotReproduced), nameof(Verdict.NotAssessed)])
            text.Append($"| {ClaimsMarkup.Words(verdict)} | {claims.Count(claim => claim.Verdict == verdict)} |\n");
        return text.Append($"| all | {claims.Count} |\n").ToString();
    }

    // A check of our own belongs to the paper of the claim before it, else to the study's paper.
    private static IEnumerable<(string Paper, RecordedClaim Claim)> ByPaper(IReadOnlyList<RecordedClaim> claims)
    {
        var entries = new Dictionary<string, Reference>();
        var found = new List<(string Key, RecordedClaim Claim)>();
        foreach (var study in claims.GroupBy(claim => claim.Study))
        {
            IReadOnlyList<Reference> references = Reference.Of(Repository.Notebook(study.Key));
            foreach (Reference reference in references)
            {
                string known = entries.TryGetValue(reference.Key, out Reference? other) ? other.Entry : "";
                if (known.Length < reference.Entry.Length) entries[reference.Key] = reference;
            }
            Reference? paper = references.Count > 0 ? references[0] : null;
            foreach (RecordedClaim claim in study)
            {
                paper = references.FirstOrDefault(reference => reference.IsNamedIn(claim.Source)) ?? paper;
                found.Add((paper?.Key ?? "", claim));
            }
        }
        string[] order = [.. found.Select(entry => entry.Key).Distinct()];
        string Heading(string key) => entries.TryGetValue(key, out Reference? reference) ? $"## {reference.Name}\n\n{reference.Entry}" : "## Without a paper";
        return found.OrderBy(entry => Array.IndexOf(order, entry.Key)).Select(entry => (Heading(entry.Key), entry.Claim));
    }

    private static void Append(StringBuilder page, string heading, IReadOnlyList<RecordedClaim> claims)
    {
        page.Append($"\n{heading}\n\n| verdict | claim | | measured | notebook, preset |\n|---|---|---|---|---|\n");
        foreach (RecordedClaim claim in claims)
        {
            int count = claim.Measured.Count;
            string measured = count <= InTable ? string.Join("<br>", claim.Measured.Select(Value)) : $"{count} numbers, see below";
            page.Append($"| **{ClaimsMarkup.Words(claim.Verdict)}** | {claim.Id} | {Cell(claim.Sentence)} | {measured} | {Link(claim)}, `{claim.Preset}` |\n");
        }
        page.Append("\n<details><summary>Rules, sources and all measured numbers</summary>\n");
        foreach (RecordedClaim claim in claims)
        {
            page.Append($"\n**{claim.Id}** ({claim.Study}, `{claim.Preset}`): {ClaimsMarkup.Words(claim.Verdict)}.\n\n");
            page.Append($"- Source: {Cell(claim.Source)}{(claim.Published == "" ? "" : $"; it prints {Cell(claim.Published)}")}\n- Rule: {Cell(claim.Rule)}\n");
            if (claim.Note != "") page.Append($"- Note: {Cell(claim.Note)}\n");
            if (claim.Measured.Count > 0) page.Append($"- Measured: {string.Join("; ", claim.Measured.Select(Value))}\n");
        }
        page.Append("\n</details>\n");
    }

    private static string Value(MeasuredValue value) =>
        $"`{value.Name}` = {ThreeDigits.Of(value.Value)}{(value.Spread is { } spread ? $" ± {ThreeDigits.Of(spread)}" : "")}";

    private static string Link(RecordedClaim claim)
    {
        string path = Path.GetRelativePath(Path.Combine(Repository.Root, "docs"), Repository.Notebook(claim.Study)).Replace('\\', '/');
        string manifest = Path.Combine(Repository.Root, "notebooks", "recorded", "manifests", $"{claim.Study}.{claim.Preset}.json");
        return $"[{claim.Study}]({path})" + (File.Exists(manifest) ? $" ([manifest](../notebooks/recorded/manifests/{Path.GetFileName(manifest)}))" : "");
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace("*", "\\*", StringComparison.Ordinal).ReplaceLineEndings(" ");
}
