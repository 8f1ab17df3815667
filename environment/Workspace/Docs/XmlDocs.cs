using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace OpLearn.Workspace.Docs;

/// <summary>The XML docs of an assembly as Markdown.</summary>
internal sealed partial class XmlDocs
{
    private readonly Dictionary<string, XElement> members;

    /// <summary>Reads the file beside the assembly.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public XmlDocs(Assembly assembly)
    {
        string file = Path.ChangeExtension(assembly.Location, ".xml");
        if (!File.Exists(file)) throw new InvalidOperationException($"docs: expected {file}, which the build writes beside the library. Build and try again.");
        members = XDocument.Load(file).Descendants("member").ToDictionary(member => member.Attribute("name")!.Value);
    }

    /// <summary>A tag of a type: <c>summary</c>, <c>remarks</c>; empty when it is missing.</summary>
    public string Of(Type type, string tag) => Markdown(Member(type)?.Element(tag));

    /// <summary>A tag of a property; <c>value</c> where the docs use it in place of a summary.</summary>
    public string Of(PropertyInfo property) =>
        members.GetValueOrDefault($"P:{property.DeclaringType!.FullName!.Replace('+', '.')}.{property.Name}") is { } member
            ? Markdown(member.Element("value") ?? member.Element("summary")) : "";

    /// <summary>A parameter, or with an empty name the returned value, of the only documented method of that name.</summary>
    public string Of(Type type, string method, string parameter)
    {
        string start = $"M:{type.FullName}.{method}(";
        XElement? member = members.FirstOrDefault(pair => pair.Key.StartsWith(start, StringComparison.Ordinal)).Value;
        bool IsIt(XElement element) => element.Attribute("name")?.Value == parameter;
        return Markdown(parameter == "" ? member?.Element("returns") : member?.Elements("param").FirstOrDefault(IsIt));
    }

    /// <summary>Everything that the docs say of a type, its constructors and its static methods, for a search in words.</summary>
    public string Everything(Type type) => string.Join(" ", members
        .Where(pair => pair.Key == $"T:{type.FullName}" || pair.Key.StartsWith($"M:{type.FullName}.", StringComparison.Ordinal))
        .SelectMany(pair => pair.Value.Elements().Where(element => element.Name.LocalName is "summary" or "remarks")).Select(Markdown));

    /// <summary>The code of a type's example; null when it has none.</summary>
    public string? Example(Type type)
    {
        if (Member(type)?.Element("example")?.Element("code")?.Value is not { } code) return null;
        string[] lines = [.. code.Split('\n').Select(line => line.TrimEnd()).SkipWhile(line => line == "")];
        int indent = lines.Where(line => line != "").Min(line => line.Length - line.TrimStart().Length);
        return string.Join("\n", lines.Select(line => line == "" ? line : line[indent..])).TrimEnd();
    }

    private XElement? Member(Type type) => members.GetValueOrDefault($"T:{type.FullName}");

    /// <summary>Sentences of a text. A full stop ends one where a capital follows, except behind an abbreviated name.</summary>
    public static IReadOnlyList<string> Sentences(string text) => text == "" ? [] : SentenceEnd().Split(text);

    private static string Markdown(XElement? element)
    {
        if (element is null) return "";
        var text = new StringBuilder();
        foreach (XNode node in element.Nodes()) Append(text, node);
        return Blanks().Replace(text.ToString(), " ").Trim();
    }

    private static void Append(StringBuilder text, XNode node)
    {
        if (node is XText plain) text.Append(Escape(plain.Value));
        else if (node is XElement element)
        {
            text.Append(element.Name.LocalName switch
            {
                "c" => $"`{element.Value}`",
                "see" when element.Attribute("href") is { } link => $"[{(element.Value == "" ? Short(link.Value) : element.Value)}]({link.Value})",
                "see" or "seealso" => $"`{Name(element.Attribute("cref")?.Value ?? element.Attribute("langword")?.Value ?? element.Value)}`",
                "paramref" or "typeparamref" => $"`{element.Attribute("name")?.Value}`",
                "para" => $" {Markdown(element)}",
                _ => Markdown(element),
            });
        }
    }

    private static string Short(string link) =>
        link.Contains("arxiv.org/abs/", StringComparison.Ordinal) ? "arXiv " + link[(link.LastIndexOf('/') + 1)..] : link;

    // T:OpLearn.Mlp, P:OpLearn.MlpStyle.Norm, M:OpLearn.WaveEquation.ReferenceErrors(System.Int32)
    private static string Name(string reference)
    {
        string plain = reference[(reference.IndexOf(':') + 1)..].Split('(')[0];
        string[] parts = plain.Split('.');
        bool isMember = parts.Length > 2 && reference[0] != 'T' && reference.Contains(':', StringComparison.Ordinal);
        return isMember ? $"{parts[^2]}.{parts[^1]}" : parts[^1].Split('`')[0];
    }

    private static string Escape(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace("*", "\\*", StringComparison.Ordinal);

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"(?<=[.:])(?<!\b\p{Lu}\.)(?<!et al\.)\s+(?=\p{Lu}|See|With)")]
    private static partial Regex SentenceEnd();
}
