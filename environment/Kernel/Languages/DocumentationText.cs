using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace OpLearn.Kernel;

/// <summary>XML documentation as plain text and as Markdown.</summary>
internal static partial class DocumentationText
{
    /// <summary>What an inspection shows.</summary>
    /// <param name="signature">Of the member.</param>
    /// <param name="overloads">How many others there are under the name.</param>
    /// <param name="xml">The documentation, or null.</param>
    public static MimeBundle Bundle(string signature, int overloads, string? xml)
    {
        if (overloads > 0) signature += overloads == 1 ? " (+ 1 overload)" : $" (+ {overloads} overloads)";
        IReadOnlyList<(string Heading, string Text)> sections = Sections(xml);
        var plain = new StringBuilder(signature);
        var markdown = new StringBuilder("```\n").Append(signature).Append("\n```\n");
        foreach ((string heading, string text) in sections)
        {
            plain.Append("\n\n").Append(heading.Length == 0 ? text : $"{heading}: {text}");
            markdown.Append('\n').Append(heading.Length == 0 ? text : $"**{heading}**: {text}").Append('\n');
        }

        return new MimeBundle(new System.Text.Json.Nodes.JsonObject { ["text/plain"] = plain.ToString(), ["text/markdown"] = markdown.ToString() }, []);
    }

    private static IReadOnlyList<(string Heading, string Text)> Sections(string? xml)
    {
        var sections = new List<(string, string)>();
        if (string.IsNullOrWhiteSpace(xml)) return sections;
        try
        {
            XElement root = XElement.Parse($"<doc>{xml}</doc>", LoadOptions.PreserveWhitespace);
            foreach (XElement element in root.Descendants())
            {
                string? heading = element.Name.LocalName switch
                {
                    "summary" => "",
                    "typeparam" or "param" => element.Attribute("name")?.Value ?? "",
                    "returns" or "value" => "Returns",
                    "remarks" => "Remarks",
                    "exception" => "Throws " + Last(element.Attribute("cref")?.Value ?? ""),
                    _ => null,
                };
                if (heading is not null && Flat(element) is { Length: > 0 } text) sections.Add((heading, text));
            }
        }
        catch (XmlException)
        {
            // Not well-formed: no documentation is better than half of it.
        }

        return sections;
    }

    private static string Flat(XElement element)
    {
        var text = new StringBuilder();
        Append(element, text);
        return Blanks().Replace(text.ToString(), " ").Trim();
    }

    private static void Append(XElement element, StringBuilder text)
    {
        foreach (XNode node in element.Nodes())
        {
            if (node is XText plain) text.Append(plain.Value);
            if (node is not XElement inner) continue;
            if (inner.IsEmpty) text.Append(inner.Attribute("name")?.Value ?? inner.Attribute("langword")?.Value ?? inner.Attribute("href")?.Value ?? Last(inner.Attribute("cref")?.Value ?? ""));
            else Append(inner, text);
            if (inner.Name.LocalName is "para" or "br" or "item") text.Append(' ');
        }
    }

    // The name at the end of a documentation id: "T:System.Int32" is told as "Int32".
    private static string Last(string id)
    {
        string name = id.Split('(')[0];
        return name[(name.LastIndexOfAny(['.', ':']) + 1)..].Split('`')[0];
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
