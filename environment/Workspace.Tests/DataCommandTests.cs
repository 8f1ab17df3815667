using OpLearn.Workspace.Data;
using Xunit;

namespace OpLearn.Workspace.Tests;

[Collection("Processes")]
public sealed class DataCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("oplearn-data-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void EveryDataSetHasProgramCardAndNumbers()
    {
        Assert.NotEmpty(DataSetFolder.All());
        foreach (DataSetFolder set in DataSetFolder.All())
        {
            Assert.Matches("^[0-9a-f]{64}$", set.RecordedHash);
            Assert.True(File.Exists(set.Readme) && File.Exists(set.Numbers), $"{set.Name}: run `oplearn data generate {set.Name} --card`.");
        }
    }

    [Fact]
    public void Generate_SavesAFileWithTheNumbersOfTheCard_AndCheckAgrees()
    {
        string file = Path.Combine(folder, "set.h5");
        (int code, string output, string error) = Cli.Run(["data", "generate", "antiderivative", "-o", file]);
        Assert.True(code == 0, error);
        using OperatorDataset saved = DatasetFile.Load(file);
        Assert.Contains(DatasetFile.ContentHash(saved), output);
        (code, output, error) = Cli.Run(["data", "check", "antiderivative"]);
        Assert.True(code == 0, output + error);
        Assert.StartsWith("PASS  antiderivative", output);
    }

    [Fact]
    public void ChangedNumbers_Differ()
    {
        DataSetFolder set = DataSetFolder.Of("antiderivative");
        System.Text.Json.Nodes.JsonObject numbers = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(set.Numbers))!.AsObject();
        Assert.Null(set.Difference(numbers));
        numbers["outputs last"] = numbers["outputs last"]!.GetValue<double>() + (2e-4 * numbers["outputs rms"]!.GetValue<double>());
        Assert.Contains("outputs last", set.Difference(numbers));
        numbers.Remove("outputs mean");
        Assert.Contains("outputs", set.Difference(numbers));
    }

    [Fact]
    public void List_ShowsThem()
    {
        (int code, string output, _) = Cli.Run(["data", "list"]);
        Assert.Equal(0, code);
        Assert.Contains("antiderivative", output);
        Assert.Contains("deleting it loses nothing", output);
    }
}
