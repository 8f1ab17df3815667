using System.Net;
using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Markdig;
using OpLearn.Kernel.Notebooks;

namespace OpLearn.Workspace.Reports;

/// <summary>One HTML file of an executed notebook. It holds all it needs, plotly.js included once, and asks no network for anything.</summary>
internal static partial class HtmlReport
{
    private const string PlotlyMime = "application/vnd.plotly.v1+json";
    private static readonly MarkdownPipeline Markdown = new MarkdownPipelineBuilder().UsePipeTables().UseMathematics().UseAutoLinks().Build();

    public static void Write(string path, string title, Notebook notebook)
    {
        string full = Path.GetFullPath(path), partial = $"{full}.{Environment.ProcessId}.part";
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(partial, Render(title, notebook));
        File.Move(partial, full, overwrite: true);
    }

    internal static string Render(string title, Notebook notebook)
    {
        var body = new StringBuilder();
        int figures = 0;
        foreach (NotebookCell cell in notebook.Cells)
        {
            if (cell.HasTag("remove-cell")) continue;
            if (cell.Kind == "markdown") body.Append("<section class=\"text\">").Append(Markdig.Markdown.ToHtml(cell.Source, Markdown)).Append("</section>\n");
            if (!cell.IsCode) continue;
            if (!cell.HasTag("remove-input"))
            {
                string open = cell.HasTag("hide-input") ? "" : " open";
                body.Append($"<details class=\"code\"{open}><summary>[{cell.ExecutionCount?.ToString() ?? " "}]</summary><pre><code>{WebUtility.HtmlEncode(cell.Source)}</code></pre></details>\n");
            }
            if (cell.HasTag("remove-output")) continue;
            foreach (JsonNode? output in cell.Outputs) Append(body, output!.AsObject(), ref figures);
        }
        string plotly = figures > 0 ? $"<script>{PlotlySource()}</script>\n" : "";
        return $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{WebUtility.HtmlEncode(title)}</title>
            <style>
            body {"{"} max-width: 60rem; margin: 2rem auto; padding: 0 1rem; font: 16px/1.5 system-ui, sans-serif; color: #222; background: #fff {"}"}
            pre {"{"} background: #f6f8fa; padding: .6rem .8rem; overflow-x: auto; font-size: 13px; line-height: 1.4; margin: .3rem 0 {"}"}
            .output pre {"{"} background: none; border-left: 3px solid #d0d7de {"}"}
            .output pre.stderr, .output pre.error {"{"} border-left-color: #cf222e; color: #82071e {"}"}
            summary {"{"} color: #888; font-size: 12px; cursor: pointer {"}"}
            table {"{"} border-collapse: collapse; font-size: 14px {"}"} th, td {"{"} border: 1px solid #d0d7de; padding: .2rem .6rem; text-align: left {"}"}
            img {"{"} max-width: 100% {"}"} .output {"{"} overflow-x: auto; margin: .3rem 0 .8rem {"}"} .math {"{"} font-family: ui-serif, Georgia, serif {"}"}
            </style>
            {plotly}</head>
            <body>
            {body}</body>
            </html>

            """;
    }

    private static void Append(StringBuilder body, JsonObject output, ref int figures)
    {
        body.Append("<div class=\"output\">");
        switch (Notebook.Text(output, "output_type"))
        {
            case "stream":
                body.Append($"<pre class=\"{WebUtility.HtmlEncode(Notebook.Text(output, "name"))}\">{Plain(Notebook.Joined(output["text"]))}</pre>");
                break;
            case "error":
                string trace = output["traceback"] is JsonArray { Count: > 0 } lines ? string.Join('\n', lines.Select(line => line?.ToString())) : Notebook.Text(output, "evalue");
                body.Append($"<pre class=\"error\">{Plain(trace)}</pre>");
                break;
            default:
                AppendData(body, output["data"] as JsonObject ?? [], ref figures);
                break;
        }
        body.Append("</div>\n");
    }

    private static void AppendData(StringBuilder body, JsonObject data, ref int figures)
    {
        if (data[PlotlyMime] is JsonObject figure)
        {
            string id = $"figure-{++figures}", config = figure["config"] is JsonObject given ? Script(given) : "{\"responsive\":true}";
            body.Append($"<div id=\"{id}\"></div><script>Plotly.newPlot(\"{id}\",{Script(figure["data"])},{Script(figure["layout"])},{config});</script>");
        }
        else if (data["text/html"] is { } html) body.Append(Notebook.Joined(html));
        else if (data["image/svg+xml"] is { } svg) body.Append(Notebook.Joined(svg));
        else if (data["image/png"] is { } png) body.Append($"<img alt=\"\" src=\"data:image/png;base64,{WebUtility.HtmlEncode(Notebook.Joined(png).ReplaceLineEndings(""))}\">");
        else if (data["text/markdown"] is { } markdown) body.Append(Markdig.Markdown.ToHtml(Notebook.Joined(markdown), Markdown));
        else if (data["text/plain"] is { } text) body.Append($"<pre>{Plain(Notebook.Joined(text))}</pre>");
    }

    // "</script>" inside a title must not end the script.
    private static string Script(JsonNode? json) => (json?.ToJsonString() ?? "{}").Replace("</", "<\\/");

    private static string Plain(string text) => WebUtility.HtmlEncode(TerminalColours().Replace(text, ""));

    private static string PlotlySource()
    {
        Assembly assembly = Assembly.Load("Plotly.NET");
        string name = assembly.GetManifestResourceNames().Single(resource => resource.EndsWith(".min.js", StringComparison.Ordinal) && resource.Contains("plotly", StringComparison.Ordinal));
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd().Replace("</script", "<\\/script");
    }

    [GeneratedRegex(@"\x1b\[[0-9;]*[A-Za-z]")]
    private static partial Regex TerminalColours();
}
