using System.Text.Json.Nodes;

namespace OpLearn.Kernel.Notebooks;

/// <summary>Turns published messages into a notebook's outputs, and carries updates to where a display id was shown, in any cell.</summary>
internal sealed class CellOutputs
{
    private readonly Dictionary<string, List<JsonObject>> shown = new(StringComparer.Ordinal);
    private bool clearBeforeNext;

    public void Add(NotebookCell cell, JupyterMessage message)
    {
        if (message.Type == "clear_output")
        {
            clearBeforeNext = message.Content["wait"]?.GetValue<bool>() ?? false;
            if (!clearBeforeNext) cell.Outputs.Clear();
            return;
        }
        if (message.Type == "update_display_data")
        {
            Update(message);
            return;
        }
        if (message.Type is not ("stream" or "display_data" or "execute_result" or "error")) return;
        if (clearBeforeNext) cell.Outputs.Clear();
        clearBeforeNext = false;
        if (message.Type == "stream") AddStream(cell.Outputs, Notebook.Text(message.Content, "name"), Notebook.Text(message.Content, "text"));
        else cell.Outputs.Add((JsonNode)ToOutput(message));
    }

    private static void AddStream(JsonArray outputs, string name, string text)
    {
        if (outputs.LastOrDefault() is JsonObject last && Notebook.Text(last, "output_type") == "stream" && Notebook.Text(last, "name") == name)
            last["text"] = Notebook.Lines(Notebook.Joined(last["text"]) + text);
        else
            outputs.Add((JsonNode)new JsonObject { ["name"] = name, ["output_type"] = "stream", ["text"] = Notebook.Lines(text) });
    }

    private JsonObject ToOutput(JupyterMessage message)
    {
        JsonObject content = message.Content;
        if (message.Type == "error")
        {
            return new JsonObject
            {
                ["ename"] = Notebook.Text(content, "ename"),
                ["evalue"] = Notebook.Text(content, "evalue"),
                ["output_type"] = "error",
                ["traceback"] = content["traceback"]?.DeepClone() ?? new JsonArray(),
            };
        }
        var output = new JsonObject { ["data"] = Data(content["data"] as JsonObject) };
        if (message.Type == "execute_result") output["execution_count"] = content["execution_count"]?.DeepClone();
        output["metadata"] = content["metadata"]?.DeepClone() ?? new JsonObject();
        output["output_type"] = message.Type;
        if (Notebook.Text(content["transient"], "display_id") is { Length: > 0 } id)
        {
            if (!shown.TryGetValue(id, out List<JsonObject>? places)) shown[id] = places = [];
            places.Add(output);
        }
        return output;
    }

    private void Update(JupyterMessage message)
    {
        if (!shown.TryGetValue(Notebook.Text(message.Content["transient"], "display_id"), out List<JsonObject>? places)) return;
        foreach (JsonObject place in places)
        {
            place["data"] = Data(message.Content["data"] as JsonObject);
            place["metadata"] = message.Content["metadata"]?.DeepClone() ?? new JsonObject();
        }
    }

    /// <summary>Texts become lists of lines, as Jupyter stores them; JSON and pictures stay.</summary>
    private static JsonObject Data(JsonObject? data)
    {
        var stored = new JsonObject();
        foreach ((string mime, JsonNode? value) in (data ?? []).OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            bool lines = mime.StartsWith("text/", StringComparison.Ordinal) || mime is "image/svg+xml" or "application/javascript";
            stored[mime] = lines && value is JsonValue text && text.TryGetValue(out string? plain) ? Notebook.Lines(plain) : value?.DeepClone();
        }
        return stored;
    }
}
