using OpLearn.Kernel.Notebooks;
using Xunit;

namespace OpLearn.Workspace.Tests.Jupyter;

/// <summary>Front ends that are not ours drive the kernel: Debian's Jupyter packages, where they are installed.</summary>
[Collection("Processes")]
public sealed class JupyterClientTests(JupyterFixture jupyter) : IClassFixture<JupyterFixture>, IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("oplearn-clients-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory, InlineData("CSharp"), InlineData("FSharp")]
    public void TheCommunitysKernelTestSuitePasses(string language) => Unittest("jupyter_kernel_test", "python3-jupyter-kernel-test", $"conformance.{language}");

    [Fact]
    public void Interrupt_Kill_Restart_Input() => Unittest("jupyter_client", "python3-jupyter-client", "clients");

    [Fact]
    public void Nbconvert_RunsCSharp()
    {
        Notebook executed = Nbconvert("csharp", "var x = 6;\nConsole.WriteLine(\"printed\");", "x * 7", "#!fsharp\n#!share --from csharp x\nx * 2");
        Assert.Equal("printed\n", Notebook.Joined(executed.Cells[0].Outputs[0]!["text"]));
        Assert.Equal(["42", "12"], Results(executed));
    }

    [Fact]
    public void Nbconvert_RunsFSharp() =>
        Assert.Equal(["42", "43"], Results(Nbconvert("fsharp", "let x = 6", "x * 7", "#!csharp\n#!share --from fsharp x\nvar y = x * 7 + 1;", "#!csharp\ny")));

    [Fact]
    public void Nbconvert_SaysWhichCellFailed()
    {
        (int code, _, string error) = Convert("csharp", "1", "throw new Exception(\"on purpose\");");
        Assert.NotEqual(0, code);
        Assert.Contains("on purpose", error);
    }

    [Fact]
    public void Nbconvert_RunsAStudyOfTwoLanguages()
    {
        string source = Repository.Notebook("00-first-operator");
        jupyter.Variables["OPLEARN_PRESET"] = "smoke";
        jupyter.Variables["OPLEARN_OUT"] = folder;
        (int code, string output, string error) = Convert(source);
        Assert.True(code == 0, $"nbconvert failed.\n{output}\n{error}");
        Assert.True(File.Exists(Path.Combine(folder, "claims.json")));
        Assert.Contains(Notebook.Load(Path.Combine(folder, "executed.ipynb")).Cells, cell => cell.Outputs.Any(o => o!["data"]?["application/vnd.plotly.v1+json"] is not null));
    }

    /// <summary>Takes a minute and a browser: asked for by <c>OPLEARN_BROWSER=FOLDER</c>, where the screenshot goes.</summary>
    [Fact]
    public void TheClassicNotebook_RunsAStudy_AndShowsEveryChartAsAPicture()
    {
        string? target = Environment.GetEnvironmentVariable("OPLEARN_BROWSER");
        Assert.SkipWhen(string.IsNullOrEmpty(target), "Set OPLEARN_BROWSER to a folder for the screenshot; needs apt-get install jupyter-notebook chromium.");
        Directory.CreateDirectory(target!);
        jupyter.Variables["OPLEARN_PRESET"] = "smoke";
        jupyter.Variables["OPLEARN_OUT"] = folder;
        string script = Path.Combine(AppContext.BaseDirectory, "Jupyter", "classic_notebook.py");
        (int code, string output, string error) = jupyter.Python("notebook", "jupyter-notebook",
            [script, Repository.Notebook("00-first-operator"), Path.Combine(target!, "classic-notebook.png")], folder, TimeSpan.FromMinutes(10));
        Assert.True(code == 0, output + error);
    }

    private void Unittest(string module, string package, string name)
    {
        (int code, string output, string error) = jupyter.Python(module, package, ["-m", "unittest", "-v", name],
            Path.Combine(AppContext.BaseDirectory, "Jupyter"), TimeSpan.FromMinutes(5));
        TestContext.Current.TestOutputHelper?.WriteLine(output + error);
        Assert.True(code == 0, $"{name} failed.\n{output}\n{error}");
    }

    private Notebook Nbconvert(string language, params string[] cells)
    {
        (int code, string output, string error) = Convert(language, cells);
        Assert.True(code == 0, $"nbconvert failed.\n{output}\n{error}");
        return Notebook.Load(Path.Combine(folder, "executed.ipynb"));
    }

    private (int Code, string Out, string Error) Convert(string language, params string[] cells) => Convert(TestNotebooks.Save(folder, "in", language, cells));

    private (int Code, string Out, string Error) Convert(string file) => jupyter.Python("nbconvert", "jupyter-nbconvert",
        ["-m", "nbconvert", "--to", "notebook", "--execute", "--output", "executed.ipynb", "--output-dir", folder, file], folder, TimeSpan.FromMinutes(5));

    private static string[] Results(Notebook notebook) => [.. notebook.Cells.SelectMany(cell => cell.Outputs)
        .Where(output => output!["output_type"]!.GetValue<string>() == "execute_result").Select(output => Notebook.Joined(output!["data"]!["text/plain"]))];
}
