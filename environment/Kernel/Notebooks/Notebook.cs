using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpLearn.Kernel.Notebooks;

/// <summary>An <c>.ipynb</c> file of format 4. What this program does not know stays as it is.</summary>
public sealed class Notebook
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 256 };

    private Notebook(JsonObject root) => Root = root;

    /// <summary>The whole document.</summary>
    public JsonObject Root { get; }

    /// <summary>The document's metadata.</summary>
    public JsonObject Metadata => Member(Root, "metadata");

    /// <summary>The cells in their order. A cell is a view: setting its source or outputs changes the document.</summary>
    public IReadOnlyList<NotebookCell> Cells => [.. Root["cells"]!.AsArray().Select(cell => new NotebookCell(cell!.AsObject()))];

    /// <summary><c>fsharp</c> when the notebook's kernel is an F# one, <c>csharp</c> otherwise.</summary>
    public string DefaultLanguage =>
        (Text(Metadata["kernelspec"], "name") + Text(Metadata["kernelspec"], "language") + Text(Metadata["language_info"], "name")) is var names
        && (names.Contains("fsharp", StringComparison.OrdinalIgnoreCase) || names.Contains("F#", StringComparison.OrdinalIgnoreCase)) ? "fsharp" : "csharp";

    /// <summary>The kernel that the notebook asks for when it is for another language than C# and F#; null otherwise.</summary>
    public string? ForeignKernel
    {
        get
        {
            string name = Text(Metadata["kernelspec"], "name"), language = Text(Metadata["kernelspec"], "language");
            if (language.Length == 0) language = Text(Metadata["language_info"], "name");
            string[] own = ["csharp", "fsharp", "c#", "f#", ".net", "polyglot", "oplearn"];
            bool known = language.Length == 0 && name.Length == 0 || own.Any(word => (name + " " + language).Contains(word, StringComparison.OrdinalIgnoreCase));
            bool shell = (name + language).Contains("powershell", StringComparison.OrdinalIgnoreCase) || (name + language).Contains("pwsh", StringComparison.OrdinalIgnoreCase);
            return known && !shell ? null : name.Length == 0 ? language : language.Length == 0 ? $"'{name}'" : $"'{name}' ({language})";
        }
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="FormatException">The file is no notebook of format 4.</exception>
    public static Notebook Load(string path)
    {
        try
        {
            string text = StrictUtf8.GetString(File.ReadAllBytes(path)).TrimStart('\uFEFF');
            return path.EndsWith(".dib", StringComparison.OrdinalIgnoreCase) ? DibFile.Read(text) : Parse(text);
        }
        catch (DecoderFallbackException error)
        {
            throw new FormatException($"{path}: expected UTF-8 text; the bytes at offset {error.Index} are none. Save the file as UTF-8.", error);
        }
        catch (FormatException error)
        {
            throw new FormatException($"{path}: {error.Message}", error);
        }
    }

    /// <summary>Reads a document.</summary>
    /// <exception cref="FormatException">The text is no notebook of format 4.</exception>
    public static Notebook Parse(string json)
    {
        JsonObject? root;
        try
        {
            root = JsonNode.Parse(json, documentOptions: Strict) as JsonObject;
        }
        catch (JsonException error)
        {
            throw new FormatException($"expected a Jupyter notebook; the text is not JSON ({error.Message}).", error);
        }
        if (root?["cells"] is not JsonArray cells || cells.Any(cell => cell is not JsonObject) || root["nbformat"] is not JsonValue format
            || !format.TryGetValue(out int version) || version != 4)
        {
            throw new FormatException("expected a Jupyter notebook of format 4 with a list of cells. Open it in Jupyter or VS Code and save it again.");
        }
        NotebookShape.Check(root);
        return new Notebook(root);
    }

    /// <summary>The document as Jupyter writes it.</summary>
    public string ToJson() => NotebookJson.Write(Root);

    /// <summary>Writes the file whole or not at all.</summary>
    public void Save(string path)
    {
        string full = Path.GetFullPath(path), partial = $"{full}.{Environment.ProcessId}.part";
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(partial, ToJson(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        File.Move(partial, full, overwrite: true);
    }

    /// <summary>Puts a cell at a position.</summary>
    public void Insert(int index, NotebookCell cell) => Root["cells"]!.AsArray().Insert(index, cell.Json);

    /// <summary>Takes a cell out.</summary>
    public void RemoveAt(int index) => Root["cells"]!.AsArray().RemoveAt(index);

    internal static JsonObject Member(JsonObject parent, string name)
    {
        if (parent[name] is JsonObject member) return member;
        var made = new JsonObject();
        parent[name] = made;
        return made;
    }

    /// <summary>A text among a JSON object's members; empty when there is none.</summary>
    public static string Text(JsonNode? node, string name) =>
        node is JsonObject members && members[name] is JsonValue value && value.TryGetValue(out string? text) ? text : "";

    /// <summary>Jupyter's list of lines, each with its line end.</summary>
    internal static JsonArray Lines(string text)
    {
        var lines = new JsonArray();
        for (int start = 0; start < text.Length;)
        {
            int end = text.IndexOf('\n', start);
            end = end < 0 ? text.Length : end + 1;
            lines.Add((JsonNode)text[start..end]);
            start = end;
        }
        return lines;
    }

    /// <summary>A text that may be stored as one string or as a list of lines.</summary>
    public static string Joined(JsonNode? node) => node switch
    {
        JsonArray lines => string.Concat(lines.Select(line => line is JsonValue value && value.TryGetValue(out string? text) ? text : "")),
        JsonValue value when value.TryGetValue(out string? text) => text,
        _ => "",
    };
}
