using OpLearn.Workspace.Execution;
using Spectre.Console;

namespace OpLearn.Workspace.Reports;

/// <summary>The end of <c>reproduce</c>: every claim with its verdict, and every study that did not get there.</summary>
internal static class ClaimsTable
{
    public static void Write(IReadOnlyList<StudyResult> studies, Preset preset, string folder)
    {
        Table table = new Table().RoundedBorder().ShowRowSeparators().AddColumns("Study", "Claim", "Statement", "Measured", "Verdict");
        foreach (StudyResult study in studies)
        {
            foreach (ClaimLine claim in study.Claims)
                table.AddRow(Markup.Escape(study.Name), Markup.Escape(claim.Id), Markup.Escape(claim.Sentence), Markup.Escape(claim.Measured), Coloured(claim.Verdict));
            if (study.Claims.Count == 0)
                table.AddRow(Markup.Escape(study.Name), "", study.Succeeded ? "(states no claims)" : "", "", study.Succeeded ? "" : $"[red]{Markup.Escape(study.State)}[/]");
        }
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 160; // a log has no width of its own
        AnsiConsole.Write(table);
        foreach (StudyResult study in studies) Console.WriteLine($"{study.Name}: {study.State}, {NotebookExecution.Time(study.Elapsed)}");
        Console.WriteLine($"Preset {preset}. Executed notebooks, reports (report.html), claims and manifests: {folder}");
    }

    private static string Coloured(string verdict) => verdict switch
    {
        nameof(Verdict.Reproduced) => "[green]reproduced[/]",
        nameof(Verdict.Partly) => "[yellow]partly[/]",
        nameof(Verdict.NotReproduced) => "[red]not reproduced[/]",
        _ => "not assessed",
    };
}
