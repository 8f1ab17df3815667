using System.Net;
using System.Text;

namespace OpLearn;

/// <summary>One representation of a value, in the shape by which notebook kernels find it: <c>MimeType</c> and <c>Format</c>.</summary>
internal sealed class TableFormatter(string mimeType, Func<object, string> represent)
{
    public string MimeType { get; } = mimeType;

    public bool Format(object value, TextWriter writer)
    {
        writer.Write(represent(value));
        return true;
    }

    public static string Encode(string text) => WebUtility.HtmlEncode(text);

    /// <summary>A table of cells that are markup already. Alignment is said in each cell, for front ends differ in theirs.</summary>
    public static string Html(IReadOnlyList<string> headings, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var html = new StringBuilder("<table><thead><tr>");
        foreach (string heading in headings) html.Append($"<th style=\"text-align:left\">{Encode(heading)}</th>");
        html.Append("</tr></thead><tbody>\n");
        foreach (IReadOnlyList<string> row in rows)
        {
            html.Append("<tr>");
            foreach (string cell in row) html.Append($"<td style=\"text-align:left\">{cell}</td>");
            html.Append("</tr>\n");
        }
        return html.Append("</tbody></table>").ToString();
    }
}
