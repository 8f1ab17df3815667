using System.Text.Json.Nodes;

namespace OpLearn.Kernel;

/// <summary>The language that a cell's metadata name.</summary>
internal static class CellMetadata
{
    /// <summary><c>polyglot_notebook.kernelName</c>, else <c>dotnet_interactive.language</c>, else a known <c>vscode.languageId</c>, else null.</summary>
    public static string? Language(JsonObject metadata) =>
        Named(metadata, "polyglot_notebook", "kernelName")
        ?? Named(metadata, "dotnet_interactive", "language")
        ?? (Named(metadata, "vscode", "languageId") is "csharp" or "fsharp" or "markdown" or "html" ? Named(metadata, "vscode", "languageId") : null);

    private static string? Named(JsonObject metadata, string group, string name) =>
        metadata.Child(group)?.Text(name) is { Length: > 0 } language ? language : null;
}
