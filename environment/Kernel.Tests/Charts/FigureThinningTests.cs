using System.Text.Json.Nodes;
using OpLearn.Kernel.Charts;
using Xunit;

namespace OpLearn.Kernel.Tests.Charts;

public sealed class FigureThinningTests
{
    private static JsonObject Field(int rows, int columns) => new()
    {
        ["data"] = new JsonArray(new JsonObject
        {
            ["type"] = "heatmap",
            ["z"] = new JsonArray([.. Enumerable.Range(0, rows).Select(i => (JsonNode)new JsonArray([.. Enumerable.Range(0, columns).Select(j => (JsonNode)(Math.Sin(i / 37.0) * Math.Cos(j / 23.0)))]))]),
            ["x"] = new JsonArray([.. Enumerable.Range(0, columns).Select(j => (JsonNode)(j / (double)columns))]),
        }),
        ["layout"] = new JsonObject(),
    };

    [Theory]
    [InlineData(512, 512)]
    [InlineData(2000, 30)]
    [InlineData(101, 103)]
    public void Fields_become_block_means_within_the_budget_and_say_so(int rows, int columns)
    {
        JsonObject figure = Field(rows, columns);
        string note = FigureThinning.Apply(figure)!;
        Assert.InRange(figure.ToJsonString().Length, 1_000, FigureThinning.Budget);
        Assert.Contains($"field {rows}×{columns} shown as", note, StringComparison.Ordinal);
        JsonNode trace = figure["data"]![0]!;
        Assert.Equal(trace["z"]![0]!.AsArray().Count, trace["x"]!.AsArray().Count);
        Assert.InRange(trace["zmax"]!.GetValue<double>(), 0.98, 1.0);
        Assert.InRange(trace["x"]![0]!.GetValue<double>(), 0, 0.5);
    }

    [Fact]
    public void A_block_mean_is_the_mean_of_its_block()
    {
        JsonObject figure = Field(200, 200);
        FigureThinning.Apply(figure);
        JsonNode trace = figure["data"]![0]!;
        int block = (int)Math.Ceiling(200.0 / trace["z"]!.AsArray().Count);
        double expected = Enumerable.Range(0, block).SelectMany(i => Enumerable.Range(0, block).Select(j => Math.Sin(i / 37.0) * Math.Cos(j / 23.0))).Average();
        Assert.Equal(expected, trace["z"]![0]![0]!.GetValue<double>(), 5);
    }

    [Fact]
    public void Long_lines_keep_their_extremes_and_their_ends()
    {
        double[] y = [.. Enumerable.Range(0, 200_000).Select(i => Math.Sin(i / 900.0))];
        (y[77_777], y[123_456]) = (50, -50);
        JsonObject figure = new()
        {
            ["data"] = new JsonArray(new JsonObject { ["type"] = "scatter", ["x"] = new JsonArray([.. Enumerable.Range(0, y.Length).Select(i => (JsonNode)i)]), ["y"] = new JsonArray([.. y.Select(v => (JsonNode)v)]) }),
            ["layout"] = new JsonObject(),
        };
        string note = FigureThinning.Apply(figure)!;
        JsonNode trace = figure["data"]![0]!;
        double[] kept = FigureJson.Numbers(trace["y"])!, x = FigureJson.Numbers(trace["x"])!;
        Assert.Contains("of 200000 points", note, StringComparison.Ordinal);
        Assert.Equal((50.0, -50.0), (kept.Max(), kept.Min()));
        Assert.Equal((0.0, 199_999.0), (x[0], x[^1]));
        Assert.Equal(77_777, x[Array.IndexOf(kept, 50)]);
        Assert.InRange(figure.ToJsonString().Length, 1_000, FigureThinning.Budget);
    }

    [Fact]
    public void Small_figures_stay_as_they_are()
    {
        JsonObject figure = Field(20, 20);
        string before = figure.ToJsonString();
        Assert.Null(FigureThinning.Apply(figure));
        Assert.Equal(before, figure.ToJsonString());
    }

    [Fact]
    public void Twelve_charts_of_large_fields_stay_under_two_megabytes()
    {
        int size = 0;
        for (int k = 0; k < 12; k++)
            size += ChartFormatter.Format(Field(256 + k, 256)).Data.ToJsonString().Length;
        Assert.InRange(size, 100_000, 2_000_000);
    }
}
