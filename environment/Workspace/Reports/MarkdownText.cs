using System.Text.Json.Nodes;
using Ganss.Xss;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using OpLearn.Kernel.Notebooks;

namespace OpLearn.Workspace.Reports;

/// <summary>Markdown cells as HTML: formulas as MathML, pictures of the notebook's folder and attachments inside the page, pictures of a network as links.</summary>
internal sealed class MarkdownText(string? folder)
{
    private static readonly HtmlSanitizer Cleaner = NewCleaner();
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
        foreach (LinkInline link in document.Descendants<LinkInline>().Where(link => !link.IsImage && !IsHarmless(link.Url ?? ""))) link.Url = "#";
        string html = document.ToHtml(Pipeline);
        bool raw = document.Descendants<HtmlBlock>().Any() || document.Descendants<HtmlInline>().Any();
        return raw ? Cleaner.Sanitize(html) : html;
    }

    // As Jupyter cleans it: structure and looks stay; scripts, event handlers and addresses that are scripts go.
    private static HtmlSanitizer NewCleaner()
    {
        var cleaner = new HtmlSanitizer();
        string[] formulas = ["math", "semantics", "annotation", "mrow", "mi", "mn", "mo", "ms", "mtext", "mspace", "msup", "msub", "msubsup", "mfrac", "msqrt", "mroot",
            "mover", "munder", "munderover", "mmultiscripts", "mtable", "mtr", "mtd", "mstyle", "mpadded", "mphantom", "menclose"];
        cleaner.AllowedTags.UnionWith([.. formulas, "details", "summary", "figure", "figcaption"]);
        cleaner.AllowedAttributes.UnionWith(["class", "id", "display", "mathvariant", "stretchy", "fence", "separator", "lspace", "rspace", "accent", "columnalign", "displaystyle",
            "scriptlevel", "minsize", "maxsize", "movablelimits", "linethickness", "open"]);
        cleaner.AllowedSchemes.UnionWith(["data", "mailto"]);
        cleaner.FilterUrl += (_, url) => url.SanitizedUrl = IsHarmless(url.OriginalUrl) || url.OriginalUrl.StartsWith("data:image/", StringComparison.OrdinalIgnoreCase) ? url.SanitizedUrl : null;
        return cleaner;
    }

    // Relative addresses have no colon before their first slash.
    private static bool IsHarmless(string address)
    {
        string scheme = string.Concat(address.TakeWhile(character => character is not (':' or '/' or '?' or '#')).Where(character => character > ' '));
        bool relative = !address.Contains(':') || address.IndexOf(':') > address.IndexOfAny(['/', '?', '#']) && address.IndexOfAny(['/', '?', '#']) >= 0;
        return relative || scheme.ToLowerInvariant() is "http" or "https" or "mailto";
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
