using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpLearn.Kernel.Notebooks;

/// <summary>Writes JSON as Jupyter does: one space a level, text unescaped but for what JSON demands. Numbers read from a file keep their digits.</summary>
internal static class NotebookJson
{
    public static string Write(JsonNode? node)
    {
        var text = new StringBuilder();
        Write(text, node, 0);
        return text.Append('\n').ToString();
    }

    private static void Write(StringBuilder text, JsonNode? node, int level)
    {
        switch (node)
        {
            case JsonObject { Count: > 0 } members:
                WriteItems(text, members, level, '{', '}', member =>
                {
                    WriteString(text, member.Key);
                    text.Append(": ");
                    Write(text, member.Value, level + 1);
                });
                break;
            case JsonArray { Count: > 0 } items:
                WriteItems(text, items, level, '[', ']', item => Write(text, item, level + 1));
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                WriteString(text, value.GetValue<string>());
                break;
            default:
                text.Append(node?.ToJsonString() ?? "null");
                break;
        }
    }

    private static void WriteItems<T>(StringBuilder text, IEnumerable<T> items, int level, char open, char close, Action<T> write)
    {
        string separator = "";
        text.Append(open);
        foreach (T item in items)
        {
            text.Append(separator).Append('\n').Append(' ', level + 1);
            write(item);
            separator = ",";
        }
        text.Append('\n').Append(' ', level).Append(close);
    }

    private static void WriteString(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (char c in value)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                < ' ' => text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)),
                _ => text.Append(c),
            };
        }
        text.Append('"');
    }
}
