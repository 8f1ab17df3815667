using System.Text.Json.Nodes;

namespace OpLearn.Kernel.Notebooks;

/// <summary>Checks that a document's parts have the types that the notebook format gives them: a part of another type would be lost or changed when the file is written.</summary>
internal static class NotebookShape
{
    private static readonly string[] CellTypes = ["code", "markdown", "raw"], OutputTypes = ["stream", "display_data", "execute_result", "error"];

    /// <exception cref="FormatException">Something is of another type; the message names the place.</exception>
    public static void Check(JsonObject root)
    {
        Expect(root["metadata"] is null or JsonObject, "metadata", "an object");
        int number = 0;
        foreach (JsonNode? node in root["cells"]!.AsArray())
        {
            var cell = (JsonObject)node!;
            string place = $"cell {++number}";
            Expect(CellTypes.Contains(Notebook.Text(cell, "cell_type")), $"{place}: cell_type", "code, markdown or raw");
            Expect(IsText(cell["source"]), $"{place}: source", "a text or a list of lines");
            Expect(cell["metadata"] is null or JsonObject, $"{place}: metadata", "an object");
            Expect(cell["outputs"] is null or JsonArray, $"{place}: outputs", "a list");
            for (int i = 0; i < (cell["outputs"] as JsonArray ?? []).Count; i++) CheckOutput(cell["outputs"]![i], $"{place}, output {i + 1}");
        }
    }

    private static void CheckOutput(JsonNode? output, string place)
    {
        Expect(output is JsonObject, place, "an object");
        string type = Notebook.Text(output, "output_type");
        Expect(OutputTypes.Contains(type), $"{place}: output_type", "stream, display_data, execute_result or error");
        Expect(type is not "stream" || IsText(output!["text"]), $"{place}: text", "a text or a list of lines");
        Expect(type is not ("display_data" or "execute_result") || output!["data"] is JsonObject, $"{place}: data", "an object of mime types");
        Expect(type is not "error" || output!["traceback"] is null or JsonArray, $"{place}: traceback", "a list of lines");
    }

    private static bool IsText(JsonNode? node) => node switch
    {
        JsonArray lines => lines.All(line => line is JsonValue value && value.TryGetValue<string>(out _)),
        JsonValue value => value.TryGetValue<string>(out _),
        _ => false,
    };

    private static void Expect(bool holds, string place, string expected)
    {
        if (!holds) throw new FormatException($"{place}: expected {expected}. The file is damaged; nothing was run.");
    }
}
