using System.Text.Json;
using System.Text.Json.Nodes;
using OpLearn.Kernel;

namespace OpLearn.Workspace.Execution;

/// <summary>The kernels' entries in Jupyter's list, with the names that .NET Interactive used, so that its notebooks open as they are.</summary>
internal static class KernelSpecs
{
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, NewLine = "\n" };

    public static IReadOnlyList<string> Names { get; } = [".net-csharp", ".net-fsharp"];

    /// <summary>Where Jupyter looks for a user's kernels: JUPYTER_DATA_DIR or the system's usual place.</summary>
    public static string UserFolder
    {
        get
        {
            string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            string data = Environment.GetEnvironmentVariable("JUPYTER_DATA_DIR") is { Length: > 0 } asked ? asked
                : OperatingSystem.IsWindows() ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "jupyter")
                : OperatingSystem.IsMacOS() ? Path.Combine(home, "Library", "Jupyter")
                : Path.Combine(Environment.GetEnvironmentVariable("XDG_DATA_HOME") is { Length: > 0 } xdg ? xdg : Path.Combine(home, ".local", "share"), "jupyter");
            return Path.Combine(data, "kernels");
        }
    }

    /// <summary>Name and kernel.json of each kernel, for that command line.</summary>
    public static IEnumerable<(string Name, string Json)> All(IReadOnlyList<string> command) =>
        [(Names[0], Spec(command, ".NET (C#)", "C#", "csharp")), (Names[1], Spec(command, ".NET (F#)", "F#", "fsharp"))];

    /// <summary>Installed, and what it starts exists.</summary>
    public static bool IsReady(string name) => State(name).Contains(" -> ", StringComparison.Ordinal);

    /// <summary>Installed or not, and does what it starts exist?</summary>
    public static string State(string name)
    {
        string file = Path.Combine(UserFolder, name, "kernel.json");
        if (!File.Exists(file)) return "not installed; `oplearn kernel install` does it";
        try
        {
            string program = JsonNode.Parse(File.ReadAllText(file))!["argv"]![1]!.GetValue<string>();
            return File.Exists(program) ? $"{file} -> {program}" : $"{file} starts {program}, which is gone; build, then `oplearn kernel install`";
        }
        catch (Exception error) when (error is JsonException or IOException or InvalidOperationException or NullReferenceException or ArgumentOutOfRangeException)
        {
            return $"{file} cannot be read; `oplearn kernel install` writes it again";
        }
    }

    private static string Spec(IReadOnlyList<string> command, string display, string language, string option) => new JsonObject
    {
        ["argv"] = new JsonArray([.. command.Select(argument => (JsonNode)argument), "--language", option]),
        ["display_name"] = display,
        ["language"] = language,
        ["interrupt_mode"] = "message",
        ["env"] = new JsonObject(KernelEnvironment.Variables.Select(variable => KeyValuePair.Create(variable.Key, (JsonNode?)variable.Value))),
        ["metadata"] = new JsonObject { ["debugger"] = false },
    }.ToJsonString(Format) + "\n";
}
