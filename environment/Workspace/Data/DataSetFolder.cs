using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpLearn.Workspace.Data;

/// <summary>One data set of the repository: <c>data/NAME</c> with the program that makes it, its card and the numbers that it had when the card was written.</summary>
internal sealed class DataSetFolder
{
    private const double RelativeTolerance = 1e-4;

    private DataSetFolder(string path) => (Path, Name) = (path, System.IO.Path.GetFileName(path));

    public string Path { get; }

    public string Name { get; }

    /// <summary>C# that ends with a variable <c>dataset</c>, and may set <c>notes</c>.</summary>
    public string Program => System.IO.Path.Combine(Path, "generate.csx");

    public string Card => System.IO.Path.Combine(Path, "card.json");

    public string Numbers => System.IO.Path.Combine(Path, "numbers.json");

    public string Readme => System.IO.Path.Combine(Path, "README.md");

    /// <summary>All data sets, in the order of their names.</summary>
    public static IReadOnlyList<DataSetFolder> All()
    {
        string root = System.IO.Path.Combine(Repository.Root, "data");
        return Directory.Exists(root) ? [.. Directory.GetDirectories(root).Order(StringComparer.Ordinal).Select(path => new DataSetFolder(path)).Where(set => File.Exists(set.Program))] : [];
    }

    /// <summary>The one of that name.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static DataSetFolder Of(string name) => All().FirstOrDefault(set => set.Name == name)
        ?? throw new UsageException($"data: expected the name of a data set; got '{name}'. There {(All().Count == 0 ? "are none" : $"are {string.Join(", ", All().Select(set => set.Name))}")}.");

    /// <summary>The hash that the card states; null without a card.</summary>
    public string? RecordedHash => Member(Card, "Sha256")?.GetValue<string>();

    /// <summary>What the card says of the contents, or what is missing.</summary>
    public string Contents => Member(Card, "Contents")?.GetValue<string>() ?? "(no card yet: `oplearn data generate " + Name + " --card`)";

    /// <summary>Compares numbers made now with the recorded ones; null when they agree within 10⁻⁴, else what differs first.</summary>
    public string? Difference(JsonObject now)
    {
        if (!File.Exists(Numbers) || JsonNode.Parse(File.ReadAllText(Numbers)) is not JsonObject recorded) return "no numbers are recorded";
        foreach ((string key, JsonNode? value) in recorded)
        {
            double expected = value!.GetValue<double>();
            if (now[key] is not JsonValue found || !found.TryGetValue(out double got)) return $"{key} is missing";
            double scale = Math.Max(Math.Abs(expected), key.EndsWith("rms", StringComparison.Ordinal) ? 0 : Rms(recorded, key));
            if (!(Math.Abs(got - expected) <= RelativeTolerance * scale)) return FormattableString.Invariant($"{key} is {got:G9}, recorded {expected:G9}");
        }
        return null;
    }

    /// <summary>Writes the numbers beside the card.</summary>
    public void Record(JsonObject numbers) => File.WriteAllText(Numbers, numbers.ToJsonString(new JsonSerializerOptions { WriteIndented = true, NewLine = "\n" }) + "\n");

    // A mean or a single value is compared on the scale of its tensor.
    private static double Rms(JsonObject recorded, string key) => recorded[key[..(key.LastIndexOf(' ') + 1)] + "rms"] is JsonValue value && value.TryGetValue(out double rms) ? rms : 0;

    private static JsonNode? Member(string file, string name)
    {
        try
        {
            return File.Exists(file) ? JsonNode.Parse(File.ReadAllText(file))?[name] : null;
        }
        catch (JsonException error)
        {
            throw new FormatException($"{file}: expected JSON ({error.Message}). Make the card again with --card.", error);
        }
    }
}
