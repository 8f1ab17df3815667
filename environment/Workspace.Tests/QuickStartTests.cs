using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace OpLearn.Workspace.Tests;

/// <summary>The README shows the program of examples/, its twin in F# prints the same, and what they print is what the README says.</summary>
public partial class QuickStartTests
{
    [Fact]
    public void TheReadmeShowsTheProgramAsItIs()
    {
        string program = File.ReadAllText(Path.Combine(Repository.Root, "examples", "QuickStart.cs")).ReplaceLineEndings("\n");
        Assert.Contains($"```csharp\n{program}```", MarkdownPage.Read("README.md").Text, StringComparison.Ordinal);
    }

    [Fact]
    public void BothLanguagesPrintTheSameErrorsAndTheReadmesNumber()
    {
        string csharp = Run("run", "examples/QuickStart.cs"), fsharp = Run("run", "--no-build", "--project", "examples/fsharp");
        Assert.Equal(csharp, fsharp); // 3,000 steps of training: mean, median, worst and the worst sample agree to every printed digit

        // Another processor rounds otherwise, and training carries that on; the mean error stays within a fifth.
        double printed = Mean(csharp), stated = Mean(MarkdownPage.Read("README.md").Text);
        Assert.InRange(printed, 0.8 * stated, 1.2 * stated);
    }

    [Fact]
    public void AProgramInOneFile_KeepsDataRunsAndSweeps() // such programs have no JSON by reflection unless it is asked for
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("oplearn-one-file-");
        try
        {
            string file = Path.Combine(folder.FullName, "keeps.cs"), studies = Path.Combine(Repository.Root, "lib", "OpLearn.Studies", "OpLearn.Studies.csproj");
            File.WriteAllText(file, $$"""
                #:project {{studies}}
                using OpLearn;
                using var set = OperatorDataset.Generate(new Antiderivative(sensors: 10, points: 10), 8, seed: 0);
                string Path(string name) => System.IO.Path.Combine(@"{{folder.FullName}}", name);
                DatasetFile.Save(set, Path("set.h5"));
                using var again = DatasetFile.Load(Path("set.h5"));
                DeepONet Model() => DeepONet.Create(new DeepONetOptions { Sensors = 10, BranchWidths = [4, 4], TrunkWidths = [4, 4], Seed = 0 });
                using var model = Model();
                var validation = new ValidationOptions { Set = again, Every = 2 };
                var checkpoint = new CheckpointOptions { File = Path("run.safetensors"), Every = 2 };
                var options = new TrainerOptions { Iterations = 4, Seed = 0, Validation = validation, Checkpoint = checkpoint };
                Trainer.Fit(model, set, options);
                using var resumed = Model();
                Trainer.Fit(resumed, set, options);
                var settings = new Dictionary<string, object> { ["steps"] = 4 };
                var run = new SweepRun { Name = "one", Seed = 0, Settings = settings, Work = task => new Dictionary<string, double> { ["error"] = double.NaN } };
                Sweep.Run([run], new SweepOptions { Folder = Path("sweep") });
                var study = Study.Open("one-file", Preset.Smoke, Path("study"));
                study.Measure("steps", 4);
                study.Save();
                Console.WriteLine($"kept {Sweep.Run([run], new SweepOptions { Folder = Path("sweep") }).IsComplete}");
                """);
            Assert.Contains("kept True", Run("run", file));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static double Mean(string text) => double.Parse(Error().Match(text).Groups[1].Value, CultureInfo.InvariantCulture);

    private static string Run(params string[] arguments)
    {
        using Process process = Cli.Start("dotnet", arguments, null, Repository.Root);
        (int code, string output, string error) = Cli.End(process, TimeSpan.FromMinutes(5));
        Assert.True(code == 0, $"dotnet {string.Join(' ', arguments)} ended with {code}:\n{output}\n{error}");
        return output;
    }

    [GeneratedRegex(@"error on functions not seen: mean ([0-9.]+)")]
    private static partial Regex Error();
}
