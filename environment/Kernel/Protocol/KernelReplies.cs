using System.Text.Json.Nodes;

namespace OpLearn.Kernel;

/// <summary>Contents of replies that do not depend on the state of the kernel.</summary>
internal static class KernelReplies
{
    public static JsonObject Ok() => new() { ["status"] = "ok" };

    public static JsonObject Error(CellFailure failure) => new()
    {
        ["ename"] = failure.Name,
        ["evalue"] = failure.Message,
        ["traceback"] = new JsonArray([.. failure.Traceback.Select(line => (JsonNode)line)]),
    };

    public static JsonObject Failed(CellFailure failure)
    {
        var content = Error(failure);
        content["status"] = "error";
        return content;
    }

    public static JsonObject KernelInfo(string language)
    {
        bool fsharp = language == "fsharp";
        string version = typeof(KernelReplies).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";
        return new JsonObject
        {
            ["status"] = "ok",
            ["protocol_version"] = MessageCodec.ProtocolVersion,
            ["implementation"] = "oplearn",
            ["implementation_version"] = version,
            ["language_info"] = new JsonObject
            {
                ["name"] = fsharp ? "F#" : "C#",
                ["version"] = fsharp ? "10.0" : "14.0",
                ["mimetype"] = fsharp ? "text/x-fsharp" : "text/x-csharp",
                ["file_extension"] = fsharp ? ".fs" : ".cs",
                ["pygments_lexer"] = fsharp ? "fsharp" : "csharp",
                ["codemirror_mode"] = fsharp ? "text/x-fsharp" : "text/x-csharp",
            },
            ["banner"] = $"OpLearn kernel {version}: C# and F# on .NET {Environment.Version}",
            ["help_links"] = new JsonArray(),
            ["debugger"] = false,
        };
    }
}
