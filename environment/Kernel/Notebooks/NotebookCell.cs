using System.Text.Json.Nodes;

namespace OpLearn.Kernel.Notebooks;

/// <summary>A cell: a view of its JSON.</summary>
/// <param name="Json">The cell as it stands in the document.</param>
public sealed record NotebookCell(JsonObject Json)
{
    private static readonly string[] Selectors = ["#!fsharp", "#!f#", "#!csharp", "#!c#"];

    /// <summary>A new code cell.</summary>
    /// <param name="id">1 to 64 letters, digits, <c>-</c> and <c>_</c>, unique in the notebook.</param>
    /// <param name="source">The code.</param>
    /// <param name="tags">Its tags.</param>
    public static NotebookCell Code(string id, string source, params string[] tags) => new(new JsonObject
    {
        ["cell_type"] = "code",
        ["execution_count"] = null,
        ["id"] = id,
        ["metadata"] = new JsonObject { ["tags"] = new JsonArray([.. tags.Select(tag => (JsonNode)tag)]) },
        ["outputs"] = new JsonArray(),
        ["source"] = Notebook.Lines(source),
    });

    /// <summary>True for code, false for markdown and raw text.</summary>
    public bool IsCode => Kind == "code";

    /// <summary><c>code</c>, <c>markdown</c> or <c>raw</c>.</summary>
    public string Kind => Notebook.Text(Json, "cell_type");

    /// <summary>The text, with <c>\n</c> between lines.</summary>
    public string Source
    {
        get => Notebook.Joined(Json["source"]);
        set => Json["source"] = Notebook.Lines(value);
    }

    /// <summary>The cell's metadata.</summary>
    public JsonObject Metadata => Notebook.Member(Json, "metadata");

    /// <summary>A code cell's outputs.</summary>
    public JsonArray Outputs
    {
        get
        {
            if (Json["outputs"] is JsonArray outputs) return outputs;
            var made = new JsonArray();
            Json["outputs"] = made;
            return made;
        }
    }

    /// <summary>The number in brackets; null when the cell has not run.</summary>
    public int? ExecutionCount
    {
        get => Json["execution_count"] is JsonValue value && value.TryGetValue(out int count) ? count : null;
        set => Json["execution_count"] = value;
    }

    /// <summary>Has it that tag?</summary>
    public bool HasTag(string tag) =>
        Json["metadata"] is JsonObject metadata && metadata["tags"] is JsonArray tags && tags.Any(t => t is JsonValue value && value.TryGetValue(out string? text) && text == tag);

    /// <summary>The language: a selector before the first line of code, else the metadata, else the notebook's own.</summary>
    public string Language(string notebookLanguage)
    {
        string named = Source.Split('\n').Select(line => line.Trim()).TakeWhile(line => line == "" || line.StartsWith('#')).FirstOrDefault(Selectors.Contains) ?? "";
        if (named == "") named = Notebook.Text(Json["metadata"]?["polyglot_notebook"], "kernelName");
        if (named == "") named = Notebook.Text(Json["metadata"]?["dotnet_interactive"], "language");
        return named switch
        {
            "#!fsharp" or "#!f#" or "fsharp" => "fsharp",
            "#!csharp" or "#!c#" or "csharp" => "csharp",
            _ => notebookLanguage,
        };
    }
}
