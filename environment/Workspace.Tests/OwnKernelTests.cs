using System.Text.Json.Nodes;
using OpLearn.Kernel.Notebooks;
using OpLearn.Workspace.Execution;
using Xunit;

namespace OpLearn.Workspace.Tests;

/// <summary>Notebooks from file to executed file, through the workspace's own kernel in a process of its own.</summary>
[Collection("Processes")]
public sealed class OwnKernelTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("oplearn-own-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void AStudy_LeavesItsClaims_AndTheSameFileEachTime()
    {
        string first = Run("first", Cells), second = Run("second", Cells);
        Assert.Equal(File.ReadAllText(first), File.ReadAllText(second));
        Assert.Equal("42", Notebook.Joined(Notebook.Load(first).Cells[^1].Outputs[0]!["data"]!["text/plain"]));
        JsonNode claims = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "first", "claims.json")))!;
        Assert.Equal("Reproduced", claims["claims"]![0]!["verdict"]!.GetValue<string>());
    }

    [Fact]
    public void TheTablesOfAStudy_AreShownAsTables()
    {
        Notebook executed = Notebook.Load(Run("tables", [.. Cells[..2], "study.Decide()", "#!fsharp\n#!share --from csharp study\nstudy.Measured"]));
        foreach ((int cell, string html, string text) in ((int, string, string)[])[(2, "<b>✓ reproduced</b>", "X          Reproduced"), (3, "<b>0.5</b>", "0.5")])
        {
            JsonNode data = executed.Cells[cell].Outputs[0]!["data"]!;
            Assert.Contains(html, Notebook.Joined(data["text/html"]));
            Assert.Contains(text, Notebook.Joined(data["text/plain"]));
        }
    }

    [Fact]
    public void LargeTensors_DoNotComeFromTheSystemAnewEachTime()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "it counts page faults as Linux tells them");
        const long Pages = 20 * (64 << 20) / 4096;
        string executed = Run("memory", [
            """
            using OpLearn; using TorchSharp;
            NativeTorch.EnsureLoaded();
            long Faults() => long.Parse(File.ReadAllText("/proc/thread-self/stat").Split(") ")[^1].Split(' ')[7]);
            void Fill() { using var scope = torch.NewDisposeScope(); torch.zeros(16 << 20).fill_(1f); } // 64 MiB
            for (int round = 0; round < 60; round++) Fill(); // until the heap has its size
            long before = Faults();
            for (int round = 0; round < 20; round++) Fill();
            Faults() - before
            """]);
        string printed = Notebook.Joined(Notebook.Load(executed).Cells[0].Outputs[0]!["data"]!["text/plain"]);
        Assert.InRange(long.Parse(printed, System.Globalization.CultureInfo.InvariantCulture), 0, Pages / 4); // without: Pages / 2, as the system hands out two at a time
    }

    [Fact]
    public void AFailure_NamesCellAndLine()
    {
        Notebook notebook = Of(["var a = 1;", "var b = a;\nthrow new Exception(\"broken on purpose\");"]);
        NotebookFailure? failure = NotebookRunner.Run(notebook, folder, Options("fail")).Failure;
        Assert.Equal((2, 2), (failure?.Cell, failure?.Line));
        Assert.Contains("broken on purpose", failure!.Message);
    }

    private static readonly string[] Cells =
    [
        "using OpLearn;\nvar study = Study.Open(\"s\", Preset.Quick);",
        """
        study.State(new Claim { Id = "X", Sentence = "s", Source = "t", Rule = "below 1", Decide = m => m["e"] < 1 ? Verdict.Reproduced : Verdict.NotReproduced });
        study.Measure("e", 0.5);
        study.Save();
        """,
        "#!fsharp\n#!share --from csharp study\nint (study.Measured[0].Value * 84.0)",
    ];

    private string Run(string name, string[] cells)
    {
        NotebookRunOptions options = Options(name);
        NotebookOutcome outcome = NotebookRunner.Run(Of(cells), folder, options);
        Assert.True(outcome.Failure is null, outcome.Failure?.Message);
        return options.Output!;
    }

    private NotebookRunOptions Options(string name) => new()
    {
        Kernel = NotebookExecution.KernelCommand(NotebookRunOptions.ConnectionFile),
        Output = Path.Combine(folder, name, "out.ipynb"),
        Environment = new Dictionary<string, string> { [Study.OutputVariable] = Path.Combine(folder, name) },
    };

    private static Notebook Of(string[] cells)
    {
        Notebook notebook = Notebook.Parse("""{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}""");
        for (int i = 0; i < cells.Length; i++) notebook.Insert(i, NotebookCell.Code($"c{i}", cells[i]));
        return notebook;
    }
}
