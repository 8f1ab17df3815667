using System.Diagnostics;
using System.Text;
using Xunit;
using static TorchSharp.torch;

namespace OpLearn.Tests;

public sealed class DatasetFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("oplearn-data").FullName;
    private string FilePath => Path.Combine(folder, "deeper", "set.h5");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static OperatorDataset Two(ScalarType type) => new(["load – f", "conductivity"], [arange(24, type).reshape(2, 3, 4, 1), ones([2, 5, 2], type)],
        arange(24, type).reshape(2, 6, 2), ["T", "u"], arange(24, type).reshape(2, 6, 2) / 7, [2, 3], ones([2, 6], type));

    [Theory, InlineData(ScalarType.Float32), InlineData(ScalarType.Float64)]
    public void WhatIsSavedIsLoaded(ScalarType type)
    {
        using OperatorDataset set = Two(type);
        DatasetFile.Save(set, FilePath);
        using OperatorDataset read = DatasetFile.Load(FilePath);
        Assert.Equal(set.InputNames, read.InputNames);
        Assert.Equal(set.OutputNames, read.OutputNames);
        Assert.Equal(set.OutputAxes, read.OutputAxes);
        foreach ((Tensor saved, Tensor loaded) in set.Inputs.Zip(read.Inputs)) Assert.True(saved.SameBits(loaded));
        Assert.True(set.Locations.SameBits(read.Locations) && set.Outputs.SameBits(read.Outputs) && set.Mask!.SameBits(read.Mask!));
        Assert.Null(read.Card);
        Assert.Equal(DatasetFile.ContentHash(set), DatasetFile.ContentHash(read));
        Assert.Equal(["set.h5"], Directory.GetFiles(Path.GetDirectoryName(FilePath)!).Select(Path.GetFileName));
    }

    [Fact]
    public void TheCardComesBack()
    {
        using OperatorDataset set = OperatorDataset.Generate(new CosineProblem(), 5, seed: 9);
        using OperatorDataset part = set.Subset(1, 3);
        DatasetFile.Save(part, FilePath);
        using OperatorDataset read = DatasetFile.Load(FilePath);
        Assert.Equal(("cosine", "s₁ = u′, s₂ = u²", (int?)9), (read.Card!.Name, read.Card.Equation, read.Card.Seed));
        Assert.Equal(11, read.Card.Parameters["points"]);
        Assert.Equal(["Subset(1, 3)"], read.Card.Steps);
        Assert.Equal(part.Card!.Software, read.Card.Software);
    }

    [Fact]
    public void TagsComeBackAndAreHashed()
    {
        using OperatorDataset set = Two(ScalarType.Float32), tagged = OperatorDataset.Concatenate([set], ["task – 1"]);
        DatasetFile.Save(tagged, FilePath);
        using OperatorDataset read = DatasetFile.Load(FilePath);
        Assert.Equal(["task – 1", "task – 1"], read.Tags!);
        Assert.NotEqual(DatasetFile.ContentHash(set), DatasetFile.ContentHash(tagged));
    }

    [Fact]
    public void TheCardIsWrittenForPeopleAndPrograms()
    {
        using OperatorDataset set = OperatorDataset.Generate(new CosineProblem(), 5, seed: 9), part = set.Subset(1, 3);
        DatasetFile.SaveCard(part, folder, new Dictionary<string, string> { ["Order of the solver"] = "exact", ["Proposed here"] = "everything" });
        string page = File.ReadAllText(Path.Combine(folder, "README.md"));
        foreach (string line in new[] { "# cosine\n\ns₁ = u′, s₂ = u²\n", "- Source: made for the tests\n- Seed: 9\n- Steps since: Subset(1, 3)\n", "- Contents: 3 samples: u [3, 11, 1]",
            $"- SHA-256 of the contents: `{DatasetFile.ContentHash(part)}`\n", "- Order of the solver: exact\n- Proposed here: everything\n", "| Parameter | Value |\n|---|---|\n| points | 11 |\n" })
            Assert.Contains(line, page);
        using var json = System.Text.Json.JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "card.json")));
        Assert.Equal(DatasetFile.ContentHash(part), json.RootElement.GetProperty("Sha256").GetString());
        Assert.Equal("s₁ = u′, s₂ = u²", json.RootElement.GetProperty("Card").GetProperty("Equation").GetString());
        using OperatorDataset bare = Two(ScalarType.Float32);
        Assert.Throws<ArgumentException>(() => DatasetFile.SaveCard(bare, folder));
    }

    [Fact]
    public void TheHashIsOfTheContents()
    {
        using OperatorDataset set = Two(ScalarType.Float64), other = Two(ScalarType.Float32), changed = Two(ScalarType.Float64);
        changed.Outputs[1, 5, 1] = 3;
        Assert.NotEqual(DatasetFile.ContentHash(set), DatasetFile.ContentHash(other));
        Assert.NotEqual(DatasetFile.ContentHash(set), DatasetFile.ContentHash(changed));
        Assert.Matches("^[0-9a-f]{64}$", DatasetFile.ContentHash(set));
    }

    [Fact]
    public void AChangedValueIsRefused()
    {
        using OperatorDataset set = Two(ScalarType.Float64);
        DatasetFile.Save(set, FilePath);
        byte[] bytes = File.ReadAllBytes(FilePath);
        int place = bytes.AsSpan().IndexOf(BitConverter.GetBytes(23.0 / 7));
        Assert.True(place > 0);
        bytes[place] ^= 1;
        File.WriteAllBytes(FilePath, bytes);
        Assert.Contains("was changed after it was written", Assert.Throws<InvalidDataException>(() => DatasetFile.Load(FilePath)).Message);
    }

    [Fact]
    public void AChangedCardIsRefused()
    {
        using OperatorDataset set = OperatorDataset.Generate(new CosineProblem(), 5, seed: 9);
        DatasetFile.Save(set, FilePath);
        byte[] bytes = File.ReadAllBytes(FilePath);
        int place = bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes("\"Seed\":9"));
        bytes[place + 7] = (byte)'8';
        File.WriteAllBytes(FilePath, bytes);
        Assert.Contains("the card of", Assert.Throws<InvalidDataException>(() => DatasetFile.Load(FilePath)).Message);
    }

    [Fact]
    public void ATruncatedFileIsRefusedWhereverItEnds()
    {
        using OperatorDataset set = Two(ScalarType.Float64);
        DatasetFile.Save(set, FilePath);
        byte[] bytes = File.ReadAllBytes(FilePath);
        for (int k = 0; k < 40; k++)
        {
            File.WriteAllBytes(FilePath, bytes[..(bytes.Length * k / 40)]);
            Assert.Throws<InvalidDataException>(() => DatasetFile.Load(FilePath));
        }
    }

    [Fact]
    public void ForeignAndMissingFilesAreRefused()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
        Assert.Throws<FileNotFoundException>(() => DatasetFile.Load(FilePath));
        File.WriteAllText(FilePath, "no HDF5");
        Assert.Throws<InvalidDataException>(() => DatasetFile.Load(FilePath));
        new PureHDF.H5File { ["a"] = new[] { 1.0 } }.Write(FilePath);
        Assert.Contains("expected format", Assert.Throws<InvalidDataException>(() => DatasetFile.Load(FilePath)).Message);
    }

    [Fact]
    public void PythonReadsTheFile()
    {
        Assert.SkipUnless(Python("import h5py", out _), "Debian's python3-h5py is not installed.");
        using OperatorDataset made = OperatorDataset.Generate(new CosineProblem(), 5, seed: 9, new GenerationOptions { Type = ScalarType.Float64 });
        using OperatorDataset set = OperatorDataset.Concatenate([made], ["tâche"]);
        DatasetFile.Save(set, FilePath);
        string program = $"import h5py, json; f = h5py.File('{FilePath}'); c = json.loads(f.attrs['card'])\n"
            + "print(f['inputs/u'].shape, f['outputs'].shape, f['locations'].shape, f['outputs'].dtype, c['Seed'], c['Equation'] == 's₁ = u′, s₂ = u²', list(f.attrs['output_names']), list(f.attrs['output_axes']))\n"
            + "print(float(abs(f['outputs'][:, :, 1] - f['inputs/u'][:, :, 0] ** 2).max()) < 1e-15)\n"
            + "print(list(f['tags'].asstr()[:2]))";
        Assert.True(Python(program, out string printed), printed);
        Assert.Equal("(5, 11, 1) (5, 11, 2) (11, 1) float64 9 True ['derivative', 'square'] [11]\nTrue\n['tâche', 'tâche']\n", printed);
    }

    [Fact]
    public void TheCacheAnswersTheSecondTime()
    {
        var options = new GenerationOptions { CacheFolder = folder };
        var first = new CosineProblem();
        using OperatorDataset made = OperatorDataset.Generate(first, 50, seed: 2, options);
        var second = new CosineProblem();
        using OperatorDataset found = OperatorDataset.Generate(second, 50, seed: 2, options);
        Assert.Equal((50, 2), (first.Solved, second.Solved));
        Assert.Equal(DatasetFile.ContentHash(made), DatasetFile.ContentHash(found));
        OperatorDataset.Generate(new CosineProblem(), 50, seed: 3, options).Dispose();
        OperatorDataset.Generate(new CosineProblem(12), 50, seed: 2, options).Dispose();
        Assert.Equal(3, Directory.GetFiles(folder).Length);
    }

    [Fact]
    public void TheCacheIsMadeAgainWhenTheSolverOrTheFileChanged()
    {
        var options = new GenerationOptions { CacheFolder = folder };
        using OperatorDataset old = OperatorDataset.Generate(new CosineProblem(), 5, seed: 2, options);
        var corrected = new CosineProblem { Amplitude = 2 };
        using OperatorDataset now = OperatorDataset.Generate(corrected, 5, seed: 2, options);
        Assert.False(old.Outputs.SameBits(now.Outputs));
        string file = Assert.Single(Directory.GetFiles(folder));
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..1000]);
        using OperatorDataset again = OperatorDataset.Generate(new CosineProblem { Amplitude = 2 }, 5, seed: 2, options);
        Assert.True(now.Outputs.SameBits(again.Outputs));
        DatasetFile.Load(file).Dispose();
    }

    private static bool Python(string program, out string printed)
    {
        printed = "";
        if (!File.Exists("/usr/bin/python3")) return false;
        var start = new ProcessStartInfo("/usr/bin/python3", ["-c", program]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        printed = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) printed += errors.Result;
        return process.ExitCode == 0;
    }
}
