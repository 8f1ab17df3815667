using System.Text.Json.Nodes;
using Xunit;

namespace OpLearn.Tests;

public sealed class StudyTests : IDisposable
{
    private readonly string folder = Path.Combine(Path.GetTempPath(), $"oplearn-study-{Guid.NewGuid():N}");

    public void Dispose()
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    private static Claim ErrorBelow(double threshold) => new()
    {
        Id = "A-1",
        Sentence = "The network's error is small — ε < 5 %.",
        Source = "Table 1",
        Rule = $"reproduced below {threshold}, partly below twice that",
        Decide = m => m["error"] < threshold ? Verdict.Reproduced : m["error"] < 2 * threshold ? Verdict.Partly : Verdict.NotReproduced,
    };

    [Theory]
    [InlineData(0.04, Verdict.Reproduced)]
    [InlineData(0.07, Verdict.Partly)]
    [InlineData(0.2, Verdict.NotReproduced)]
    public void TheRuleDecides(double error, Verdict expected)
    {
        Study study = Study.Open("s", Preset.Quick, folder);
        study.State(ErrorBelow(0.05));
        study.Measure("error", error);
        study.Measure("not read", 1.0);
        ClaimResult result = Assert.Single(study.Decide());
        Assert.Equal(expected, result.Verdict);
        Assert.Equal([new KeyValuePair<string, double>("error", error)], result.Measured);
    }

    [Fact]
    public void SmokeNeverJudges_ButRunsTheRule()
    {
        Study study = Study.Open("s", Preset.Smoke, folder);
        study.State(ErrorBelow(0.05));
        Assert.Contains("'error'", Assert.Throws<KeyNotFoundException>(study.Decide).Message);
        study.Measure("error", 0.01);
        Assert.Equal(Verdict.NotAssessed, Assert.Single(study.Decide()).Verdict);
    }

    [Fact]
    public void NaN_NeverSpeaksForAClaim()
    {
        Study study = Study.Open("s", Preset.Quick, folder);
        study.State(ErrorBelow(0.05) with { Decide = m => m["error"] > 0.05 ? Verdict.NotReproduced : Verdict.Reproduced });
        study.Measure("error", double.NaN);
        ClaimResult result = Assert.Single(study.Save());
        Assert.Equal(Verdict.NotReproduced, result.Verdict);
        Assert.Contains("not a number", result.Note);
        Assert.Equal("NaN", Read("claims.json")["measurements"]!["error"]!["value"]!.GetValue<string>());
    }

    [Fact]
    public void SeveralSeeds_GiveMeanSpreadAndEach()
    {
        Study study = Study.Open("s", Preset.Quick, folder);
        study.State(ErrorBelow(0.05) with { Decide = m => m["error"] < m["other"] - m.Spread("other") && m.PerSeed("error").Max() < 0.05 ? Verdict.Reproduced : Verdict.Partly });
        study.MeasureSeeds("error", [0.01, 0.02, 0.03]);
        study.MeasureSeeds("other", [0.3, 0.5]);
        ClaimTable results = study.Save();
        Assert.Equal(Verdict.Reproduced, results[0].Verdict);
        Assert.Equal(0.02, results[0].Measured["error"], 15);
        Assert.Equal(0.01, results[0].Spreads["error"], 15);
        Assert.Equal("error = 0.02 ± 0.01", results[0].Evidence[0]);
        Assert.Equal([0.01, 0.02, 0.03], Read("claims.json")["measurements"]!["error"]!["perSeed"]!.AsArray().Select(x => x!.GetValue<double>()));
        Assert.Throws<ArgumentException>(() => study.MeasureSeeds("none", []));
    }

    [Fact]
    public void TablesReadWell()
    {
        Study study = Study.Open("s", Preset.Quick, folder);
        study.State(ErrorBelow(0.05));
        study.MeasureSeeds("error", [0.01, 0.03]);
        study.Measure("single", 2, relativeTolerance: 0.01, absoluteTolerance: 0.5);
        Assert.Equal($"{"error",-40} {0.02,12} ± 0.014 over 2 seeds\n{"single",-40} {2,12}", study.Measured.ToString());
        Assert.StartsWith("A-1        Reproduced     error = 0.02 ± 0.014", study.Save().ToString());
    }

    [Fact]
    public void OneSeed_HasNoSpread_AndNoRuleHoldsByIt()
    {
        Study study = Study.Open("s", Preset.Quick, folder);
        study.State(ErrorBelow(0.05) with { Decide = m => m["error"] + m.Spread("error") < 1 ? Verdict.Reproduced : Verdict.NotReproduced });
        study.MeasureSeeds("error", [0.01]);
        Assert.Equal(Verdict.NotReproduced, study.Save()[0].Verdict);
        Assert.Null(Read("claims.json")["measurements"]!["error"]!["perSeed"]);
    }

    [Fact]
    public void RulesComeBeforeNumbers()
    {
        Study study = Study.Open("s", Preset.Quick, folder);
        study.Measure("error", 0.1);
        Assert.Throws<InvalidOperationException>(() => study.State(ErrorBelow(0.05)));
    }

    [Fact]
    public void TheSameIdTwice_IsRefused()
    {
        Study study = Study.Open("s", Preset.Quick, folder);
        study.State(ErrorBelow(0.05));
        Assert.Throws<ArgumentException>(() => study.State(ErrorBelow(0.1)));
    }

    [Fact]
    public void Save_WritesClaimsAndManifest_AndNoHalfFiles()
    {
        Study study = Study.Open("my-study", Preset.Quick, folder);
        study.State(ErrorBelow(0.05));
        study.UseSeeds([3, 1, 3]);
        study.UseData("train", "abc");
        study.Note("optimiser", "Adam");
        study.Measure("error", 0.04, relativeTolerance: 0.1, absoluteTolerance: 0.001);
        study.Save();
        JsonNode claims = Read("claims.json"), manifest = Read("manifest.json");
        Assert.Equal("Reproduced", claims["claims"]![0]!["verdict"]!.GetValue<string>());
        Assert.Equal(0.04, claims["measurements"]!["error"]!["value"]!.GetValue<double>());
        Assert.Equal(0.1, claims["measurements"]!["error"]!["relativeTolerance"]!.GetValue<double>());
        Assert.Contains("— ε < 5 %", File.ReadAllText(Path.Combine(folder, "claims.json")));
        Assert.Equal("quick", manifest["preset"]!.GetValue<string>());
        Assert.Equal("[1,3]", manifest["seeds"]!.ToJsonString());
        Assert.Equal("abc", manifest["data"]!["train"]!.GetValue<string>());
        Assert.Equal("0.107.0", manifest["packages"]!["TorchSharp"]!.GetValue<string>());
        Assert.Contains(manifest["packages"]!.AsObject(), package => package.Key.StartsWith("libtorch", StringComparison.OrdinalIgnoreCase));
        Assert.True(manifest["machine"]!["torchThreads"]!.GetValue<int>() >= 1);
        Assert.True(manifest["wallSeconds"]!.GetValue<double>() >= 0);
        Assert.Equal(["claims.json", "manifest.json"], Directory.GetFiles(folder).Select(Path.GetFileName).Order());
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData(".hidden")]
    public void Open_RefusesWhatIsNoPlainName(string name) => Assert.Throws<ArgumentException>(() => Study.Open(name, Preset.Quick, folder));

    [Theory]
    [InlineData(1.0, 1.1, true)]
    [InlineData(1.0, 1.1001, false)]
    [InlineData(-1.0, -0.9, true)]
    [InlineData(0.0, 1e-9, false)]
    [InlineData(double.NaN, double.NaN, true)]
    [InlineData(double.NaN, 1.0, false)]
    [InlineData(1.0, double.NaN, false)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity, true)]
    [InlineData(double.PositiveInfinity, 1.0, false)]
    public void Tolerance_IsRelativeToTheRecordedValue(double recorded, double value, bool accepted) =>
        Assert.Equal(accepted, new Measurement("x", recorded, 0.1 + 1e-12, 0).Accepts(value));

    [Fact]
    public void PresetTexts()
    {
        Assert.Same(Preset.Paper, Preset.Parse(" PAPER "));
        Assert.Contains("'huge'", Assert.Throws<ArgumentException>(() => Preset.Parse("huge")).Message);
        Assert.Equal([1, 2, 3], Preset.All.Select(preset => preset.Choose(1, 2, 3)));
    }

    private JsonNode Read(string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(folder, file)))!;
}
