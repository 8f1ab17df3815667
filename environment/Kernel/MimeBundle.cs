using System.Text.Json.Nodes;

namespace OpLearn.Kernel;

/// <summary>One output in several representations, as Jupyter's <c>data</c> and <c>metadata</c> dictionaries.</summary>
/// <param name="Data">By mime type: text as a JSON string, pictures as base64, JSON types as JSON.</param>
/// <param name="Metadata">By mime type or free; empty by default.</param>
public sealed record MimeBundle(JsonObject Data, JsonObject Metadata)
{
    /// <summary>A bundle of one textual representation.</summary>
    public static MimeBundle Of(string mimeType, string text) => new(new JsonObject { [mimeType] = text }, []);
}
