using System.Diagnostics;
using OpLearn.Kernel.Notebooks;
using Xunit;

namespace OpLearn.Workspace.Tests;

/// <summary>The runner against a kernel that is not ours: Debian's python3-ipykernel, where it is installed.</summary>
[Collection("Processes")]
public sealed class ForeignKernelTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("oplearn-foreign-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void OutputsUpdatesAndTags()
    {
        Notebook notebook = Of(("import sys\nprint('a'); print('b')\n6*7", ""), ("raise ValueError('expected')", "raises-exception"), ("1/0", "skip-execution"),
            ("h = display('old', display_id=True); h.update('new')", ""), ("import os; print(os.getcwd())", ""));
        NotebookOutcome outcome = Run(notebook);
        Assert.Null(outcome.Failure);
        IReadOnlyList<NotebookCell> cells = notebook.Cells;
        Assert.Equal("a\nb\n", Notebook.Joined(cells[0].Outputs[0]!["text"]));
        Assert.Equal("42", Notebook.Joined(cells[0].Outputs[1]!["data"]!["text/plain"]));
        Assert.Equal("ValueError", cells[1].Outputs[0]!["ename"]!.GetValue<string>());
        Assert.Empty(cells[2].Outputs);
        Assert.Equal("'new'", Notebook.Joined(cells[3].Outputs[0]!["data"]!["text/plain"]));
        Assert.Equal(folder, Notebook.Joined(cells[4].Outputs[0]!["text"]).Trim());
        Assert.Equal([1, 2, null, 3, 4], cells.Select(cell => cell.ExecutionCount));
    }

    [Fact]
    public void AFailedCell_StopsTheRun()
    {
        Notebook notebook = Of(("1", ""), ("1/0", ""), ("2", ""));
        NotebookFailure? failure = Run(notebook).Failure;
        Assert.Equal(2, failure?.Cell);
        Assert.Equal("ZeroDivisionError", failure?.Name);
        Assert.Null(notebook.Cells[2].ExecutionCount);
    }

    [Fact]
    public void ADeadKernel_IsSaid()
    {
        NotebookFailure? failure = Run(Of(("import os; os._exit(3)", ""))).Failure;
        Assert.Equal("KernelDied", failure?.Name);
    }

    [Fact]
    public void Cancelling_LeavesTheExecutedPart_AndNoProcess()
    {
        using var source = new CancellationTokenSource();
        string output = Path.Combine(folder, "out.ipynb"), id = Path.Combine(folder, "pid");
        Notebook notebook = Of(($"import os\nopen('{id}','w').write(str(os.getpid()))\n1", ""), ("import time\nwhile True: time.sleep(0.1)", ""));
        NotebookOutcome outcome = Run(notebook, output, progress =>
        {
            if (progress.Cell == 2) source.Cancel();
        }, source.Token);
        Assert.True(outcome.Cancelled);
        Assert.Equal(1, Notebook.Load(output).Cells[0].ExecutionCount);
        Assert.Throws<ArgumentException>(() => Process.GetProcessById(int.Parse(File.ReadAllText(id))));
    }

    private static Notebook Of(params (string Source, string Tag)[] cells)
    {
        Notebook notebook = Notebook.Parse("""{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}""");
        for (int i = 0; i < cells.Length; i++) notebook.Insert(i, NotebookCell.Code($"c{i}", cells[i].Source, cells[i].Tag));
        return notebook;
    }

    private NotebookOutcome Run(Notebook notebook, string? output = null, Action<NotebookProgress>? progress = null, CancellationToken cancel = default)
    {
        Assert.SkipUnless(File.Exists("/usr/lib/python3/dist-packages/ipykernel/__init__.py"), "Debian's python3-ipykernel is not installed.");
        return NotebookRunner.Run(notebook, folder, new NotebookRunOptions
        {
            Kernel = ["/usr/bin/python3", "-m", "ipykernel_launcher", "-f", NotebookRunOptions.ConnectionFile],
            Output = output,
            OnProgress = progress,
        }, cancel);
    }
}
