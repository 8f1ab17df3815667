using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;

namespace OpLearn.Workspace.Commands;

/// <summary><c>oplearn verify</c>: a run's numbers against the recorded ones.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("folder") { Description = "A run's folder: every claims.json in it and below is compared." };
        var command = new Command("verify", "Compares a run's numbers with the recorded ones, each within its stated tolerance.") { folder };
        command.SetAction(parsed =>
        {
            string path = parsed.GetValue(folder)!;
            if (!Directory.Exists(path)) throw new UsageException($"verify: expected a folder; '{path}' is none. `oplearn reproduce` makes artifacts/runs.");
            string[] files = [.. Directory.GetFiles(path, "claims.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
            if (files.Length == 0) throw new UsageException($"verify: found no claims.json under '{path}'. Run `oplearn reproduce` first.");
            return files.Select(file => Verify(file, Repository.Recorded, Console.Out)).Min() ? 0 : 1;
        });
        return command;
    }

    /// <summary>Prints a line for each recorded number; true when all hold.</summary>
    internal static bool Verify(string file, Func<string, string, string> recordedPath, TextWriter output)
    {
        JsonNode run = JsonNode.Parse(File.ReadAllText(file)) ?? throw new FormatException($"{file}: expected a run's claims.");
        string name = run["study"]!.GetValue<string>(), preset = run["preset"]!.GetValue<string>(), path = recordedPath(name, preset);
        output.WriteLine($"{name}, preset {preset}");
        if (!File.Exists(path))
        {
            output.WriteLine($"FAIL  no recorded numbers: expected {path}. Copy {file} there to record this run.");
            return false;
        }
        var recorded = (JsonObject)JsonNode.Parse(File.ReadAllText(path))!["measurements"]!;
        var measured = (JsonObject)run["measurements"]!;
        bool good = recorded.Count > 0;
        if (!good) output.WriteLine($"FAIL  {path} holds no numbers.");
        foreach ((string key, JsonNode? entry) in recorded)
        {
            var expected = new Measurement(key, Number(entry!["value"]), entry["relativeTolerance"]!.GetValue<double>(), entry["absoluteTolerance"]!.GetValue<double>());
            double? value = measured[key] is { } found ? Number(found["value"]) : null;
            bool holds = value is { } x && expected.Accepts(x);
            good &= holds;
            string got = value is { } v ? v.ToString("G6", CultureInfo.InvariantCulture) : "missing";
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(holds ? "PASS" : "FAIL")}  {key}: {got}, recorded {expected.Value:G6} ± {Tolerance(expected)}"));
        }
        foreach ((string key, _) in measured)
        {
            if (recorded.ContainsKey(key)) continue;
            output.WriteLine($"FAIL  {key}: not among the recorded numbers. Record the run again when the study was changed on purpose.");
            good = false;
        }
        return good;
    }

    private static string Tolerance(Measurement m) => string.Create(CultureInfo.InvariantCulture,
        $"{m.AbsoluteTolerance + (m.RelativeTolerance * Math.Abs(m.Value)):G3} ({m.RelativeTolerance:P0}{(m.AbsoluteTolerance > 0 ? $" + {m.AbsoluteTolerance:G3}" : "")})");

    private static double Number(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue(out double number) ? number : double.Parse(node!.GetValue<string>(), CultureInfo.InvariantCulture);
}
