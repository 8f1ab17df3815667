using System.Text.Json.Nodes;
using CsCheck;
using OpLearn.Kernel.Charts;
using SkiaSharp;
using Xunit;

namespace OpLearn.Kernel.Tests.Charts;

public sealed class FigureRendererTests
{
    /// <summary>No margins: the axes fill the page of 100 by 100, so a place in the data is a place in the picture.</summary>
    private const string Bare = """ "width":100,"height":100,"margin":{"l":0,"r":0,"t":0,"b":0},"showlegend":false """;
    private const string Axes = """ "xaxis":{"range":[0,10],"visible":false},"yaxis":{"range":[0,10],"visible":false} """;

    private static SKBitmap Draw(string data, string layout)
    {
        FigurePicture picture = FigureRenderer.Render(JsonNode.Parse($$"""{"data":[{{data}}],"layout":{ {{layout}} } }""")!.AsObject());
        Assert.True(picture.Png is not null, picture.Missing);
        return SKBitmap.Decode(picture.Png);
    }

    /// <summary>The colour at a place of a page of 100 by 100, whatever the picture's resolution.</summary>
    private static SKColor At(SKBitmap picture, double x, double y) => picture.GetPixel((int)(x / 100 * picture.Width), (int)(y / 100 * picture.Height));

    [Fact]
    public void A_line_runs_where_its_data_are_in_its_colour()
    {
        using SKBitmap picture = Draw("""{"type":"scatter","mode":"lines","x":[0,10],"y":[2,2],"line":{"color":"#0072B2","width":4}}""", Bare + "," + Axes);
        Assert.Equal(new SKColor(0x00, 0x72, 0xB2), At(picture, 50, 80));
        Assert.Equal(SKColors.White, At(picture, 50, 70));
    }

    [Fact]
    public void A_missing_value_breaks_the_line()
    {
        using SKBitmap picture = Draw("""{"type":"scatter","mode":"lines","x":[0,4,5,6,10],"y":[5,5,null,5,5],"line":{"color":"red","width":4}}""", Bare + "," + Axes);
        Assert.Equal(SKColors.Red, At(picture, 20, 50));
        Assert.Equal(SKColors.White, At(picture, 50, 50));
        Assert.Equal(SKColors.Red, At(picture, 80, 50));
    }

    [Fact]
    public void A_logarithmic_axis_puts_decades_at_equal_distances()
    {
        using SKBitmap picture = Draw("""{"type":"scatter","mode":"markers","x":[100],"y":[10],"marker":{"size":10,"color":"red"}}""",
            Bare + """,  "xaxis":{"type":"log","range":[0,4],"visible":false},"yaxis":{"type":"log","range":[0,2],"visible":false} """);
        Assert.Equal(SKColors.Red, At(picture, 50, 50));
    }

    [Fact]
    public void Cells_have_the_colours_of_the_scale_and_missing_ones_none()
    {
        using SKBitmap picture = Draw("""{"type":"heatmap","z":[[0,1],[null,0.5]],"colorscale":"Viridis","showscale":false}""", Bare + """, "plot_bgcolor":"#ff00ff" """);
        Assert.Equal(new SKColor(0x44, 0x01, 0x54), At(picture, 20, 80));
        Assert.Equal(new SKColor(0xfd, 0xe7, 0x25), At(picture, 80, 80));
        Assert.Equal(new SKColor(0xff, 0x00, 0xff), At(picture, 20, 20));
        SKColor middle = At(picture, 80, 20);
        Assert.InRange(middle.Green, 0x90 - 2, 0x91 + 2);
    }

    [Fact]
    public void Typed_arrays_are_lists()
    {
        string list = """{"type":"heatmap","z":[[0,1],[2,3]]}""";
        string typed = "{\"type\":\"heatmap\",\"z\":{\"dtype\":\"f8\",\"shape\":\"2, 2\",\"bdata\":\"" + Convert.ToBase64String([.. new[] { 0.0, 1, 2, 3 }.SelectMany(BitConverter.GetBytes)]) + "\"}}";
        using SKBitmap first = Draw(list, Bare), second = Draw(typed, Bare);
        Assert.Equal(first.Bytes, second.Bytes);
    }

    [Fact]
    public void Bars_stand_beside_each_other_or_on_each_other()
    {
        string data = """{"type":"bar","x":[1],"y":[4],"marker":{"color":"red"}},{"type":"bar","x":[1],"y":[4],"marker":{"color":"blue"}}""";
        string layout = Bare + """, "xaxis":{"range":[0.5,1.5],"visible":false},"yaxis":{"range":[0,10],"visible":false} """;
        using SKBitmap beside = Draw(data, layout), stacked = Draw(data, layout + """, "barmode":"stack" """);
        Assert.Equal(SKColors.Red, At(beside, 30, 80));
        Assert.Equal(SKColors.Blue, At(beside, 70, 80));
        Assert.Equal(SKColors.White, At(beside, 50, 40));
        Assert.Equal(SKColors.Red, At(stacked, 30, 80));
        Assert.Equal(SKColors.Blue, At(stacked, 30, 40));
    }

    [Fact]
    public void A_band_is_filled_between_its_lines()
    {
        using SKBitmap picture = Draw("""
            {"type":"scatter","mode":"lines","x":[0,10],"y":[2,2],"line":{"width":0}},
            {"type":"scatter","mode":"lines","x":[0,10],"y":[6,6],"line":{"width":0},"fill":"tonexty","fillcolor":"#00ff00"}
            """, Bare + "," + Axes);
        Assert.Equal(new SKColor(0, 255, 0), At(picture, 50, 60));
        Assert.Equal(SKColors.White, At(picture, 50, 30));
        Assert.Equal(SKColors.White, At(picture, 50, 90));
    }

    [Fact]
    public void The_bands_of_a_contour_lie_between_its_levels()
    {
        using SKBitmap picture = Draw("""
            {"type":"contour","z":[[0,10],[0,10]],"showscale":false,"contours":{"start":5,"end":5,"size":10,"showlines":false},"colorscale":[[0,"#ff0000"],[1,"#0000ff"]]}
            """, Bare);
        Assert.Equal(SKColors.Red, At(picture, 30, 50));
        Assert.Equal(SKColors.Blue, At(picture, 70, 50));
    }

    [Fact]
    public void Templates_give_what_the_figure_leaves_open()
    {
        using SKBitmap picture = Draw("""{"type":"scatter","mode":"lines","x":[0,10],"y":[5,5]}""",
            Bare + "," + Axes + """, "template":{"layout":{"plot_bgcolor":"#101010"},"data":{"scatter":[{"line":{"color":"#ffffff","width":6}}]}} """);
        Assert.Equal(SKColors.White, At(picture, 50, 50));
        Assert.Equal(new SKColor(0x10, 0x10, 0x10), At(picture, 50, 20));
    }

    [Fact]
    public void Transparent_paper_stays_transparent()
    {
        using SKBitmap picture = Draw("""{"type":"scatter","x":[1],"y":[1]}""", Bare + """, "paper_bgcolor":"rgba(0,0,0,0)","plot_bgcolor":"rgba(0,0,0,0)" """);
        Assert.Equal(0, At(picture, 3, 3).Alpha);
    }

    [Theory]
    [InlineData("surface", "surface")]
    [InlineData("pie", "pie")]
    public void Other_traces_have_no_picture_and_say_so(string type, string named)
    {
        FigurePicture picture = FigureRenderer.Render(JsonNode.Parse($$"""{"data":[{"type":"{{type}}","z":[[1]]}],"layout":{} }""")!.AsObject());
        Assert.Null(picture.Png);
        Assert.Contains(named, picture.Missing, StringComparison.Ordinal);
    }

    [Fact]
    public void Greek_letters_and_mathematics_are_in_the_embedded_face()
    {
        foreach (char letter in "αβγδεθλμνξπρστφχψωΔΩ∂≤≥±×·²³₁₂∞√∫−…–—\"'°")
            Assert.True(Typeface.Of(false).ContainsGlyph(letter) && Typeface.Of(true).ContainsGlyph(letter), $"no glyph for {letter}");
    }

    [Fact]
    public void Damaged_figures_give_a_bundle_and_no_exception()
    {
        JsonObject gallery = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Charts", "Gallery", "figures.json")))!.AsObject();
        string[] names = [.. gallery.Select(entry => entry.Key)];
        Gen.Select(Gen.Int[0, names.Length - 1], Gen.Int[0, 1000], Gen.Int[0, Junk.Length - 1]).Sample((name, which, junk) =>
        {
            JsonObject figure = gallery[names[name]]!.DeepClone().AsObject();
            List<Action> edits = [];
            Collect(figure, edits, Junk[junk]);
            edits[which % edits.Count]();
            figure["data"] = figure["data"] as JsonArray ?? [];
            figure["layout"] = figure["layout"] as JsonObject ?? [];
            Assert.StartsWith("Chart", ChartFormatter.Format(figure).Data["text/plain"]!.GetValue<string>(), StringComparison.Ordinal);
        }, iter: 40, threads: 1);
    }

    private static readonly string[] Junk = ["null", "\"text\"", "[]", "{}", "-1", "1e300", "[null,\"a\",[1]]"];

    private static void Collect(JsonNode node, List<Action> edits, string junk)
    {
        if (node is JsonObject item)
        {
            foreach ((string name, JsonNode? child) in item.ToArray())
            {
                edits.Add(() => item[name] = JsonNode.Parse(junk));
                if (child is not null)
                    Collect(child, edits, junk);
            }
        }
        else if (node is JsonArray list && list.Count > 0)
        {
            edits.Add(() => list[0] = JsonNode.Parse(junk));
            if (list[0] is { } first)
                Collect(first, edits, junk);
        }
    }
}
