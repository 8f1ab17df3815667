using OpLearn.Workspace.Doctor;
using Xunit;

namespace OpLearn.Workspace.Tests;

[Collection("Processes")]
public sealed class DoctorTests
{
    [Fact]
    public void EachLineSaysHowThingsAre_AndTheCodeFollows()
    {
        (int code, string output, string error) = Cli.Run(["doctor"]);
        string[] lines = output.TrimEnd().Split('\n');
        Assert.All(lines, line => Assert.Matches("^(ok  |note|BAD ) \\S", line));
        foreach (string what in (string[])[".NET SDK", "libtorch", "GPU", "Threads", "Memory", "Disk", ".net-csharp", ".net-fsharp", "Jupyter"])
            Assert.Contains(lines, line => line[5..].StartsWith(what, StringComparison.Ordinal));
        Assert.Equal(lines.Any(line => line.StartsWith("BAD", StringComparison.Ordinal)) ? 1 : 0, code);
        Assert.Equal("", error);
    }

    [Fact]
    public void AStaleKernelEntry_IsToldWithItsRemedy()
    {
        string folder = Directory.CreateTempSubdirectory("oplearn-doctor-").FullName;
        string entry = Directory.CreateDirectory(Path.Combine(folder, "kernels", ".net-csharp")).FullName;
        File.WriteAllText(Path.Combine(entry, "kernel.json"), """{"argv": ["dotnet", "/nowhere/x.dll"]}""");
        (_, string output, _) = Cli.Run(["doctor"], new Dictionary<string, string> { ["JUPYTER_DATA_DIR"] = folder });
        Directory.Delete(folder, recursive: true);
        string line = Assert.Single(output.Split('\n'), line => line.Contains(".net-csharp"));
        Assert.StartsWith("note", line);
        Assert.Contains("kernel install", line);
    }

    [Theory]
    [InlineData(null, "10.0.100", "Bad")]
    [InlineData("9.0.300", "10.0.100", "Bad")]
    [InlineData("10.0.099", "10.0.100", "Bad")]
    [InlineData("11.0.100", "10.0.100", "Bad")]
    [InlineData("10.0.401", "10.0.100", "Ok")]
    [InlineData("10.0.100-rc.2", "10.0.100", "Ok")]
    [InlineData("8.0.100", null, "Ok")]
    public void TheSdkIsHeldToGlobalJson(string? found, string? wanted, string health) => Assert.Equal(health, Checkup.Sdk(found, wanted).Health.ToString());

    [Fact]
    public void MemoryAndClientsAreNoted()
    {
        Assert.Equal(Health.Note, Checkup.Memory(2L << 30).Health);
        Assert.Equal(Health.Ok, Checkup.Memory(8L << 30).Health);
        Assert.Equal(Health.Note, Checkup.Clients(null).Health);
        Assert.Equal("jupyter_client 7.4.9, notebook 6.4.12", Checkup.Clients("Selected Jupyter core packages...\njupyter_client   : 7.4.9\njupyterlab       : not installed\nnotebook         : 6.4.12").State);
    }
}
