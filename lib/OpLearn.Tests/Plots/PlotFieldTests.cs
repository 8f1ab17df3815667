using System.Text.Json;
using OpLearn.Plots;
using TorchSharp;
using Xunit;
using static OpLearn.Tests.FigureReading;
using static TorchSharp.torch;

namespace OpLearn.Tests;

public sealed class PlotFieldTests
{
    [Fact]
    public void Field_LeavesMaskedPointsBlank()
    {
        using var scope = NewDisposeScope();
        var set = new OperatorDataset(["u"], [ones(1, 1, 1)], tensor(new[] { 0f, 5f, 0f, 6f, 1f, 5f, 1f, 6f }, [4, 2]), ["heat"], tensor(new[] { 1f, 2f, 3f, 4f }, [1, 4, 1]), [2, 2],
            tensor(new[] { 1f, 1f, 1f, 0f }));
        JsonElement figure = Figure(Plot.Field(set, set.Outputs + 1, 0, coordinates: ["t (s)", "x (m)"])), layout = figure.GetProperty("layout");
        Assert.Equal(("x (m)", "t (s)"), (Title("xaxis"), Title("yaxis"))); // the second coordinate runs to the right
        string? Title(string axis) => layout.GetProperty(axis).GetProperty("title").GetProperty("text").GetString();
        Assert.Contains("2 values; got 1", Assert.Throws<ArgumentException>(() => Plot.Field(set, set.Outputs, 0, coordinates: ["t"])).Message);
        JsonElement[] traces = Traces(figure);
        foreach (JsonElement trace in traces)
        {
            Assert.Equal(JsonValueKind.Null, trace.GetProperty("z")[1][1].ValueKind);
            Assert.Equal(JsonValueKind.Number, trace.GetProperty("z")[1][0].ValueKind);
        }
        Assert.Equal(3.0, traces[0].GetProperty("zmax").GetDouble());
    }

    [Fact]
    public void Slices_CutTheChosenAxis_WithOneScaleForTruthAndPrediction()
    {
        using var scope = NewDisposeScope();
        var set = Cube();
        JsonElement figure = Figure(Plot.Slices(set, set.Outputs + 0.5f, 0, unit: "K", axis: 1, count: 2));
        JsonElement[] traces = Traces(figure);
        Assert.Equal(6, traces.Length);
        // Value = 100 i + 10 j + k; the cuts are at j = 0 and j = 2.
        Assert.Equal(0 + 0 + 0.0, traces[0].GetProperty("z")[0][0].GetDouble());
        Assert.Equal(101, traces[0].GetProperty("z")[1][1].GetDouble());
        Assert.Equal(121, traces[3].GetProperty("z")[1][1].GetDouble());
        Assert.Equal(121.5, traces[4].GetProperty("z")[1][1].GetDouble());
        Assert.Equal(0.5, traces[5].GetProperty("z")[1][1].GetDouble());
        Assert.Equal((0.0, 121.0), (traces[1].GetProperty("zmin").GetDouble(), traces[1].GetProperty("zmax").GetDouble()));
        Assert.Equal((-0.5, 0.5), (traces[5].GetProperty("zmin").GetDouble(), traces[5].GetProperty("zmax").GetDouble()));
        Assert.Equal(["y = 0", "y = 1"], Headings(figure));
        Assert.Contains("axis 3", Assert.Throws<ArgumentException>(() => Plot.Slices(set, set.Outputs, 0, axis: 3)).Message);
    }

    [Fact]
    public void WorstCase_OfAFieldOfThreeVariables_IsItsSlices()
    {
        using var scope = NewDisposeScope();
        var set = Cube();
        Assert.Equal(6, Traces(Figure(Plot.WorstCase(set, set.Outputs + 1))).Length);
    }

    [Fact]
    public void Samples_ShowsBestMedianAndWorst_InThatOrder()
    {
        using var scope = NewDisposeScope();
        var set = new OperatorDataset(["u"], [ones(3, 1, 1)], tensor(new[] { 0f, 1f }, [2, 1]), ["s"], ones(3, 2, 1));
        Tensor prediction = set.Outputs * tensor(new[] { 1.5f, 1.1f, 1.3f }, [3, 1, 1]);
        JsonElement figure = Figure(Plot.Samples(set, prediction, unit: "m"));
        double[] firsts = [.. Traces(figure).Where(trace => Name(trace) == "prediction").Select(trace => Math.Round(Values(trace, "y")[0], 5))];
        Assert.Equal([1.1, 1.3, 1.5], firsts);
        Assert.Equal(["best: 10.00 %", "median: 30.00 %", "worst: 50.00 %"], Headings(figure).Select(text => text.Replace("%", " %").Replace("  ", " ")));
        Assert.Equal("s (m)", Title(figure, "yaxis"));
        Assert.Equal("depth (mm)", Title(Figure(Plot.Samples(set, prediction, coordinates: ["depth (mm)"])), "xaxis4"));
        Assert.Contains("1 titles of coordinates; got 2", Assert.Throws<ArgumentException>(() => Plot.Samples(set, prediction, coordinates: ["t", "x"])).Message);
    }

    [Fact]
    public void Samples_OfFields_IsThreeByThree()
    {
        using var scope = NewDisposeScope();
        var set = new OperatorDataset(["u"], [ones(3, 1, 1)], tensor(new[] { 0f, 5f, 0f, 6f, 1f, 5f, 1f, 6f }, [4, 2]), ["heat"], ones(3, 4, 1), [2, 2]);
        JsonElement figure = Figure(Plot.Samples(set, set.Outputs * tensor(new[] { 1.5f, 1.1f, 1.3f }, [3, 1, 1]), coordinates: ["t (s)", "x (m)"]));
        Assert.Equal(9, Traces(figure).Length);
        Assert.Equal(("truth<br>t (s)", "x (m)"), (Title(figure, "yaxis"), Title(figure, "xaxis7")));
    }

    [Fact]
    public void Map_KeepsPlaces_BlanksWhatIsNoNumber_AndIsSymmetricWhereAsked()
    {
        JsonElement figure = Figure(Plot.Map([1, 2], [3, 4], [[1, double.NaN], [-3, 2]], "t", "x (m)", "t (s)", "gap (%)", symmetric: true)), trace = figure.GetProperty("data")[0];
        Assert.Equal(JsonValueKind.Null, trace.GetProperty("z")[0][1].ValueKind);
        Assert.Equal((-3.0, 3.0), (trace.GetProperty("zmin").GetDouble(), trace.GetProperty("zmax").GetDouble()));
        Assert.Equal("x (m)", Title(figure, "xaxis"));
        Assert.Equal("gap (%)", trace.GetProperty("colorbar").GetProperty("title").GetProperty("text").GetString());
        JsonElement wide = Figure(Plot.Map([0, 4], [3, 5], [[1, 2], [3, 4]], trueShape: true)).GetProperty("layout");
        Assert.Equal(("x", 790.0), (wide.GetProperty("yaxis").GetProperty("scaleanchor").GetString(), wide.GetProperty("width").GetDouble()));
        Assert.False(figure.GetProperty("layout").GetProperty("yaxis").TryGetProperty("scaleanchor", out _));
        Assert.Contains("must have 2 values; got 1", Assert.Throws<ArgumentException>(() => Plot.Map([1, 2], [3], [[1]])).Message);
        Assert.Contains("finite", Assert.Throws<ArgumentException>(() => Plot.Map([1], [3], [[double.NaN]])).Message);
    }

    private static OperatorDataset Cube()
    {
        var locations = new float[2 * 3 * 2 * 3];
        var values = new float[12];
        int n = 0;
        for (int i = 0; i < 2; i++)
            for (int j = 0; j < 3; j++)
                for (int k = 0; k < 2; k++, n++)
                {
                    (locations[3 * n], locations[3 * n + 1], locations[3 * n + 2]) = (i, j / 2f, k);
                    values[n] = 100 * i + 10 * j + k;
                }
        return new OperatorDataset(["u"], [ones(1, 1, 1)], tensor(locations, [12, 3]), ["heat"], tensor(values, [1, 12, 1]), [2, 3, 2]);
    }
}
