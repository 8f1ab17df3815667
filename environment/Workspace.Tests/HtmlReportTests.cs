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
        Assert.Equal(3, html.Split("</script>").Length - 1); // two figures and one plotly.js
        Assert.Equal(2, html.Split("<noscript><img").Length - 1);
        Assert.DoesNotContain("<script src", html);
        Assert.DoesNotContain("<link", html);
        Assert.InRange(html.Length, 3_000_000, 5_000_000);
    }

    [Fact]
    public void WithoutFigures_ItIsSmall_AndTextIsEscaped()
    {
        var stream = (JsonObject)JsonNode.Parse("""{"output_type":"stream","name":"stdout","text":["<i>","\u001b[31mred\u001b[0m"]}""")!;
        string html = HtmlReport.Render("t", WithOutputs(stream));
        Assert.Contains("&lt;i&gt;red</pre>", html);
        Assert.Contains("a &lt; b", html);
        Assert.Contains("<msub><mi>u</mi><mi>t</mi></msub>", html);
        Assert.Contains("default-src 'none'", html); // the browser itself refuses the network
        Assert.True(html.Length < 15_000);
    }

    [Fact]
    public void SourceIsColoured_AndReadsAsItWas()
    {
        const string source = "using System;\nvar s = $\"a{1}<b>\"; // note\n/* two\nlines */ int F() => 0x1F;\n#!fsharp\nlet f x = \"q\" + string 1.5 // (* *)\n(* open\n*) let y = 'c'";
        string html = CodeMarkup.Render(source, "csharp");
        Assert.Equal(source, System.Net.WebUtility.HtmlDecode(System.Text.RegularExpressions.Regex.Replace(html, "<.*?>", "")));
        foreach (string span in (string[])["k\">using", "k\">var", "c\">// note", "n\">0x1F", "m\">#!fsharp", "k\">let", "n\">1.5"]) Assert.Contains(span, html);
    }

    [Fact]
    public void PicturesComeInside_OrStayOutside()
    {
        string folder = Directory.CreateTempSubdirectory("oplearn-report-").FullName;
        File.WriteAllBytes(Path.Combine(folder, "a b.png"), [1, 2, 3]);
        var attachments = (JsonObject)JsonNode.Parse("""{"c.png": {"image/png": "BBBB"}}""")!;
        string html = new MarkdownText(folder).Render("![x](a%20b.png) ![y](attachment:c.png) ![z](https://example.org/z.png) ![w](none.png)", attachments);
        Directory.Delete(folder, recursive: true);
        Assert.Contains("data:image/png;base64,AQID", html);
        Assert.Contains("data:image/png;base64,BBBB", html);
        Assert.Contains("<a href=\"https://example.org/z.png\"", html);
        Assert.Equal(2, html.Split("<img").Length - 1);
    }

    [Fact]
    public void ClaimsAndManifestCloseTheReport()
    {
        string folder = Directory.CreateTempSubdirectory("oplearn-report-").FullName;
        Study study = Study.Open("s", Preset.Quick, folder);
        study.State(new Claim { Id = "C<1>", Sentence = "It holds.", Source = "t", Rule = "below 1", Decide = m => m["e"] < 1 ? Verdict.Partly : Verdict.NotReproduced });
        study.Measure("e", 0.5);
        study.Save();
        string html = HtmlReport.Render("t", WithOutputs(), record: folder);
        Directory.Delete(folder, recursive: true);
        Assert.Contains("C&lt;1&gt;", html);
        Assert.Contains("partly reproduced", html);
        Assert.Contains("e = <b>0.5</b>", html);
        Assert.Contains("commit", html);
    }
}
