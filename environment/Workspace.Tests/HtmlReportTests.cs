using System.Text.Json.Nodes;
using OpLearn.Kernel.Notebooks;
using OpLearn.Workspace.Reports;
using Xunit;

namespace OpLearn.Workspace.Tests;

public sealed class HtmlReportTests
{
    private static Notebook WithOutputs(params JsonObject[] outputs) => Notebook.Parse(new JsonObject
    {
        ["cells"] = new JsonArray(
            new JsonObject { ["cell_type"] = "markdown", ["metadata"] = new JsonObject(), ["source"] = "# Title\n\n$u_t$" },
            new JsonObject
            {
                ["cell_type"] = "code",
                ["execution_count"] = 1,
                ["metadata"] = new JsonObject(),
                ["source"] = "a < b",
                ["outputs"] = new JsonArray([.. outputs]),
            }),
        ["metadata"] = new JsonObject(),
        ["nbformat"] = 4,
    }.ToJsonString());

    private static JsonObject Figure() => (JsonObject)JsonNode.Parse(
        """{"output_type":"display_data","metadata":{},"data":{"application/vnd.plotly.v1+json":{"data":[{"y":[1]}],"layout":{"title":"</script>"}},"image/png":"AAAA"}}""")!;

    [Fact]
    public void PlotlyIsIncludedOnce_AndNothingIsLoadedFromANetwork()
    {
        string html = HtmlReport.Render("t", WithOutputs(Figure(), Figure()));
        Assert.Equal(2, html.Split("Plotly.newPlot(\"figure-").Length - 1);
        Assert.Equal(2, html.Split("</script>").Length - 1 - 1); // two figures and one plotly.js
        Assert.DoesNotContain("<script src", html);
        Assert.DoesNotContain("<link", html);
        Assert.DoesNotContain("base64,AAAA", html);
        Assert.InRange(html.Length, 3_000_000, 5_000_000);
    }

    [Fact]
    public void WithoutFigures_ItIsSmall_AndTextIsEscaped()
    {
        var stream = (JsonObject)JsonNode.Parse("""{"output_type":"stream","name":"stdout","text":["<i>","\u001b[31mred\u001b[0m"]}""")!;
        string html = HtmlReport.Render("t", WithOutputs(stream));
        Assert.Contains("&lt;i&gt;red</pre>", html);
        Assert.Contains("a &lt; b", html);
        Assert.Contains("u_t", html);
        Assert.True(html.Length < 10_000);
    }
}
