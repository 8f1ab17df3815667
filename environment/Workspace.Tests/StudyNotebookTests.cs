using System.Text.Json.Nodes;
using OpLearn.Kernel.Notebooks;
using OpLearn.Workspace.Reports;
using Xunit;

namespace OpLearn.Workspace.Tests;

/// <summary>The repository's own notebooks: their form, and that `reproduce` executes every cell of every one at the smallest preset.</summary>
[Collection("Processes")]
public sealed class StudyNotebookTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "notebooks");

    public static TheoryData<string> Names => [.. Repository.Notebooks().Select(path => Path.GetFileNameWithoutExtension(path))];

    [Theory, MemberData(nameof(Names))]
    public void FrontEndsThatSendNoMetadata_FindEachCellsLanguageInItsSource(string name)
    {
        Notebook notebook = Load(name);
        foreach (NotebookCell cell in notebook.Cells.Where(cell => cell.IsCode))
        {
            string bySource = NotebookCell.Code("x", cell.Source).Language(notebook.DefaultLanguage);
            Assert.True(bySource == cell.Language(notebook.DefaultLanguage), $"{name}, a cell that its metadata call {cell.Language(notebook.DefaultLanguage)}: its first line must be the selector, such as #!fsharp.\n{cell.Source}");
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void TheKernelAndTheIdsAreWritten(string name)
    {
        Notebook notebook = Load(name);
        Assert.Matches("^\\.net-(csharp|fsharp)$", notebook.Metadata["kernelspec"]!["name"]!.GetValue<string>());
        string[] ids = [.. notebook.Cells.Select(cell => Notebook.Text(cell.Json, "id"))];
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.DoesNotContain("", ids);
        Assert.True(NotebookParameters.HasTextParameter(notebook, "preset"), "The cell tagged 'parameters' sets preset to a text.");
        Assert.True(new FileInfo(Path.Combine(Folder, name + ".ipynb")).Length < 2 << 20, "A committed notebook stays under 2 MB.");
    }

    [Fact]
    public void Reproduce_ExecutesEveryCellOfEveryStudy()
    {
        string folder = Directory.CreateTempSubdirectory("oplearn-smoke-").FullName;
        try
        {
            (int code, string output, string error) = Cli.Run(["reproduce", "--preset", "smoke", "--out", folder], limit: TimeSpan.FromMinutes(9));
            Assert.True(code == 0, output + error);
            foreach (string path in Repository.Notebooks()) Check(Path.GetFileNameWithoutExtension(path), folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Check(string name, string runs)
    {
        string folder = Path.Combine(runs, name, "smoke");
        Notebook executed = Notebook.Load(Path.Combine(folder, name + ".ipynb"));
        foreach (NotebookCell cell in executed.Cells.Where(cell => cell.IsCode && !cell.HasTag("skip-execution") && !string.IsNullOrWhiteSpace(cell.Source)))
        {
            Assert.True(cell.ExecutionCount > 0, $"{name}: a cell did not run:\n{cell.Source}");
            if (!cell.HasTag("raises-exception"))
                Assert.DoesNotContain(cell.Outputs, output => Notebook.Text(output, "output_type") == "error");
        }
        Assert.True(new FileInfo(Path.Combine(folder, name + ".ipynb")).Length < 2 << 20, $"{name}: the executed notebook is larger than 2 MB.");
        RunRecord record = RunRecord.Read(Path.Combine(folder, "claims.json"));
        Assert.Equal((name, "smoke"), (record.Study, record.Preset));
        Assert.NotEmpty(record.Claims);
        Assert.All(record.Claims, claim => Assert.Equal(nameof(Verdict.NotAssessed), claim.Verdict));
        Assert.All(record.Measurements, number => Assert.True(double.IsFinite(number.Value), $"{name}: {number.Name} is {number.Value}."));
        JsonNode manifest = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "manifest.json")))!;
        Assert.NotEmpty(manifest["seeds"]!.AsArray());
        Assert.NotEmpty(manifest["data"]!.AsObject());
        string report = File.ReadAllText(Path.Combine(folder, "report.html"));
        Assert.Contains("Plotly.newPlot(", report);
        Assert.Contains("<section id=\"claims\">", report);
        Assert.DoesNotContain("class=\"tex\"", report); // every formula is known
    }

    private static Notebook Load(string name) => Notebook.Load(Path.Combine(Folder, name + ".ipynb"));
}
