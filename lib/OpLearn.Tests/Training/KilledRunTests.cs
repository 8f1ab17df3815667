using System.Diagnostics;
using Xunit;

namespace OpLearn.Tests;

[Collection("process-wide state")]
public sealed class KilledRunTests : IDisposable
{
    private const int Kills = 20;
    private readonly string folder = Directory.CreateTempSubdirectory("oplearn-killed-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void ProcessKilledAtTwentyRandomInstants_EndsBitwiseAsIfNeverStopped()
    {
        var (whole, bits) = KilledRun.Train(Path.Combine(folder, "whole.safetensors"));
        string file = Path.Combine(folder, "killed.safetensors");
        var random = new Random(11);
        int killed = 0;
        for (int trial = 0; trial < Kills; trial++)
        {
            using Process child = KilledRun.Start(file);
            Assert.Equal("training", child.StandardOutput.ReadLine());
            Thread.Sleep(random.Next(0, 40));
            if (!child.HasExited) killed++;
            child.Kill(); // SIGKILL
            child.WaitForExit();
        }
        Assert.Equal(Kills, killed); // a run that ended before would show nothing
        int resumedFrom = int.Parse(StepOf(file));
        Assert.InRange(resumedFrom, 15 * Kills, KilledRun.Steps - 1);
        TestContext.Current.TestOutputHelper?.WriteLine($"step {resumedFrom} of {KilledRun.Steps} after {Kills} kills");
        var (resumed, resumedBits) = KilledRun.Train(file);
        Assert.Equal(bits, resumedBits);
        Assert.Equal(whole.StepLosses, resumed.StepLosses);
        Assert.Equal(whole.Validation, resumed.Validation);
    }

    private static string StepOf(string file)
    {
        using SafetensorsContent content = Safetensors.Read(file);
        return content.Metadata["step"];
    }
}
