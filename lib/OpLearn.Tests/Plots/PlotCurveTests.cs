using System.Text.Json;
using OpLearn.Plots;
using Xunit;
using static OpLearn.Tests.FigureReading;

namespace OpLearn.Tests;

public sealed class PlotCurveTests
{
    [Fact]
    public void LearningCurve_HasALineAModel_OnTwoLogarithmicAxes()
    {
        var errors = new Dictionary<string, IReadOnlyList<double>> { ["FNO"] = [0.1, 0.01], ["DeepONet"] = [0.2, 0.1] };
        JsonElement figure = Figure(Plot.LearningCurve([100, 1000], errors, yTitle: "test MSE"));
        Assert.Contains("test MSE", figure.ToString());
        Assert.Equal(["FNO", "DeepONet"], Traces(figure).Select(Name));
        Assert.Equal([100.0, 1000.0], Values(Traces(figure)[0], "x"));
        Assert.Equal([0.2, 0.1], Values(Traces(figure)[1], "y"));
        Assert.Equal(("log", "log"), (AxisKind(figure, "xaxis"), AxisKind(figure, "yaxis")));
        Assert.Contains("FNO must have one error a size; got 2 for 1 sizes", Assert.Throws<ArgumentException>(() => Plot.LearningCurve([1], errors)).Message);
    }

    [Fact]
    public void SeedBands_RunFromTheSmallestToTheLargestSeed_AroundTheGeometricMean()
    {
        JsonElement[] traces = Traces(Figure(Plot.SeedBands([1, 2], new Dictionary<string, IReadOnlyList<IReadOnlyList<double>>> { ["FNO"] = [[1, 4], [100, 9]] })));
        Assert.Equal([100.0, 9, 4, 1], Values(traces[0], "y"));
        Assert.Equal([1.0, 2, 2, 1], Values(traces[0], "x"));
        Assert.Equal([10.0, 6.0], Values(traces[1], "y").Select(value => Math.Round(value, 10)));
        Assert.Contains("every curve of FNO", Assert.Throws<ArgumentException>(() => Plot.SeedBands([1], new Dictionary<string, IReadOnlyList<IReadOnlyList<double>>> { ["FNO"] = [[1, 4]] })).Message);
    }

    [Fact]
    public void ErrorByWavenumber_ShowsTruthAndError()
    {
        JsonElement figure = Figure(Plot.ErrorByWavenumber(new SpectralErrors([0, 1, 2], [1, 2, 3], [4, 5, 6], [7, 8, 9])));
        Assert.Equal(["truth", "error"], Traces(figure).Select(Name));
        Assert.Equal([4.0, 5, 6], Values(Traces(figure)[0], "y"));
        Assert.Equal([1.0, 2, 3], Values(Traces(figure)[1], "y"));
        Assert.Equal("log", AxisKind(figure, "yaxis"));
    }

    [Fact]
    public void ErrorHistory_IsTheLogarithmOfTheRelativeError_BlankWithoutTruth()
    {
        SpectralErrors early = new([0, 1], [4, 1], [4, 0], [1, 1]), late = new([0, 1], [0.04, 1], [4, 0], [1, 1]);
        JsonElement figure = Figure(Plot.ErrorHistory([10, 20], [early, late])), trace = figure.GetProperty("data")[0];
        Assert.Equal([10.0, 20.0], Values(trace, "x"));
        Assert.Equal([0.0, -1.0], trace.GetProperty("z")[0].EnumerateArray().Select(value => Math.Round(value.GetDouble(), 10)));
        Assert.All(trace.GetProperty("z")[1].EnumerateArray(), value => Assert.Equal(JsonValueKind.Null, value.ValueKind));
        Assert.Throws<ArgumentException>(() => Plot.ErrorHistory([10], [early, late]));
        Assert.Throws<ArgumentException>(() => Plot.ErrorHistory([10, 20], [early, late with { Wavenumbers = [0, 2] }]));
    }

    [Fact]
    public void Coverage_HasTheDiagonalOfACalibratedEnsemble()
    {
        JsonElement figure = Figure(Plot.Coverage(new Dictionary<string, CalibrationCurve> { ["ensemble"] = new([0.5, 0.9], [0.4, 0.8], 1) }));
        Assert.Equal([0.4, 0.8], Values(Traces(figure)[0], "y"));
        JsonElement diagonal = figure.GetProperty("layout").GetProperty("shapes")[0];
        Assert.Equal((0.0, 1.0), (diagonal.GetProperty("y0").GetDouble(), diagonal.GetProperty("y1").GetDouble()));
    }

    [Fact]
    public void Ratio_ShowsEverySeed()
    {
        Dictionary<string, IReadOnlyList<ConfidenceInterval>> ratios = new() { ["a / b"] = [new(1.5, 1.2, 1.9, 0.95), new(0.8, 0.6, 1.1, 0.95)] };
        Dictionary<string, IReadOnlyList<IReadOnlyList<double>>> seeds = new() { ["a / b"] = [[1.4, 1.6], [0.7, 0.9]] };
        JsonElement figure = Figure(Plot.Ratio([1, 2], ratios, seeds: seeds));
        JsonElement points = figure.GetProperty("data").EnumerateArray().Single(trace => trace.GetProperty("name").GetString() == "a / b: one seed");
        Assert.Equal([1, 1, 2, 2], points.GetProperty("x").EnumerateArray().Select(x => x.GetDouble()));
        Assert.Equal([1.4, 1.6, 0.7, 0.9], points.GetProperty("y").EnumerateArray().Select(y => y.GetDouble()));
        Assert.Contains("c / d", Assert.Throws<ArgumentException>(() => Plot.Ratio([1, 2], ratios, seeds: new Dictionary<string, IReadOnlyList<IReadOnlyList<double>>> { ["c / d"] = [[1], [1]] })).Message);
    }

    [Fact]
    public void Ratio_HasBandsOfConfidence_AndTheLineOfNoDifference()
    {
        var ratios = new Dictionary<string, IReadOnlyList<ConfidenceInterval>> { ["one / two branches"] = [new(1, 0.8, 1.2, 0.95), new(3, 2, 4, 0.95)] };
        JsonElement figure = Figure(Plot.Ratio([0.1, 10], ratios, "coupling strength", logarithmicDial: true));
        Assert.Equal([1.2, 4, 2, 0.8], Values(Traces(figure)[0], "y"));
        Assert.Equal([1.0, 3.0], Values(Traces(figure)[1], "y"));
        Assert.Equal("log", AxisKind(figure, "xaxis"));
        Assert.Equal(1.0, figure.GetProperty("layout").GetProperty("shapes")[0].GetProperty("y0").GetDouble());
        Assert.Throws<ArgumentException>(() => Plot.Ratio([0.1], ratios));
    }

    [Fact]
    public void LabelledPoints_KeepTheirNames_AndAreReadAgainstALevel()
    {
        var groups = new Dictionary<string, IReadOnlyList<LabelledPoint>> { ["pair"] = [new(1, 0.7, "0"), new(100, 1.3, "10")], ["steel"] = [new(5, 1)] };
        JsonElement figure = Figure(Plot.Labelled(groups, "share, %", "ratio", joined: true, level: 1, logarithmic: true));
        Assert.Equal([0.7, 1.3], Values(Traces(figure)[0], "y"));
        Assert.Equal(["0", "10"], Traces(figure)[0].GetProperty("text").EnumerateArray().Select(text => text.GetString()));
        Assert.Equal("lines+markers+text", Traces(figure)[1].GetProperty("mode").GetString());
        Assert.Equal("log", AxisKind(figure, "xaxis"));
        Assert.Equal(1.0, figure.GetProperty("layout").GetProperty("shapes")[0].GetProperty("y1").GetDouble());
        Assert.False(Figure(Plot.Labelled(groups, "share, %", "ratio")).GetProperty("layout").TryGetProperty("shapes", out _));
    }
}
