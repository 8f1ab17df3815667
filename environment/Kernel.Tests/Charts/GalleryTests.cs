using System.Text.Json.Nodes;
using OpLearn.Kernel.Charts;
using Xunit;

namespace OpLearn.Kernel.Tests.Charts;

/// <summary>What a picture shows against what plotly.js shows of the same figure; Gallery/expected.py asked it.</summary>
public sealed class GalleryTests
{
    private static readonly JsonObject Figures = Load("figures.json"), Expected = Load("expected.json");

    public static TheoryData<string> Names => [.. Figures.Select(entry => entry.Key)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Axes_have_the_ranges_ticks_and_places_of_the_interactive_chart(string name)
    {
        JsonObject source = Figures[name]!.AsObject();
        Figure figure = new(source.DeepClone().AsObject());
        PlotArea area = figure.Arrange((int)source.Number("layout.width", 700), (int)source.Number("layout.height", 450));
        JsonNode expected = Expected[name]!;
        foreach ((string side, double ours) in new[] { ("l", area.Inner.Left), ("t", area.Inner.Top), ("r", area.Width - area.Inner.Right), ("b", area.Height - area.Inner.Bottom) })
            // The browser that was asked has a wider typeface, and some margins hold a text.
            Assert.True(Math.Abs(expected.Number("size." + side, 0) - ours) <= Math.Max(8, 0.08 * expected.Number("size." + side, 0)), $"{name}: margin {side} is {ours}, not {expected.Number("size." + side, 0)}");
        foreach ((string id, JsonNode? axis) in expected["axes"]!.AsObject())
        {
            Axis ours = figure.Axes[id];
            Assert.Equal(axis.Text("type"), ours.Kind);
            double[] range = FigureJson.Numbers(axis!["range"])!;
            double slack = Math.Abs(range[1] - range[0]) * 0.01;
            Assert.True(Math.Abs(range[0] - ours.Range.From) <= slack && Math.Abs(range[1] - ours.Range.To) <= slack,
                $"{name}: {id} runs from {ours.Range.From} to {ours.Range.To}, not from {range[0]} to {range[1]}");
            Assert.True(Math.Abs(axis.Number("length", 0) - ours.Length) <= 10, $"{name}: {id} is {ours.Length} long, not {axis.Number("length", 0)}");
            Assert.Equal(axis["labels"]!.AsArray().Select(FigureJson.Text), (ours.Range.To < ours.Range.From ? ours.Ticks.Reverse() : ours.Ticks).Select(tick => tick.Label));
        }
    }

    [Theory]
    [InlineData("bands")]
    [InlineData("bars")]
    [InlineData("contour")]
    [InlineData("panels")]
    public void The_same_figure_is_the_same_file(string name)
    {
        byte[] first = FigureRenderer.Render(Figures[name]!.AsObject()).Png!, second = FigureRenderer.Render(Figures[name]!.DeepClone().AsObject()).Png!;
        Assert.Equal(first, second);
        Assert.InRange(first.Length, 5_000, 120_000);
    }

    private static JsonObject Load(string name) => JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Charts", "Gallery", name)))!.AsObject();
}
