using Microsoft.DotNet.Interactive.Formatting;

namespace OpLearn.Kernel;

/// <summary>Makes <c>value.ToDisplayString(…)</c> and formatters that call others agree with what a cell shows.</summary>
internal sealed class ObjectFormatter(string mimeType) : ITypeFormatter
{
    public string MimeType => mimeType;

    public Type Type => typeof(object);

    public bool Format(object instance, FormatContext context)
    {
        // Markup of the formatter package is markup already.
        bool markup = instance?.GetType().GetInterface("IHtmlContent") is not null;
        context.Writer.Write(markup ? instance!.ToString()
            : mimeType == HtmlFormatter.MimeType ? ValueTable.TryHtml(instance) ?? ValueTable.Preformatted(ValueText.Of(instance))
            : ValueText.Of(instance));
        return true;
    }
}
