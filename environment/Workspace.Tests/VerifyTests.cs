using OpLearn.Workspace.Commands;
using OpLearn.Workspace.Reports;
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
        Assert.False(Verify(run, Path.Combine(folder, "none.json")));
    }

    [Fact]
    public void MissingAndUnknownNumbers_Fail()
    {
        string one = Record("one", ("error", 1.0)), two = Record("two", ("error", 1.0), ("time", 2.0));
        Assert.False(Verify(one, two));
        Assert.False(Verify(two, one));
        Assert.True(Verify(two, two));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"study":"s","preset":"quick","claims":[],"measurements":{"e":{"value":"much"}}}""")]
    [InlineData("""{"study":"../s","preset":"quick","claims":[],"measurements":{}}""")]
    [InlineData("""{"study":"s","preset":"large","claims":[],"measurements":{}}""")]
    public void WhatIsNoRecord_IsRefusedInOneLine(string text)
    {
        string file = Path.Combine(folder, "claims.json");
        File.WriteAllText(file, text);
        string message = Assert.Throws<FormatException>(() => RunRecord.Read(file)).Message;
        Assert.StartsWith(file, message);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void AChangedVerdict_IsNoted()
    {
        string old = Record("old", ("error", 0.95)), run = Record("run", ("error", 1.04));
        using var output = new StringWriter();
        Assert.True(VerifyCommand.Verify(run, RunRecord.Read(run), old, output));
        Assert.Contains("note  claim C: not reproduced, recorded as reproduced", output.ToString());
    }

    private static bool Verify(string run, string recorded) => VerifyCommand.Verify(run, RunRecord.Read(run), recorded, TextWriter.Null);

    private bool Verify(double recorded, double now, out string text)
    {
        string old = Record("old", ("error", recorded)), run = Record("run", ("error", now));
        using var output = new StringWriter();
        bool good = VerifyCommand.Verify(run, RunRecord.Read(run), old, output);
        text = output.ToString();
        return good;
    }

    private string Record(string name, params (string Name, double Value)[] numbers)
    {
        Study study = Study.Open("s", Preset.Quick, Path.Combine(folder, name));
        study.State(new Claim { Id = "C", Sentence = "s", Source = "t", Rule = "below 1", Decide = m => m["error"] < 1 ? Verdict.Reproduced : Verdict.NotReproduced });
        foreach ((string number, double value) in numbers) study.Measure(number, value, relativeTolerance: 0.1);
        study.Save();
        return Path.Combine(folder, name, "claims.json");
    }
}
