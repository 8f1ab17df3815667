using System.Text.Json.Nodes;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using OpLearn.Kernel.Notebooks;

namespace OpLearn.Workspace.Reports;

/// <summary>Markdown cells as HTML: formulas as MathML, pictures of the notebook's folder and attachments inside the page, pictures of a network as links.</summary>
internal sealed class MarkdownText(string? folder)
{
    private const int LargestPicture = 4 << 20;
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables().UseMathematics().UseAutoLinks().UseAutoIdentifiers().UseEmphasisExtras().Use<MathRenderers>().Build();

    public string Render(string text, JsonObject? attachments = null)
    {
        MarkdownDocument document = Markdown.Parse(text, Pipeline);
        foreach (LinkInline picture in document.Descendants<LinkInline>().Where(link => link.IsImage))
        {
            if (Embedded(picture.Url ?? "", attachments) is { } data) picture.Url = data;
            else picture.IsImage = false;
        }
        return document.ToHtml(Pipeline);
    }

    private string? Embedded(string address, JsonObject? attachments)
    {
        if (address.StartsWith("data:", StringComparison.Ordinal)) return address;
        if (address.StartsWith("attachment:", StringComparison.Ordinal))
        {
            JsonObject? bundle = attachments?[Uri.UnescapeDataString(address["attachment:".Length..])] as JsonObject;
            return bundle?.FirstOrDefault() is { Key: { } mime, Value: { } content } ? $"data:{mime};base64,{Notebook.Joined(content).ReplaceLineEndings("")}" : null;
        }
        if (folder is null || address.Contains("://", StringComparison.Ordinal)) return null;
        string path = Path.GetFullPath(Path.Combine(folder, Uri.UnescapeDataString(address)));
        string? type = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".png" => "image/png",
            ".jpg" or ".jpeg" => "image/jpeg",
            ".gif" => "image/gif",
            ".svg" => "image/svg+xml",
            _ => null,
        };
        var file = new FileInfo(path);
        return type is not null && file.Exists && file.Length < LargestPicture ? $"data:{type};base64,{Convert.ToBase64String(File.ReadAllBytes(path))}" : null;
    }
}
