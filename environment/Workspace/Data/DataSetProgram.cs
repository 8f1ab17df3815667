using System.Text.Json.Nodes;
using OpLearn.Kernel.Notebooks;
using OpLearn.Workspace.Execution;

namespace OpLearn.Workspace.Data;

/// <summary>What running a data set's program gave.</summary>
internal sealed record GeneratedData(string Hash, JsonObject Numbers, TimeSpan Elapsed);

/// <summary>Runs the program of a data set in a kernel process of its own: the card and the notebooks use the same language, and Ctrl-C stops both alike.</summary>
internal static class DataSetProgram
{
    // Mean, root mean square, first and last value of every tensor.
    private const string Describe = """
        var described = new List<string>();
        for (int i = 0; i <= dataset.Inputs.Count; i++)
        {
            string label = i < dataset.Inputs.Count ? "input " + dataset.InputNames[i] : "outputs";
            using var flat = (i < dataset.Inputs.Count ? dataset.Inputs[i] : dataset.Outputs).to_type(TorchSharp.torch.ScalarType.Float64).flatten();
            void Add(string kind, TorchSharp.torch.Tensor value) => described.Add(System.Text.Json.JsonSerializer.Serialize($"{label} {kind}") + ": " + value.item<double>().ToString("R"));
            Add("mean", flat.mean());
            Add("rms", flat.square().mean().sqrt());
            Add("first", flat[0]);
            Add("last", flat[-1]);
        }
        DatasetFile.ContentHash(dataset) + "\n{" + string.Join(", ", described) + "}"
        """;

    /// <summary>Generates the set and saves it.</summary>
    /// <param name="set">Which.</param>
    /// <param name="output">The HDF5 file.</param>
    /// <param name="card">Write README.md and card.json too?</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="InvalidOperationException">The program failed.</exception>
    public static GeneratedData Run(DataSetFolder set, string output, bool card, CancellationToken cancel)
    {
        Notebook notebook = Notebook.Parse("""{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}""");
        string[] cells =
        [
            "using OpLearn;\nDictionary<string, string> notes = null;",
            File.ReadAllText(set.Program),
            $"DatasetFile.Save(dataset, {Literal(output)});" + (card ? $"\nDatasetFile.SaveCard(dataset, {Literal(set.Path)}, notes);" : ""),
            Describe,
        ];
        for (int i = 0; i < cells.Length; i++) notebook.Insert(i, NotebookCell.Code($"c{i}", cells[i]));
        var options = new NotebookRunOptions { Kernel = NotebookExecution.KernelCommand(NotebookRunOptions.ConnectionFile) };
        NotebookOutcome outcome = NotebookRunner.Run(notebook, set.Path, options, cancel);
        if (outcome.Cancelled) throw new OperationCanceledException(cancel);
        if (outcome.Failure is { } failure)
            throw new InvalidOperationException($"{set.Program}{(failure.Cell == 2 && failure.Line is { } line ? $", line {line}" : "")}: {failure.Name}: {failure.Message.Trim()}");
        string[] answer = Notebook.Joined(notebook.Cells[^1].Outputs[^1]!["data"]!["text/plain"]).Split('\n', 2);
        return new GeneratedData(answer[0].Trim(), JsonNode.Parse(answer[1])!.AsObject(), outcome.Elapsed);
    }

    private static string Literal(string path) => $"@\"{path.Replace("\"", "\"\"")}\"";
}
