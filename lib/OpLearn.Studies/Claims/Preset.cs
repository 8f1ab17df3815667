namespace OpLearn;

/// <summary>How large a study runs: a preset changes sizes only, never the code path.</summary>
/// <remarks>
/// <see cref="Smoke"/>: seconds, every cell runs and no verdict is given; <see cref="Quick"/>: minutes on two cores, real verdicts on a scaled-down study;
/// <see cref="Paper"/>: the publication's own sizes. There are these three and no others.
/// </remarks>
public sealed class Preset
{
    /// <summary>The environment variable that names the preset when a notebook's own choice is empty.</summary>
    public const string EnvironmentVariable = "OPLEARN_PRESET";

    private readonly int index;

    private Preset(string name, int index)
    {
        Name = name;
        this.index = index;
    }

    /// <summary>Seconds: shows that every cell runs.</summary>
    public static Preset Smoke { get; } = new("smoke", 0);

    /// <summary>A few minutes on two cores; the default.</summary>
    public static Preset Quick { get; } = new("quick", 1);

    /// <summary>The publication's own sizes.</summary>
    public static Preset Paper { get; } = new("paper", 2);

    /// <summary>All presets, from the smallest.</summary>
    public static IReadOnlyList<Preset> All { get; } = [Smoke, Quick, Paper];

    /// <summary><c>smoke</c>, <c>quick</c> or <c>paper</c>.</summary>
    public string Name { get; }

    /// <summary>The preset that a text names; an empty text asks the environment, and without it means <see cref="Quick"/>.</summary>
    /// <param name="text"><c>smoke</c>, <c>quick</c> or <c>paper</c> in any case; null or empty for the value of <see cref="EnvironmentVariable"/>.</param>
    /// <exception cref="ArgumentException">The text names no preset.</exception>
    public static Preset Parse(string? text = null)
    {
        string? asked = string.IsNullOrWhiteSpace(text) ? Environment.GetEnvironmentVariable(EnvironmentVariable) : text;
        if (string.IsNullOrWhiteSpace(asked)) return Quick;
        return All.FirstOrDefault(preset => preset.Name.Equals(asked.Trim(), StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException(
                $"Preset: expected smoke, quick or paper; got '{asked}'. Change the notebook's parameter cell, --preset or {EnvironmentVariable}.", nameof(text));
    }

    /// <summary>The value of this preset: sizes of a study are written as one line each.</summary>
    /// <example><c>int samples = preset.Choose(smoke: 20, quick: 500, paper: 10_000);</c></example>
    public T Choose<T>(T smoke, T quick, T paper) => index switch { 0 => smoke, 1 => quick, _ => paper };

    /// <inheritdoc/>
    public override string ToString() => Name;
}
