using System.Net;
using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OpLearn.Kernel.Notebooks;

namespace OpLearn.Workspace.Reports;

/// <summary>A cell's outputs as HTML: of each, the richest representation that needs nothing from outside.</summary>
internal sealed partial class OutputMarkup(MarkdownText markdown, string nonce)
{
    private const string PlotlyMime = "application/vnd.plotly.v1+json";
    private int figures;

    /// <summary>Is plotly.js needed?</summary>
    public bool HasFigures => figures > 0;

    public void Append(StringBuilder body, JsonObject output)
    {
        body.Append("<div class=\"output\">");
        switch (Notebook.Text(output, "output_type"))
        {
            case "stream":
                body.Append($"<pre class=\"{(Notebook.Text(output, "name") == "stderr" ? "stderr" : "stdout")}\">{Plain(Notebook.Joined(output["text"]))}</pre>");
                break;
            case "error":
                string trace = output["traceback"] is JsonArray { Count: > 0 } lines ? string.Join('\n', lines.Select(line => line?.ToString()))
                    : $"{Notebook.Text(output, "ename")}: {Notebook.Text(output, "evalue")}";
                body.Append($"<pre class=\"error\">{Plain(trace)}</pre>");
                break;
            default:
                AppendData(body, output["data"] as JsonObject ?? []);
                break;
        }
        body.Append("</div>\n");
    }

    /// <summary>plotly.js as the charting library carries it.</summary>
    public static string PlotlySource()
    {
        Assembly assembly = Assembly.Load("Plotly.NET");
        string name = assembly.GetManifestResourceNames().Single(resource => resource.EndsWith(".min.js", StringComparison.Ordinal) && resource.Contains("plotly", StringComparison.Ordinal));
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd().Replace("</script", "<\\/script");
    }

    private void AppendData(StringBuilder body, JsonObject data)
    {
        if (data[PlotlyMime] is JsonObject figure)
        {
            string id = $"figure-{++figures}", config = figure["config"] is JsonObject given ? given.ToJsonString() : "{\"responsive\":true}";
            string picture = data["image/png"] is { } still ? $"<noscript>{Picture("image/png", still)}</noscript>" : "";
            // A responsive figure takes its box's height, so a figure without one of its own gets plotly's usual one.
            int height = figure["layout"]?["height"] is JsonValue asked && asked.TryGetValue(out double pixels) ? (int)Math.Clamp(pixels, 50, 5000) : 450;
            // The serializer escapes '<', so no title can end the script.
            body.Append($"<div class=\"figure\" id=\"{id}\" style=\"height:{height}px\"></div>{picture}<script nonce=\"{nonce}\">Plotly.newPlot(\"{id}\",{figure["data"]?.ToJsonString() ?? "[]"},{figure["layout"]?.ToJsonString() ?? "{}"},{config});</script>");
        }
        else if (data["text/html"] is { } html) body.Append(Notebook.Joined(html));
        else if (data["image/svg+xml"] is { } svg) body.Append(Notebook.Joined(svg));
        else if (data["image/png"] is { } png) body.Append(Picture("image/png", png));
        else if (data["image/jpeg"] is { } jpeg) body.Append(Picture("image/jpeg", jpeg));
        else if (data["text/markdown"] is { } text) body.Append(markdown.Render(Notebook.Joined(text)));
        else if (data["text/latex"] is { } latex) body.Append(MathMarkup.Render(Notebook.Joined(latex).Trim().Trim('$'), display: true));
        else if (data["text/plain"] is { } plain) body.Append($"<pre>{Plain(Notebook.Joined(plain))}</pre>");
    }

    private static string Picture(string type, JsonNode content) =>
        $"<img alt=\"\" src=\"data:{type};base64,{WebUtility.HtmlEncode(Notebook.Joined(content).ReplaceLineEndings(""))}\">";

    private static string Plain(string text) => WebUtility.HtmlEncode(TerminalColours().Replace(text, ""));

    [GeneratedRegex(@"\x1b\[[0-9;]*[A-Za-z]")]
    private static partial Regex TerminalColours();
}
