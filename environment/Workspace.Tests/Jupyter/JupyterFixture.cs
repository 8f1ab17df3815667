using System.Diagnostics;
using Xunit;

namespace OpLearn.Workspace.Tests.Jupyter;

/// <summary>Both kernelspecs in a temporary folder, never in the user's, and a Python that has the Jupyter modules.</summary>
public sealed class JupyterFixture : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("oplearn-jupyter-").FullName;

    public JupyterFixture()
    {
        (_, Installed, _) = Cli.Run(["kernel", "install"], new Dictionary<string, string> { ["JUPYTER_DATA_DIR"] = folder });
        Variables = new()
        {
            ["JUPYTER_PATH"] = folder,
            ["JUPYTER_DATA_DIR"] = Path.Combine(folder, "own"),
            ["JUPYTER_RUNTIME_DIR"] = Path.Combine(folder, "runtime"),
            ["JUPYTER_CONFIG_DIR"] = Path.Combine(folder, "config"),
            ["PYTHONDONTWRITEBYTECODE"] = "1",
        };
    }

    /// <summary>What `kernel install` said.</summary>
    public string Installed { get; }

    /// <summary>Variables that make Jupyter see these kernels, and write nothing to the user's folders.</summary>
    public Dictionary<string, string> Variables { get; }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>Runs Python with a module, and skips the test where no Python has it.</summary>
    public (int Code, string Out, string Error) Python(string module, string package, IReadOnlyList<string> arguments, string workingFolder, TimeSpan limit)
    {
        string? python = Array.Find(["/usr/bin/python3", "python3"], candidate => Has(candidate, module));
        Assert.SkipWhen(python is null, $"No Python with the module {module} was found: apt-get install {package}");
        using Process process = Cli.Start(python!, arguments, Variables, workingFolder);
        return Cli.End(process, limit);
    }

    private static bool Has(string python, string module)
    {
        try
        {
            using Process process = Cli.Start(python, ["-c", $"import {module}"], null, null);
            return Cli.End(process, TimeSpan.FromMinutes(1)).Code == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
