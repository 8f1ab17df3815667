using System.Text.Json.Nodes;

namespace OpLearn.Kernel.Notebooks;

/// <summary>Turns the messages published for one cell into its outputs. They may come after the cell has ended, from work that it left behind.</summary>
/// <param name="cell">The cell.</param>
/// <param name="shown">Where each display id of the notebook was shown: an update may come from any cell.</param>
internal sealed class CellOutputs(NotebookCell cell, Dictionary<string, List<JsonObject>> shown)
{
    /// <summary>Outputs that one cell may have in the file; later ones are counted. An error and the cell's result are always kept.</summary>
    public const int MostOutputs = 1_000;

    private (JsonObject Output, StreamText Text)? stream;
    private JsonObject? note;
    private bool clearBeforeNext;
    private long leftOut;

    public void Add(JupyterMessage message)
    {
        if (message.Type == "clear_output")
        {
            clearBeforeNext = message.Content["wait"]?.GetValue<bool>() ?? false;
            if (!clearBeforeNext) Clear();
            return;
        }
        if (message.Type == "update_display_data")
        {
            Update(message);
            return;
        }
        if (message.Type is not ("stream" or "display_data" or "execute_result" or "error")) return;
        if (clearBeforeNext) Clear();
        clearBeforeNext = false;
        if (message.Type == "stream")
        {
            AddStream(Notebook.Text(message.Content, "name"), Notebook.Text(message.Content, "text"));
            return;
        }
        EndStream();
        if (message.Type == "display_data" && IsFull()) return;
        cell.Outputs.Add((JsonNode)ToOutput(message));
    }

    /// <summary>Writes what streams have gathered into the document.</summary>
    public void Finish()
    {
        if (stream is var (output, text)) output["text"] = Notebook.Lines(text.ToString());
        if (note is not null) note["text"] = Notebook.Lines(FormattableString.Invariant($"[{leftOut:N0} further outputs left out: a cell in a notebook keeps its first {MostOutputs:N0}]\n"));
    }

    private void EndStream()
    {
        Finish();
        stream = null;
    }

    private void Clear()
    {
        cell.Outputs.Clear();
        foreach (List<JsonObject> places in shown.Values) places.RemoveAll(place => place.Parent is null);
        (stream, note, leftOut) = (null, null, 0);
    }

    private void AddStream(string name, string text)
    {
        if (stream is not var (output, gathered) || Notebook.Text(output, "name") != name)
        {
            EndStream();
            if (IsFull()) return;
            gathered = new StreamText();
            stream = (Stream(name), gathered);
            cell.Outputs.Add((JsonNode)stream.Value.Output);
        }

        gathered.Add(text);
    }

    private bool IsFull()
    {
        if (cell.Outputs.Count < MostOutputs) return false;
        leftOut++;
        if (note is null) cell.Outputs.Add((JsonNode)(note = Stream("stderr")));
        return true;
    }

    private static JsonObject Stream(string name) => new() { ["name"] = name, ["output_type"] = "stream", ["text"] = new JsonArray() };

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
