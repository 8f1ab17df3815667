using System.Text.Json.Nodes;

namespace OpLearn.Kernel;

/// <summary>The language that a cell's metadata name.</summary>
internal static class CellMetadata
{
    /// <summary><c>polyglot_notebook.kernelName</c>, else <c>dotnet_interactive.language</c>, else a known <c>vscode.languageId</c>, else null.</summary>
    public static string? Language(JsonObject metadata) =>
        Named(metadata, "polyglot_notebook", "kernelName")
        ?? Named(metadata, "dotnet_interactive", "language")
        ?? (Named(metadata, "vscode", "languageId") is { } id && IsMeant(OtherLanguages.Canonical(id)) ? id : null);

    // VS Code names "python" in cells of notebooks that never were.
    private static bool IsMeant(string language) => language is "csharp" or "fsharp" || OtherLanguages.IsKnown(language) && language is not "python";

    private static string? Named(JsonObject metadata, string group, string name) =>
        metadata.Child(group)?.Text(name) is { Length: > 0 } language ? language : null;
}
