using OpLearn.Workspace.Commands;
using Xunit;

namespace OpLearn.Workspace.Tests;

public sealed class VerifyTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("oplearn-verify-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void WithinItsTolerance_Passes()
    {
        Assert.True(Verify(recorded: 1.0, now: 1.09, out string text));
        Assert.Contains("PASS  error: 1.09", text);
    }

    [Fact]
    public void OutsideItsTolerance_Fails()
    {
        Assert.False(Verify(recorded: 1.0, now: 1.11, out string text));
        Assert.Contains("FAIL  error: 1.11", text);
    }

    [Fact]
    public void NotANumber_Fails() => Assert.False(Verify(recorded: 1.0, now: double.NaN, out _));

    [Fact]
    public void NothingRecorded_Fails()
    {
        string run = Record("run", ("error", 1.0));
        Assert.False(VerifyCommand.Verify(run, (_, _) => Path.Combine(folder, "none.json"), TextWriter.Null));
    }

    [Fact]
    public void MissingAndUnknownNumbers_Fail()
    {
        string one = Record("one", ("error", 1.0)), two = Record("two", ("error", 1.0), ("time", 2.0));
        Assert.False(VerifyCommand.Verify(one, (_, _) => two, TextWriter.Null));
        Assert.False(VerifyCommand.Verify(two, (_, _) => one, TextWriter.Null));
        Assert.True(VerifyCommand.Verify(two, (_, _) => two, TextWriter.Null));
    }

    private bool Verify(double recorded, double now, out string text)
    {
        string old = Record("old", ("error", recorded)), run = Record("run", ("error", now));
        using var output = new StringWriter();
        bool good = VerifyCommand.Verify(run, (_, _) => old, output);
        text = output.ToString();
        return good;
    }

    private string Record(string name, params (string Name, double Value)[] numbers)
    {
        Study study = Study.Open("s", Preset.Quick, Path.Combine(folder, name));
        foreach ((string number, double value) in numbers) study.Measure(number, value, relativeTolerance: 0.1);
        study.Save();
        return Path.Combine(folder, name, "claims.json");
    }
}
