using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using OpLearn.Kernel.Notebooks;

namespace OpLearn.Workspace.Reports;

/// <summary>One HTML file of an executed notebook. It holds all it needs, plotly.js included once, and its security policy keeps it from asking any network.</summary>
internal static class HtmlReport
{
    private const string Policy = "default-src 'none'; script-src 'nonce-{0}' 'unsafe-eval'; style-src 'unsafe-inline'; img-src data: blob:; font-src data:";

    /// <summary>Writes the file whole or not at all.</summary>
    /// <param name="path">The HTML file.</param>
    /// <param name="title">Of the page.</param>
    /// <param name="notebook">Executed.</param>
    /// <param name="pictures">The folder that the pictures in the texts are relative to.</param>
    /// <param name="record">The folder with the study's claims and manifest; null for none.</param>
    public static void Write(string path, string title, Notebook notebook, string? pictures = null, string? record = null)
    {
        string full = Path.GetFullPath(path), partial = $"{full}.{Environment.ProcessId}.part";
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(partial, Render(title, notebook, pictures, record));
        File.Move(partial, full, overwrite: true);
    }

    internal static string Render(string title, Notebook notebook, string? pictures = null, string? record = null)
    {
        var markdown = new MarkdownText(pictures);
        string own = OwnScripts(notebook);
        var outputs = new OutputMarkup(markdown, own);
        var body = new StringBuilder();
        foreach (NotebookCell cell in notebook.Cells.Where(cell => !cell.HasTag("remove-cell")))
        {
            if (cell.Kind == "markdown") body.Append($"<section class=\"text\">{markdown.Render(cell.Source, cell.Json["attachments"] as JsonObject)}</section>\n");
            if (!cell.IsCode) continue;
            if (!cell.HasTag("remove-input") && !string.IsNullOrWhiteSpace(cell.Source)) AppendSource(body, cell, notebook.DefaultLanguage);
            if (cell.HasTag("remove-output")) continue;
            foreach (JsonNode? output in cell.Outputs) outputs.Append(body, output!.AsObject());
        }
        body.Append(ClaimsMarkup.Render(record));
        string plotly = outputs.HasFigures ? $"<script nonce=\"{own}\">{OutputMarkup.PlotlySource()}</script>\n" : "";
        return $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="{string.Format(System.Globalization.CultureInfo.InvariantCulture, Policy, own)}">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{WebUtility.HtmlEncode(title)}</title>
            <style>
            {ReportStyle.Css}
            </style>
            {plotly}</head>
            <body>
            {body}</body>
            </html>

            """;
    }

    // Marks the report's own scripts; the browser runs no others. A text cannot hold the hash of itself, so nothing in the notebook can carry the mark.
    private static string OwnScripts(Notebook notebook) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(notebook.ToJson())))[..32];

    private static void AppendSource(StringBuilder body, NotebookCell cell, string language)
    {
        string open = cell.HasTag("hide-input") ? "" : " open", count = cell.ExecutionCount?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "not run";
        string tongue = cell.Language(language) == "fsharp" ? "F#" : "C#";
        body.Append($"<details class=\"code\"{open}><summary>[{count}] {tongue}</summary><pre><code>{CodeMarkup.Render(cell.Source, cell.Language(language))}</code></pre></details>\n");
    }
}
