using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpLearn.Kernel;

/// <summary>Reads fields of foreign JSON: null when a field is missing, of another type or not valid text.</summary>
internal static class JsonReading
{
    public static string? Text(this JsonObject json, string name)
    {
        try
        {
            return json[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;
        }
        catch (InvalidOperationException)
        {
            return null; // an escape that stands for half a character
        }
    }

    public static bool? Flag(this JsonObject json, string name) => json[name]?.GetValueKind() switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    public static int? Integer(this JsonObject json, string name) => json[name] is JsonValue value && value.TryGetValue(out int number) ? number : null;

    public static JsonObject? Child(this JsonObject json, string name) => json[name] as JsonObject;
}
