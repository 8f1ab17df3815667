using OpLearn.Kernel.Notebooks;
using Xunit;

namespace OpLearn.Workspace.Tests;

public sealed class NotebookTests
{
    // As Jupyter writes it: one space a level, unknown members, digits of numbers, letters beyond ASCII and beyond the basic plane.
    private const string AsWritten = """
        {
         "cells": [
          {
           "attachments": {},
           "cell_type": "markdown",
           "id": "m",
           "metadata": {
            "unknown": {
             "x": 1.50e-3,
             "y": []
            }
           },
           "source": [
            "# ε < 5 % — 𝔽 \u001b \"q\" \\\n",
            "<b>&'+</b>"
           ]
          },
          {
           "cell_type": "code",
           "execution_count": null,
           "id": "p",
           "metadata": {
            "tags": [
             "parameters"
            ]
           },
           "outputs": [],
           "source": [
            "var preset = \"quick\";"
           ]
          }
         ],
         "metadata": {
          "kernelspec": {
           "display_name": ".NET (C#)",
           "language": "C#",
           "name": ".net-csharp"
          }
         },
         "nbformat": 4,
         "nbformat_minor": 5
        }

        """;

    [Fact]
    public void ReadAndWritten_IsTheSameToTheByte() => Assert.Equal(AsWritten, Notebook.Parse(AsWritten).ToJson());

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"cells\": [1], \"nbformat\": 4}")]
    [InlineData("{\"cells\": [], \"nbformat\": 3}")]
    public void WhatIsNoNotebook_IsRefused(string text) => Assert.Throws<FormatException>(() => Notebook.Parse(text));

    [Theory]
    [InlineData("{\"cells\": [], \"metadata\": {\"a\": 1, \"a\": 2}, \"nbformat\": 4}", "a")]
    [InlineData("{\"cells\": [], \"metadata\": {\"a\": NaN}, \"nbformat\": 4}", "not JSON")]
    [InlineData("{\"cells\": [], \"metadata\": [], \"nbformat\": 4}", "metadata: expected an object")]
    [InlineData("{\"cells\": [{\"cell_type\": \"kode\", \"source\": \"\"}], \"nbformat\": 4}", "cell 1: cell_type")]
    [InlineData("{\"cells\": [{\"cell_type\": \"code\", \"source\": 3}], \"nbformat\": 4}", "cell 1: source")]
    [InlineData("{\"cells\": [{\"cell_type\": \"code\", \"source\": [\"a\", 3]}], \"nbformat\": 4}", "cell 1: source")]
    [InlineData("{\"cells\": [{\"cell_type\": \"code\", \"source\": \"\", \"metadata\": []}], \"nbformat\": 4}", "cell 1: metadata")]
    [InlineData("{\"cells\": [{\"cell_type\": \"code\", \"source\": \"\", \"outputs\": {}}], \"nbformat\": 4}", "cell 1: outputs")]
    [InlineData("{\"cells\": [{\"cell_type\": \"code\", \"source\": \"\", \"outputs\": [7]}], \"nbformat\": 4}", "cell 1, output 1: expected an object")]
    [InlineData("{\"cells\": [{\"cell_type\": \"code\", \"source\": \"\", \"outputs\": [{\"output_type\": \"display_data\", \"data\": \"x\"}]}], \"nbformat\": 4}", "output 1: data")]
    [InlineData("{\"cells\": [{\"cell_type\": \"code\", \"source\": \"\", \"outputs\": [{\"output_type\": \"stream\", \"text\": 1}]}], \"nbformat\": 4}", "output 1: text")]
    public void ADamagedNotebook_IsRefusedWithThePlace(string text, string place)
    {
        string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".ipynb");
        File.WriteAllText(file, text);
        try
        {
            string said = Assert.Throws<FormatException>(() => Notebook.Load(file)).Message;
            Assert.StartsWith(file, said, StringComparison.Ordinal);
            Assert.Contains(place, said);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void AFileThatIsNotUtf8_IsRefused()
    {
        string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".ipynb");
        File.WriteAllBytes(file, [.. "{\"cells\": [], \"metadata\": {\"a\": \""u8, 0xE9, .. "\"}, \"nbformat\": 4}"u8]);
        try
        {
            Assert.Contains("UTF-8", Assert.Throws<FormatException>(() => Notebook.Load(file)).Message);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void ADibFile_IsReadAsANotebook()
    {
        string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".dib");
        File.WriteAllText(file, "#!meta\n{\"kernelInfo\":{\"defaultKernelName\":\"fsharp\"}}\n\n#!markdown\n\n# Title\n\n#!fsharp\n\n#!time\nlet a = 1\n\n#!csharp\nint b = 2;\n#!pwsh\nls\n");
        try
        {
            Notebook notebook = Notebook.Load(file);
            Assert.Equal("fsharp", notebook.DefaultLanguage);
            Assert.Equal(["# Title", "#!time\nlet a = 1", "int b = 2;", "ls"], notebook.Cells.Select(cell => cell.Source));
            Assert.Equal(["markdown", "code", "code", "code"], notebook.Cells.Select(cell => cell.Kind));
            Assert.Equal(["fsharp", "csharp", "pwsh"], notebook.Cells.Skip(1).Select(cell => Notebook.Text(cell.Metadata["polyglot_notebook"], "kernelName")));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("python3", "python", "'python3' (python)")]
    [InlineData("ir", "", "'ir'")]
    [InlineData(".net-powershell", "PowerShell", "'.net-powershell' (PowerShell)")]
    [InlineData(".net-csharp", "C#", null)]
    [InlineData("", "", null)]
    [InlineData("oplearn-fsharp", "", null)]
    public void AKernelOfAnotherLanguage_IsTold(string name, string language, string? expected)
    {
        Notebook notebook = Notebook.Parse(AsWritten);
        notebook.Metadata["kernelspec"] = new System.Text.Json.Nodes.JsonObject { ["name"] = name, ["language"] = language };
        Assert.Equal(expected, notebook.ForeignKernel);
    }

    [Fact]
    public void Parameters_GoAfterTheDefaults_AndAreReplacedTheNextTime()
    {
        Notebook notebook = Notebook.Parse(AsWritten);
        foreach (string declared in (string[])["var n = 1;", "var x = 0.5;", "var b = false;", "var s = \"\";"]) notebook.Cells[1].Source += "\n" + declared;
        NotebookParameters.Inject(notebook, new Dictionary<string, string> { ["n"] = "3" });
        NotebookParameters.Inject(notebook, new Dictionary<string, string> { ["n"] = "4", ["x"] = "1e3", ["b"] = "true", ["s"] = "a\"\\b" });
        Assert.Equal(3, notebook.Cells.Count);
        Assert.True(notebook.Cells[2].HasTag("injected-parameters"));
        Assert.Equal("// Parameters\nvar n = 4;\nvar x = 1000.0;\nvar b = true;\nvar s = \"a\\\"\\\\b\";", notebook.Cells[2].Source);
    }

    [Fact]
    public void Parameters_SpeakTheLanguageOfTheirCell()
    {
        Notebook notebook = Notebook.Parse(AsWritten);
        notebook.Cells[1].Source = "#!fsharp\nlet n = 1";
        NotebookParameters.Inject(notebook, new Dictionary<string, string> { ["n"] = "3" });
        Assert.Equal("#!fsharp\n// Parameters\nlet n = 3", notebook.Cells[2].Source);
    }

    [Fact]
    public void Parameters_NeedVariableNames() =>
        Assert.Throws<ArgumentException>(() => NotebookParameters.Inject(Notebook.Parse(AsWritten), new Dictionary<string, string> { ["a; evil()"] = "1" }));

    [Theory]
    [InlineData("int n = 2 * 10;", "n", "3.5", null)]
    [InlineData("var n = 20;", "n", "many", null)]
    [InlineData("var n = 20;", "n", "3.0", null)]
    [InlineData("var n = 20;", "m", "3", null)]
    [InlineData("var on = false;", "on", "1", null)]
    [InlineData("var n = 20;", "n", "30", "30")]
    [InlineData("var n = 2 * 10;", "n", "3.5", "3.5")]
    [InlineData("var rate = 1e-3; // per step", "rate", "1", "1.0")]
    [InlineData("float rate = 1;", "rate", "0.1", "0.1f")]
    [InlineData("let rate = 0.1f", "rate", "1", "1.0f")]
    [InlineData("let rate : float = 1", "rate", "2", "2.0")]
    [InlineData("let mutable seed = 7L", "seed", "12345678901", "12345678901L")]
    [InlineData("var name = \"deeponet\";", "name", "7", "\"7\"")]
    [InlineData("if (a == 1) { }", "a", "x", "\"x\"")]
    public void Parameters_TakeTheTypeOfTheirDefault(string defaults, string name, string value, string? literal)
    {
        Notebook notebook = TestNotebooks.Of(defaults.StartsWith("let", StringComparison.Ordinal) ? "fsharp" : "csharp", defaults);
        notebook.Cells[0].Metadata["tags"] = new System.Text.Json.Nodes.JsonArray("parameters");
        var values = new Dictionary<string, string> { [name] = value };
        if (literal is null) Assert.Throws<ArgumentException>(() => NotebookParameters.Inject(notebook, values));
        else NotebookParameters.Inject(notebook, values);
        if (literal is not null) Assert.Contains($"{name} = {literal}", notebook.Cells[1].Source);
    }

    [Theory]
    [InlineData("#!share --from csharp x\nopen Deedle", "fsharp", "fsharp")]
    [InlineData("#!time\n#!fsharp\n1", "", "fsharp")]
    [InlineData("#!csharp\n1", "fsharp", "csharp")]
    [InlineData("1\n#!fsharp\n2", "", "csharp")]
    public void TheLanguageOfACell(string source, string metadata, string expected)
    {
        NotebookCell cell = NotebookCell.Code("c", source);
        if (metadata != "") cell.Metadata["polyglot_notebook"] = new System.Text.Json.Nodes.JsonObject { ["kernelName"] = metadata };
        Assert.Equal(expected, cell.Language("csharp"));
    }

    [Fact]
    public void ThePresetParameter_IsFound()
    {
        Assert.True(NotebookParameters.HasTextParameter(Notebook.Parse(AsWritten), "preset"));
        Assert.False(NotebookParameters.HasTextParameter(Notebook.Parse(AsWritten), "set"));
    }
}
