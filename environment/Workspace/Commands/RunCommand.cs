using System.CommandLine;
using OpLearn.Kernel.Notebooks;
using OpLearn.Workspace.Execution;

namespace OpLearn.Workspace.Commands;

/// <summary><c>oplearn run</c>: any notebook, with parameters.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var notebook = new Argument<string>("notebook") { Description = "The .ipynb file, or a .dib file of Polyglot Notebooks." };
        var parameters = new Option<string[]>("--parameter", "-p") { Description = "name=value, set after the cell tagged 'parameters'. May be given several times.", DefaultValueFactory = _ => [] };
        var output = new Option<string?>("--out", "-o") { Description = "Where the executed notebook goes; default: beside the notebook as NAME.executed.ipynb." };
        var html = new Option<string?>("--html") { Description = "Writes a report that opens in a browser without a network." };
        var timeout = new Option<double?>("--timeout") { Description = "Seconds that one cell may take." };
        var command = new Command("run", "Runs a notebook from top to bottom in a fresh kernel.") { notebook, parameters, output, html, timeout };
        command.SetAction(parsed =>
        {
            string path = Repository.Notebook(parsed.GetValue(notebook)!);
            if (parsed.GetValue(timeout) is { } asked && !(asked is > 0 and < 1e8)) throw new UsageException($"--timeout: expected seconds above 0; got {asked}.");
            string target = Path.GetFullPath(parsed.GetValue(output) ?? Path.ChangeExtension(path, ".executed.ipynb"));
            var request = new ExecutionRequest(path, target)
            {
                Times = Repository.Times(target),
                Html = parsed.GetValue(html),
                Parameters = Parameters(parsed.GetValue(parameters)!),
                CellTimeout = parsed.GetValue(timeout) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            };
            if (!request.Output.EndsWith(".ipynb", StringComparison.Ordinal)) throw new UsageException($"--out: expected a name that ends in .ipynb; got '{request.Output}'.");
            NotebookOutcome outcome = NotebookExecution.WithCancellation(cancel => NotebookExecution.Run(request, cancel));
            if (outcome.Failure is null && !outcome.Cancelled) Console.WriteLine($"{request.Output} ({NotebookExecution.Time(outcome.Elapsed)})");
            return outcome.Failure is null && !outcome.Cancelled ? 0 : 1;
        });
        return command;
    }

    internal static Dictionary<string, string> Parameters(IReadOnlyList<string> texts)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string text in texts)
        {
            int equals = text.IndexOf('=');
            if (equals <= 0) throw new UsageException($"-p: expected name=value; got '{text}'.");
            values[text[..equals]] = text[(equals + 1)..];
        }
        return values;
    }
}
