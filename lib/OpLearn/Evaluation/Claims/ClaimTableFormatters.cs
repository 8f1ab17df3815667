using System.Net;
using System.Text;

namespace OpLearn;

/// <summary>How notebooks show a <see cref="ClaimTable"/>.</summary>
internal sealed class ClaimTableFormatters
{
    public IEnumerable<object> CreateTypeFormatters() => [new Markup(), new Text()];

    private static string Encode(string text) => WebUtility.HtmlEncode(text);

    private static string Words(Verdict verdict) => verdict switch
    {
        Verdict.Reproduced => "✓ reproduced",
        Verdict.Partly => "◐ partly reproduced",
        Verdict.NotReproduced => "✗ not reproduced",
        _ => "not assessed",
    };

    internal sealed class Markup
    {
        public string MimeType => "text/html";

        public bool Format(object value, TextWriter writer)
        {
            var html = new StringBuilder("<table><thead><tr>");
            foreach (string heading in (string[])["Claim", "Rule, fixed in advance", "Measured", "Verdict"]) html.Append($"<th style=\"text-align:left\">{heading}</th>");
            html.Append("</tr></thead><tbody>\n");
            foreach (ClaimResult claim in (ClaimTable)value)
            {
                string published = claim.Published == "" ? "" : $"; published: {Encode(claim.Published)}", note = claim.Note == "" ? "" : $"<br>{Encode(claim.Note)}";
                html.Append($"<tr><td style=\"text-align:left\"><b>{Encode(claim.Id)}</b> {Encode(claim.Sentence)}<br><small>{Encode(claim.Source)}{published}</small></td>"
                    + $"<td style=\"text-align:left\">{Encode(claim.Rule)}</td><td style=\"text-align:left\">{string.Join("<br>", claim.Evidence.Select(Encode))}</td>"
                    + $"<td style=\"text-align:left\"><b>{Words(claim.Verdict)}</b>{note}</td></tr>\n");
            }
            writer.Write(html.Append("</tbody></table>"));
            return true;
        }
    }

    internal sealed class Text
    {
        public string MimeType => "text/plain";

        public bool Format(object value, TextWriter writer)
        {
            writer.Write(value.ToString());
            return true;
        }
    }
}
