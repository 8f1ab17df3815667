using System.Text.Json;
using OpLearn.Plots;
using TorchSharp;
using Xunit;
using static OpLearn.Tests.FigureReading;
using static TorchSharp.torch;

namespace OpLearn.Tests;

public sealed class PlotTests
{
    [Fact]
    public void Prediction_DrawsTruthPredictionAndTheirDifference_InOrderOfTheLocations()
    {
        using var scope = NewDisposeScope();
        var set = new OperatorDataset(["u"], [ones(2, 1, 1)], tensor(new[] { 2f, 1f, 3f }, [3, 1]), ["pressure"], tensor(new[] { 0f, 0f, 0f, 20f, 10f, 30f }, [2, 3, 1]));
        JsonElement figure = Figure(Plot.Prediction(set, set.Outputs + 1, sample: 1, unit: "Pa")), data = figure.GetProperty("data");
        Assert.Equal([1.0, 2.0, 3.0], Values(data[0], "x"));
        Assert.Equal([10.0, 20.0, 30.0], Values(data[0], "y"));
        Assert.Equal([11.0, 21.0, 31.0], Values(data[1], "y"));
        Assert.Equal([1.0, 1.0, 1.0], Values(data[2], "y"));
        Assert.Equal("y2", data[2].GetProperty("yaxis").GetString());
        Assert.Equal("pressure (Pa)", Title(figure, "yaxis"));
        Assert.Contains("[2, 2, 1]", Assert.Throws<ArgumentException>(() => Plot.Prediction(set, zeros(2, 2, 1), 0)).Message);
    }

    [Fact]
    public void Field_UsesOneScaleForTruthAndPrediction_AndASymmetricOneForTheError()
    {
        using var scope = NewDisposeScope();
        var set = new OperatorDataset(["u"], [ones(1, 1, 1)], tensor(new[] { 0f, 5f, 0f, 6f, 0f, 7f, 1f, 5f, 1f, 6f, 1f, 7f }, [6, 2]), ["heat"],
            tensor(new[] { 1f, 2f, 3f, 4f, 5f, 6f }, [1, 6, 1]), [2, 3]);
        JsonElement data = Figure(Plot.WorstCase(set, set.Outputs - 0.5f)).GetProperty("data");
        Assert.Equal([0.0, 1.0], Values(data[0], "y"));
        Assert.Equal([5.0, 6.0, 7.0], Values(data[0], "x"));
        Assert.Equal([4.0, 5.0, 6.0], data[0].GetProperty("z")[1].EnumerateArray().Select(value => value.GetDouble()));
        foreach (int panel in new[] { 0, 1 })
        {
            Assert.Equal(1.0, data[panel].GetProperty("zmin").GetDouble());
            Assert.Equal(6.0, data[panel].GetProperty("zmax").GetDouble());
        }
        Assert.Equal(-0.5, data[2].GetProperty("zmin").GetDouble());
        Assert.Equal(0.5, data[2].GetProperty("zmax").GetDouble());
    }

    [Fact]
    public void Loss_ShowsHistoryAndValidation_OnALogarithmicAxis()
    {
        var run = new TrainingRun([4, 2], [new(1, 2, 4, null, 1, 1, 0, 0), new(2, 2, 2, 0.5, 1, 1, 0, 0)], [new(2, 0.5)], new(2, 0.5), false, 1, 1, "");
        JsonElement figure = Figure(Plot.Loss(run));
        Assert.Equal([4.0, 2.0], Values(figure.GetProperty("data")[0], "y"));
        Assert.Equal([0.5], Values(figure.GetProperty("data")[1], "y"));
        Assert.Equal("log", figure.GetProperty("layout").GetProperty("yaxis").GetProperty("type").GetString());
        Assert.Equal("optimiser step", Title(figure, "xaxis"));
    }

    [Fact]
    public void Table_PutsTheBestFirst()
    {
        var table = Plot.Table(new Dictionary<string, ErrorSummary> { ["mean field"] = ErrorSummary.Of([0.5, 0.7]), ["network"] = ErrorSummary.Of([0.1, 0.3]) });
        Assert.Equal(["network", "mean field"], table.RowKeys);
        Assert.Equal(0.2, table.GetColumn<double>("Mean")["network"], 15);
        Assert.True(table.GetColumn<bool>("Best")["network"]);
        Assert.False(table.GetColumn<bool>("Best")["mean field"]);
    }
}
