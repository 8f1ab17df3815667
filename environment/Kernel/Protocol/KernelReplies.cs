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

    /// <summary>The Debug Adapter Protocol's way to say no: kernel_info says so too, but a front end may ask all the same.</summary>
    public static JsonObject NoDebugger(JsonObject request) => new()
    {
        ["type"] = "response",
        ["request_seq"] = request.Integer("seq") ?? 0,
        ["success"] = false,
        ["command"] = request.Text("command") ?? "",
        ["message"] = "This kernel has no debugger.",
    };

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
