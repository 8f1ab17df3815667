using System.CommandLine;
using OpLearn.Kernel.Notebooks;
using OpLearn.Workspace.Execution;
using OpLearn.Workspace.Reports;

namespace OpLearn.Workspace.Commands;

/// <summary><c>oplearn reproduce</c>: the studies, from nothing to the table of claims.</summary>
internal static class ReproduceCommand
{
    public static Command Create()
    {
        var notebooks = new Argument<string[]>("notebook") { Description = "Studies by name, by the start of a name or by path; default: all.", DefaultValueFactory = _ => [] };
        var preset = new Option<string?>("--preset") { Description = "smoke (seconds, no verdicts), quick (minutes; the default) or paper (the publication's sizes)." };
        var output = new Option<string?>("--out", "-o") { Description = "Folder for the results; default: artifacts/runs." };
        var list = new Option<bool>("--list") { Description = "Shows the studies there are and does nothing else." };
        var command = new Command("reproduce", "Runs study notebooks and ends with the table of their claims.") { notebooks, preset, output, list };
        command.SetAction(parsed =>
        {
            string[] asked = parsed.GetValue(notebooks)!;
            IReadOnlyList<string> paths = asked.Length == 0 ? Repository.Notebooks() : [.. asked.Select(Repository.Notebook)];
            if (parsed.GetValue(list)) return List(paths);
            if (paths.Count == 0) throw new UsageException("reproduce: there are no notebooks in notebooks/. Name one by its path.");
            Preset sizes = ParsePreset(parsed.GetValue(preset));
            string folder = Path.GetFullPath(parsed.GetValue(output) ?? Path.Combine(Repository.Root, "artifacts", "runs"));
            return NotebookExecution.WithCancellation(cancel => Run(paths, sizes, folder, cancel));
        });
        return command;
    }

    internal static Preset ParsePreset(string? text)
    {
        try
        {
            return Preset.Parse(text);
        }
        catch (ArgumentException error)
        {
            throw new UsageException(error.Message);
        }
    }

    private static int Run(IReadOnlyList<string> paths, Preset preset, string folder, CancellationToken cancel)
    {
        var studies = new List<StudyResult>();
        foreach (string path in paths)
        {
            if (cancel.IsCancellationRequested) break;
            string name = Path.GetFileNameWithoutExtension(path), target = Path.Combine(folder, name, preset.Name);
            Directory.CreateDirectory(target);
            string claims = Path.Combine(target, "claims.json");
            File.Delete(claims); // an older run must not speak for this one
            File.Delete(Path.Combine(target, "manifest.json"));
            bool takesPreset = NotebookParameters.HasTextParameter(Notebook.Load(path), "preset");
            NotebookOutcome outcome = NotebookExecution.Run(new ExecutionRequest(path, Path.Combine(target, $"{name}.ipynb"))
            {
                Html = Path.Combine(target, "report.html"),
                Record = target,
                Times = Path.Combine(target, "times.json"),
                Parameters = takesPreset ? new Dictionary<string, string> { ["preset"] = preset.Name } : [],
                Environment = new Dictionary<string, string> { [Preset.EnvironmentVariable] = preset.Name, [Study.OutputVariable] = target },
            }, cancel);
            studies.Add(StudyResult.Read(name, target, outcome));
        }
        ClaimsTable.Write(studies, preset, folder);
        return studies.Count == paths.Count && studies.All(study => study.Succeeded) ? 0 : 1;
    }

    private static int List(IReadOnlyList<string> paths)
    {
        foreach (string path in paths)
        {
            string heading = Notebook.Load(path).Cells.Where(cell => cell.Kind == "markdown").SelectMany(cell => cell.Source.Split('\n'))
                .FirstOrDefault(line => line.StartsWith('#')) ?? "";
            Console.WriteLine($"{Path.GetFileNameWithoutExtension(path),-36} {heading.TrimStart('#', ' ')}");
        }
        return 0;
    }
}
