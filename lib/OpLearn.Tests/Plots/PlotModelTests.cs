using System.Text.Json;
using Deedle;
using OpLearn.Plots;
using Xunit;
using static OpLearn.Tests.FigureReading;

namespace OpLearn.Tests;

public sealed class PlotModelTests
{
    [Fact]
    public void Errors_HasABarAndAWhiskerAModel_AndAPointASeed()
    {
        JsonElement[] traces = Traces(Figure(Plot.Errors(new Dictionary<string, IReadOnlyList<double>> { ["FNO"] = [1, 3], ["DeepONet"] = [5, 5, 8] })));
        Assert.Equal([2.0, 6.0], Values(traces[0], "y"));
        Assert.Equal(Math.Sqrt(2), Values(traces[0].GetProperty("error_y"), "array")[0], 12);
        Assert.Equal([1.0, 3, 5, 5, 8], Values(traces[1], "y"));
        Assert.Equal(["FNO", "FNO", "DeepONet", "DeepONet", "DeepONet"], traces[1].GetProperty("x").EnumerateArray().Select(x => x.GetString()));
        Assert.Throws<ArgumentException>(() => Plot.Errors(new Dictionary<string, IReadOnlyList<double>>()));
    }

    [Fact]
    public void Comparison_MarksTheBestOfEachColumn()
    {
        var rows = new Dictionary<string, IReadOnlyList<SeedSpread>> { ["FNO"] = [new(0.01, 0.002, 0, 0, 3), new(0.5, 0, 0, 0, 1)], ["DeepONet"] = [new(0.03, 0.001, 0, 0, 3), new(0.2, 0, 0, 0, 1)] };
        string[][] cells = Cells(Figure(Plot.Comparison(["in", "out"], rows)));
        Assert.Equal([["FNO", "DeepONet"], ["<b>0.01 ± 0.002</b>", "0.03 ± 0.001"], ["0.5", "<b>0.2</b>"]], cells);
        Assert.Contains("must have 1 values; got 2", Assert.Throws<ArgumentException>(() => Plot.Comparison(["in"], rows)).Message);
    }

    [Fact]
    public void FrameTable_MarksTheSmallestNumberOfTheColumnsNamed()
    {
        Frame<string, string> frame = Plot.Table(new Dictionary<string, ErrorSummary> { ["mean field"] = ErrorSummary.Of([0.5, 0.7]), ["network"] = ErrorSummary.Of([0.1, 0.3]) });
        JsonElement figure = Figure(Plot.FrameTable(frame, ["Mean"]));
        string[] heading = [.. Traces(figure)[0].GetProperty("header").GetProperty("values").EnumerateArray().Select(value => value.GetString()!)];
        string[][] cells = Cells(figure);
        Assert.Equal(["<b>0.2</b>", "0.6"], cells[Array.IndexOf(heading, "<b>Mean</b>")]);
        Assert.Equal(["0.3", "0.7"], cells[Array.IndexOf(heading, "<b>Worst</b>")]);
        Assert.Contains("there is no Average", Assert.Throws<ArgumentException>(() => Plot.FrameTable(frame, ["Average"])).Message);
    }

    private static string[][] Cells(JsonElement figure) =>
        [.. Traces(figure)[0].GetProperty("cells").GetProperty("values").EnumerateArray().Select(column => column.EnumerateArray().Select(cell => cell.GetString()!).ToArray())];
}
