namespace OpLearn.Kernel;

/// <summary>Languages of public notebooks that this kernel does not run: it shows some of them, and refuses the rest by name.</summary>
internal static class OtherLanguages
{
    private static readonly Dictionary<string, string> MimeTypes = new(StringComparer.Ordinal)
    {
        ["markdown"] = "text/markdown",
        ["html"] = "text/html",
        ["mermaid"] = "text/vnd.mermaid",
        ["javascript"] = "application/javascript",
    };

    private static readonly Dictionary<string, string> Refused = new(StringComparer.Ordinal)
    {
        ["pwsh"] = "PowerShell",
        ["powershell"] = "PowerShell",
        ["sql"] = "SQL",
        ["kql"] = "KQL",
        ["http"] = "HTTP requests",
        ["httpRequest"] = "HTTP requests",
        ["python"] = "Python",
        ["r"] = "R",
        ["value"] = "a text value",
        ["vscode"] = "commands of VS Code",
        ["bash"] = "a shell",
        ["typescript"] = "TypeScript",
    };

    /// <summary>One name for each language, whatever the notebook calls it.</summary>
    public static string Canonical(string name) => name switch
    {
        "c#" or "C#" or "dotnet-interactive.csharp" => "csharp",
        "f#" or "F#" or "dotnet-interactive.fsharp" => "fsharp",
        "js" => "javascript",
        "powershell" => "pwsh",
        _ => name,
    };

    /// <summary>True for languages whose text is an output.</summary>
    public static bool IsShown(string language) => MimeTypes.ContainsKey(language);

    /// <summary>True for languages that this kernel knows by name, whether it takes them or not.</summary>
    public static bool IsKnown(string language) => IsShown(language) || Refused.ContainsKey(language);

    /// <summary>The text as an output, with the text itself for front ends that do not draw it.</summary>
    public static MimeBundle Show(string language, string text)
    {
        MimeBundle bundle = MimeBundle.Of(MimeTypes[language], text);
        if (language == "mermaid") bundle.Data["text/plain"] = text;
        return bundle;
    }

    /// <summary>Why a cell of that language cannot run, in one line.</summary>
    public static string Refusal(string language) =>
        $"This cell is {(Refused.TryGetValue(language, out string? words) ? $"{words} ({language})" : $"'{language}'")}; this kernel runs C# and F# and shows Markdown, HTML, Mermaid and JavaScript. Translate the cell, or give it the tag 'skip-execution'.";
}
