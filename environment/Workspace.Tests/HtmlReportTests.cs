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

    [Theory]
    [InlineData("<script>alert(1)</script>text", "alert")]
    [InlineData("a <img src=\"x\" onerror=\"alert(1)\"> b", "onerror")]
    [InlineData("<a href=\"javascript:alert(1)\">x</a>", "javascript:")]
    [InlineData("<a href=\"java\tscript:alert(1)\">x</a>", "script:")]
    [InlineData("[x](javascript:alert(1))", "javascript:")]
    [InlineData("[x](data:text/html,<b>)", "data:text")]
    [InlineData("<svg onload=\"alert(1)\"></svg>", "onload")]
    [InlineData("<iframe srcdoc=\"x\"></iframe>", "iframe")]
    public void RawHtmlInTextsIsCleaned(string text, string gone) => Assert.DoesNotContain(gone, new MarkdownText(null).Render(text));

    [Fact]
    public void WhatIsHarmlessInRawHtmlStays()
    {
        string html = new MarkdownText(null).Render("<details><summary>More</summary><b class=\"c\">bold</b> <a href=\"https://example.org/a?b=c:d\">link</a></details>\n\nThe root $\\sqrt{x}$ and [a part](#part).");
        foreach (string part in (string[])["<details>", "<b class=\"c\">bold</b>", "https://example.org/a?b=c:d", "<msqrt>", "href=\"#part\""]) Assert.Contains(part, html);
    }

    [Fact]
    public void OnlyTheReportsOwnScriptsMayRun()
    {
        Notebook notebook = TestNotebooks.Of("csharp", "1");
        notebook.Cells[0].Outputs.Add((JsonNode)new JsonObject
        {
            ["output_type"] = "display_data",
            ["metadata"] = new JsonObject(),
            ["data"] = new JsonObject { ["text/html"] = "<script>alert(1)</script>" },
        });
        string html = HtmlReport.Render("t", notebook);
        Assert.DoesNotContain("script-src 'unsafe-inline'", html);
        string nonce = System.Text.RegularExpressions.Regex.Match(html, "script-src 'nonce-([0-9a-f]{32})'").Groups[1].Value;
        Assert.NotEqual("", nonce);
        Assert.DoesNotContain($"<script nonce=\"{nonce}\">alert", html);
        Assert.Equal(html, HtmlReport.Render("t", notebook)); // the same notebook gives the same report
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
