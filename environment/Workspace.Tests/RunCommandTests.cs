using System.Diagnostics;
using System.Text.Json.Nodes;
using OpLearn.Kernel.Notebooks;
using Xunit;

namespace OpLearn.Workspace.Tests;

/// <summary>`oplearn run` as a process: how it ends when all is well and when it is not.</summary>
[Collection("Processes")]
public sealed class RunCommandTests : IDisposable
{
    private const int StreamLimit = 200_000; // characters kept of each end of a stream

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly string folder = Directory.CreateTempSubdirectory("oplearn-run-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("INT", "while (true) { }")]
    [InlineData("TERM", "while (true) { }")]
    [InlineData("INT", "while (true) { try { System.Threading.Thread.Sleep(50); } catch (Exception) { } }")]
    public void ASignal_LeavesTheExecutedPart_AndNoProcess(string signal, string loop)
    {
        (Process process, int kernel) = StartEndless(loop);
        using (process)
        {
            Signal(signal, process.Id);
            (int code, _, string error) = Cli.End(process, Patience);
            Assert.Equal(1, code);
            Assert.Contains("stopped", error);
        }
        Assert.True(Cli.Eventually(() => !Cli.IsAlive(kernel), TimeSpan.FromSeconds(1)), "The kernel outlived the command.");
        Notebook executed = Notebook.Load(Path.Combine(folder, "out.ipynb"));
        Assert.Equal("written\n", Notebook.Joined(executed.Cells[0].Outputs[0]!["text"]));
        Assert.Empty(Directory.GetFiles(folder, "*.part"));
    }

    [Theory]
    [InlineData("while (true) { }")]
    [InlineData("System.Threading.Thread.Sleep(-1);")]
    public void AKernelWhoseParentIsKilled_Ends(string loop)
    {
        (Process process, int kernel) = StartEndless(loop);
        using (process)
        {
            Signal("KILL", process.Id);
            Cli.End(process, Patience);
        }
        Assert.True(Cli.Eventually(() => !Cli.IsAlive(kernel), TimeSpan.FromSeconds(10)), "The kernel outlived its killed parent.");
        Assert.Equal(1, Notebook.Load(Path.Combine(folder, "out.ipynb")).Cells[0].ExecutionCount);
    }

    [Fact]
    public void ACellBeyondTheTimeout_IsStopped_AndSaysSo()
    {
        string id = Path.Combine(folder, "pid");
        TestNotebooks.Save(folder, "in", "csharp", $"File.WriteAllText(@\"{id}\", Environment.ProcessId.ToString());", "while (true) { }", "3");
        (int code, _, string error) = Cli.Run(["run", "in.ipynb", "--out", "out.ipynb", "--timeout", "15"], folder: folder);
        Assert.Equal(1, code);
        Assert.Contains("cell 2 (c1): Timeout", error);
        Assert.False(Cli.IsAlive(int.Parse(File.ReadAllText(id))));
        Notebook executed = Notebook.Load(Path.Combine(folder, "out.ipynb"));
        Assert.Contains(executed.Cells[1].Outputs, output => output!["output_type"]!.GetValue<string>() == "error");
        Assert.Null(executed.Cells[2].ExecutionCount);
    }

    [Fact]
    public void AKernelThatExits_SaysItsCode()
    {
        TestNotebooks.Save(folder, "in", "csharp", "Console.WriteLine(\"last line\");\nEnvironment.Exit(7);", "3");
        (int code, _, string error) = Cli.Run(["run", "in.ipynb", "--out", "out.ipynb"], folder: folder);
        Assert.Equal(1, code);
        Assert.Contains("exit code 7", error);
        JsonArray outputs = Notebook.Load(Path.Combine(folder, "out.ipynb")).Cells[0].Outputs;
        Assert.Equal("last line\n", Notebook.Joined(outputs[0]!["text"]));
        Assert.Contains("exit code 7", outputs[1]!["evalue"]!.GetValue<string>());
    }

    [Fact]
    public void WhatIsPrintedAfterItsCell_BelongsToIt_AndProgressKeepsItsLastState()
    {
        TestNotebooks.Save(folder, "in", "csharp", "_ = Task.Run(async () => { await Task.Delay(300); Console.WriteLine(\"late\"); });\nConsole.WriteLine(\"early\");",
            "for (int i = 0; i <= 20; i++) { Console.Write($\"\\r{i} of 20 \"); Thread.Sleep(50); }\nConsole.WriteLine();");
        (int code, _, string error) = Cli.Run(["run", "in.ipynb", "--out", "out.ipynb"], folder: folder);
        Assert.True(code == 0, error);
        IReadOnlyList<NotebookCell> cells = Notebook.Load(Path.Combine(folder, "out.ipynb")).Cells;
        Assert.Equal("early\nlate\n", Notebook.Joined(Assert.Single(cells[0].Outputs)!["text"]));
        Assert.Equal("20 of 20 \n", Notebook.Joined(Assert.Single(cells[1].Outputs)!["text"]));
    }

    // The times are those of a machine that is busy with other things.
    [Fact]
    public void MuchPrintedText_IsTakenInLinearTime_AndItsMiddleIsLeftOut()
    {
        const int lines = 500_000;
        TestNotebooks.Save(folder, "in", "csharp", $"for (int i = 1; i <= {lines}; i++) Console.WriteLine($\"line {{i}}\");", "3");
        (int code, _, string error) = Cli.Run(["run", "in.ipynb", "--out", "out.ipynb"], folder: folder, limit: TimeSpan.FromSeconds(90));
        Assert.True(code == 0, error);
        Notebook executed = Notebook.Load(Path.Combine(folder, "out.ipynb"));
        string text = Notebook.Joined(Assert.Single(executed.Cells[0].Outputs)!["text"]);
        Assert.StartsWith("line 1\nline 2\n", text, StringComparison.Ordinal);
        Assert.EndsWith($"line {lines}\n", text, StringComparison.Ordinal);
        Assert.Matches(@"\n\[… [\d,]+ lines, [\d,]+ characters left out: .*\]\n", text);
        Assert.InRange(text.Length, 2 * StreamLimit - 1000, 2 * StreamLimit + 1000);
        Assert.Equal(2, executed.Cells[1].ExecutionCount);
    }

    [Theory]
    [InlineData("while (true) Console.WriteLine(\"more\");", "timeout")]
    [InlineData("while (true) Console.Write('.');", "timeout")]
    [InlineData("while (true) Console.Error.WriteLine(\"more\");", "INT")]
    [InlineData("for (int i = 0; ; i++) { Console.Error.WriteLine(i); Console.WriteLine(i); }", "timeout")]
    [InlineData("for (int i = 0; ; i++) display(i);", "timeout")]
    [InlineData("var d = display(0); for (int i = 0; ; i++) d.Update(i);", "timeout")]
    public void EndlessOutput_EndsOnTime_WithAReadableFile(string loop, string way)
    {
        int code;
        string error;
        if (way == "INT")
        {
            (Process process, _) = StartEndless(loop);
            using (process)
            {
                Signal(way, process.Id);
                (code, _, error) = Cli.End(process, Patience);
            }
            Assert.Contains("stopped", error);
        }
        else
        {
            TestNotebooks.Save(folder, "in", "csharp", "1", loop);
            (code, _, error) = Cli.Run(["run", "in.ipynb", "--out", "out.ipynb", "--timeout", "8"], folder: folder, limit: Patience);
            Assert.Contains("Timeout", error);
        }

        Assert.Equal(1, code);
        Assert.InRange(new FileInfo(Path.Combine(folder, "out.ipynb")).Length, 100, 4_000_000);
        NotebookCell cell = Notebook.Load(Path.Combine(folder, "out.ipynb")).Cells[1];
        Assert.InRange(cell.Outputs.Count, 1, 1003);
    }

    [Fact]
    public void TheSameNotebookTwice_IsTheSameFile_WithPlotsTensorsTablesAndProgress()
    {
        TestNotebooks.Save(folder, "in", "csharp",
            "using Plotly.NET.CSharp;\nChart.Line<double, double, string>(new[] { 0.0, 1.0, 2.0 }, new[] { 1.0, 0.5, 0.25 }, Name: \"loss\")",
            "using TorchSharp;\nvar generator = new torch.Generator(7);\ntorch.randn(3, 4, generator: generator)",
            "var progress = display(\"0 of 20\");\nfor (int i = 1; i <= 20; i++) { progress.Update($\"{i} of 20\"); Console.WriteLine(i); System.Threading.Thread.Sleep(5); }",
            "#!fsharp\nopen Deedle\nframe [ \"error\" => series [ 1 => 0.5; 2 => 0.25 ] ]",
            "new { a = 1, list = new[] { 1.0, double.NaN } }",
            "Console.Error.WriteLine(\"e\"); Console.WriteLine(\"o\");");
        string[] files = [.. ((string[])["first.ipynb", "second.ipynb"]).Select(name =>
        {
            (int code, _, string error) = Cli.Run(["run", "in.ipynb", "--out", name], folder: folder);
            Assert.True(code == 0, error);
            return File.ReadAllText(Path.Combine(folder, name));
        })];
        Assert.Equal(files[0], files[1]);
        Assert.Contains("application/vnd.plotly.v1+json", files[0]);
        Assert.Contains("20 of 20", files[0]);
        Assert.DoesNotContain("19 of 20", files[0]);
        Assert.DoesNotContain(DateTime.UtcNow.ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture), files[0]);
        Assert.Equal(["first.ipynb", "in.ipynb", "second.ipynb"], Directory.GetFiles(folder).Select(Path.GetFileName).Order()); // and nothing beside them
    }

    [Fact]
    public void TagsAreHonoured()
    {
        Notebook notebook = TestNotebooks.Of("csharp", "throw new Exception(\"expected\");", "throw new Exception(\"never\");", "6 * 7");
        Tag(notebook.Cells[0], "raises-exception");
        Tag(notebook.Cells[1], "skip-execution");
        notebook.Save(Path.Combine(folder, "in.ipynb"));
        Assert.Equal(0, Cli.Run(["run", "in.ipynb", "--out", "out.ipynb"], folder: folder).Code);
        IReadOnlyList<NotebookCell> cells = Notebook.Load(Path.Combine(folder, "out.ipynb")).Cells;
        Assert.Equal("expected", cells[0].Outputs[0]!["evalue"]!.GetValue<string>());
        Assert.Empty(cells[1].Outputs);
        Assert.Equal("42", Notebook.Joined(cells[2].Outputs[0]!["data"]!["text/plain"]));
        Assert.Equal([1, null, 2], cells.Select(cell => cell.ExecutionCount));
    }

    [Theory]
    [InlineData("csharp", "int n = 1;\nvar rate = 1e-3; // per step\nvar on = true;\nvar name = \"a\";\nvar seed = 7L;", "$\"{n} {rate} {on} {name} {seed}\"")]
    [InlineData("fsharp", "let n = 1\nlet rate : float = 1e-3\nlet on = true\nlet name = \"a\"\nlet seed = 7L", "sprintf \"%d %g %b %s %d\" n rate on name seed")]
    public void Parameters_TakeTheTypesOfTheirDefaults(string language, string defaults, string text)
    {
        Notebook notebook = TestNotebooks.Of(language, defaults, text);
        Tag(notebook.Cells[0], "parameters");
        notebook.Save(Path.Combine(folder, "in.ipynb"));
        (int code, _, string error) = Cli.Run(["run", "in.ipynb", "--out", "out.ipynb", "-p", "n=-3", "-p", "rate=2", "-p", "on=False", "-p", "name=5 \"%\"\\", "-p", "seed=12345678901"], folder: folder);
        Assert.True(code == 0, error);
        NotebookCell last = Notebook.Load(Path.Combine(folder, "out.ipynb")).Cells[^1];
        Assert.Equal("-3 2 false 5 \"%\"\\ 12345678901", Notebook.Joined(last.Outputs[0]!["data"]!["text/plain"]).Replace("False", "false"));
    }

    [Fact]
    public void ARunInAnotherFolder_KeepsItsOwnCurrentFolder()
    {
        TestNotebooks.Save(Directory.CreateDirectory(Path.Combine(folder, "study")).FullName, "in", "csharp", "Environment.CurrentDirectory");
        Assert.Equal(0, Cli.Run(["run", "study/in.ipynb", "-o", "out.ipynb"], folder: folder).Code);
        Assert.EndsWith("study", Notebook.Joined(Notebook.Load(Path.Combine(folder, "out.ipynb")).Cells[0].Outputs[0]!["data"]!["text/plain"]));
    }

    private (Process Process, int Kernel) StartEndless(string loop)
    {
        string id = Path.Combine(folder, "pid"), begun = Path.Combine(folder, "begun");
        TestNotebooks.Save(folder, "in", "csharp", $"File.WriteAllText(@\"{id}\", Environment.ProcessId.ToString());\nConsole.WriteLine(\"written\");",
            $"File.WriteAllText(@\"{begun}\", \"\");\n{loop}", "3");
        Process process = Cli.Start(["run", "in.ipynb", "--out", "out.ipynb"], folder: folder);
        Assert.True(Cli.Eventually(() => File.Exists(begun), Patience), "The notebook did not come to its second cell.");
        Thread.Sleep(200);
        return (process, int.Parse(File.ReadAllText(id)));
    }

    private static void Signal(string name, int process)
    {
        using Process kill = Cli.Start("kill", ["-" + name, process.ToString(System.Globalization.CultureInfo.InvariantCulture)], null, null);
        kill.WaitForExit();
    }

    private static void Tag(NotebookCell cell, string tag) => cell.Metadata["tags"] = new JsonArray(tag);
}
