using System.Text.Json.Nodes;

namespace OpLearn.Kernel;

/// <summary>What the running cell shows, so that it can be shown again after a clear.</summary>
/// <remarks>
/// Front ends may lose an update: VS Code's extension forgets the display that a cell began with when the cell's old outputs are taken away a moment later, and drops
/// every update of it. A clear that waits, followed by the same outputs again, reaches each of them.
/// </remarks>
internal sealed class ShownOutputs
{
    private const int MostToRepeatOften = 64 * 1024, MostToRepeat = 16 * 1024 * 1024;

    private readonly List<(string Type, JsonObject Content)> outputs = [];
    private long size;
    private bool incomplete;

    /// <summary>Small enough to be sent again with every update.</summary>
    public bool CanRepeatOften => !incomplete && size <= MostToRepeatOften;

    /// <summary>Small enough to be sent again once.</summary>
    public bool CanRepeat => !incomplete;

    public IReadOnlyList<(string Type, JsonObject Content)> All => outputs;

    public void Add(string type, JsonObject content)
    {
        if (incomplete) return;
        size += Size(content);
        if (size > MostToRepeat)
        {
            incomplete = true;
            outputs.Clear();
            return;
        }

        outputs.Add((type, (JsonObject)content.DeepClone()));
    }

    /// <summary>Puts a display's new data in its place; false when this cell shows no such display.</summary>
    public bool Update(string displayId, JsonObject content)
    {
        bool found = false;
        for (int i = 0; i < outputs.Count; i++)
        {
            if (outputs[i].Content.Child("transient")?.Text("display_id") != displayId) continue;
            size += Size(content) - Size(outputs[i].Content);
            outputs[i] = (outputs[i].Type, (JsonObject)content.DeepClone());
            found = true;
        }

        return found;
    }

    public void Clear()
    {
        outputs.Clear();
        (size, incomplete) = (0, false);
    }

    private static long Size(JsonObject content) =>
        content.Text("text")?.Length ?? (content.Child("data") ?? []).Sum(entry => entry.Value is JsonValue value && value.TryGetValue(out string? text) ? text.Length : entry.Value?.ToJsonString().Length ?? 0L);
}
