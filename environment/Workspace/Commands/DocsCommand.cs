using System.CommandLine;
using OpLearn.Workspace.Docs;

namespace OpLearn.Workspace.Commands;

/// <summary><c>oplearn docs</c>: the pages of docs/ that are made from records, types and XML docs.</summary>
internal static class DocsCommand
{
    public static Command Create()
    {
        var check = new Option<bool>("--check") { Description = "Writes nothing; code 1 when a page differs from its sources." };
        var command = new Command("docs", "Makes the generated pages of docs/ (results, models, equations) from their sources.") { check };
        command.SetAction(parsed => Run(parsed.GetValue(check)));
        return command;
    }

    private static int Run(bool check)
    {
        bool good = true;
        foreach (DocsPage page in DocsPage.All)
        {
            string made = page.Make(), kept = File.Exists(page.File) ? File.ReadAllText(page.File) : "";
            string? difference = DocsPage.Difference(kept, made);
            if (!check && difference is not null) File.WriteAllText(page.File, made);
            string state = difference is null ? ": up to date" : check ? $" differs from its sources: {difference}\nRun `oplearn docs`." : ": written";
            Console.WriteLine(page.File + state);
            good &= difference is null || !check;
        }
        return good ? 0 : 1;
    }
}
