using System.Diagnostics;

namespace OpLearn;

/// <summary>One execution of a study: its claims, what it measures, and the record that stays of it.</summary>
/// <remarks>
/// Order of use: <see cref="Open"/>, <see cref="State"/> the claims with their rules, work and <see cref="Measure"/>, then <see cref="Save"/> once at the end.
/// At <see cref="Preset.Smoke"/> the rules run too, so that a broken one is found, but every verdict is <see cref="Verdict.NotAssessed"/>.
/// Two files are written, each whole or not at all: <c>claims.json</c> (claims, verdicts, numbers with tolerances) and <c>manifest.json</c> (what made them).
/// </remarks>
public sealed class Study
{
    /// <summary>The environment variable that names the folder for the record; without it <c>artifacts/runs/NAME/PRESET</c> of the repository is taken.</summary>
    public const string OutputVariable = "OPLEARN_OUT";

    private readonly List<Claim> claims = [];
    private readonly Dictionary<string, Measurement> measurements = new(StringComparer.Ordinal);
    private readonly SortedSet<int> seeds = [];
    private readonly SortedDictionary<string, string> data = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> notes = new(StringComparer.Ordinal);
    private readonly long started = Stopwatch.GetTimestamp();

    private Study(string name, Preset preset, string folder) => (Name, Preset, Folder) = (name, preset, folder);

    /// <summary>The notebook's name without its ending.</summary>
    public string Name { get; }

    /// <summary>The sizes in use.</summary>
    public Preset Preset { get; }

    /// <summary>Where <see cref="Save"/> writes.</summary>
    public string Folder { get; }

    /// <summary>The numbers measured so far, in the order of their measurement.</summary>
    public MeasurementTable Measured => new([.. measurements.Values]);

    /// <summary>Starts the study's clock.</summary>
    /// <param name="name">The notebook's file name without its ending: letters, digits, <c>-</c>, <c>_</c> and <c>.</c>.</param>
    /// <param name="preset">Sizes, usually <see cref="Preset.Parse"/> of the notebook's parameter.</param>
    /// <param name="folder">Where the record goes; null for the value of <see cref="OutputVariable"/>, and without it <c>artifacts/runs/NAME/PRESET</c>.</param>
    /// <exception cref="ArgumentException">The name is no plain file name.</exception>
    public static Study Open(string name, Preset preset, string? folder = null)
    {
        ArgumentNullException.ThrowIfNull(preset);
        if (string.IsNullOrEmpty(name) || name.StartsWith('.') || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
            throw new ArgumentException($"Study.Open: expected a plain name such as 00-first-operator; got '{name}'. Use letters, digits, '-', '_' and '.'.", nameof(name));
        folder ??= Environment.GetEnvironmentVariable(OutputVariable) is { Length: > 0 } asked
            ? asked
            : Path.Combine(StudyRecord.RepositoryRoot() ?? Environment.CurrentDirectory, "artifacts", "runs", name, preset.Name);
        return new Study(name, preset, Path.GetFullPath(folder));
    }

    /// <summary>Writes a claim and its rule down, before the numbers are known.</summary>
    /// <exception cref="ArgumentException">A claim of that id is there already.</exception>
    /// <exception cref="InvalidOperationException">A number has been measured already: a rule comes before what it judges.</exception>
    public void State(Claim claim)
    {
        ArgumentNullException.ThrowIfNull(claim);
        if (claims.Any(known => known.Id == claim.Id))
            throw new ArgumentException($"Study.State: expected a new claim id; got '{claim.Id}' twice. Run the notebook from the top, or change the id.", nameof(claim));
        if (measurements.Count > 0)
        {
            throw new InvalidOperationException($"Study.State: expected the claims before the first measurement; '{measurements.Keys.First()}' is measured already."
                + " State every claim and its rule at the start, or run the notebook from the top.");
        }
        claims.Add(claim);
    }

    /// <summary>Records a number. Measured again under the same name (a cell run twice), the later value counts.</summary>
    /// <param name="name">Unique, such as <c>deeponet/test/relative-l2</c>.</param>
    /// <param name="value">The number; NaN is recorded, and a rule that reads it cannot decide for the claim.</param>
    /// <param name="relativeTolerance">How far another run of the same preset may differ, as a share of the value. The default suits numbers that training decides.</param>
    /// <param name="absoluteTolerance">How far it may differ on top of that.</param>
    /// <exception cref="ArgumentException">The name is empty, or a tolerance is negative or not finite.</exception>
    public void Measure(string name, double value, double relativeTolerance = 0.2, double absoluteTolerance = 0.0)
    {
        if (string.IsNullOrWhiteSpace(name)) throw new ArgumentException("Study.Measure: expected a name; got an empty text. Name the number.", nameof(name));
        if (!double.IsFinite(relativeTolerance) || relativeTolerance < 0 || !double.IsFinite(absoluteTolerance) || absoluteTolerance < 0)
        {
            throw new ArgumentException($"Study.Measure: expected finite tolerances of at least 0 for '{name}'; got {relativeTolerance} (relative) and {absoluteTolerance} (absolute)."
                + " A number that must agree exactly has both at 0.");
        }
        measurements[name] = new Measurement(name, value, relativeTolerance, absoluteTolerance);
    }

    /// <summary>Records a number that was measured once a seed. Its value is the mean; rules and the record see the seeds too.</summary>
    /// <param name="name">Unique, such as <c>deeponet/test/relative-l2</c>.</param>
    /// <param name="perSeed">One number a seed, in the order of the seeds.</param>
    /// <param name="relativeTolerance">How far another run's mean may differ, as a share of it.</param>
    /// <param name="absoluteTolerance">How far it may differ on top of that.</param>
    /// <exception cref="ArgumentException">There is no number, the name is empty, or a tolerance is negative or not finite.</exception>
    public void MeasureSeeds(string name, IReadOnlyList<double> perSeed, double relativeTolerance = 0.2, double absoluteTolerance = 0.0)
    {
        ArgumentNullException.ThrowIfNull(perSeed);
        if (perSeed.Count == 0) throw new ArgumentException($"Study.MeasureSeeds: expected at least one number for '{name}'; got none. Train with one seed or more.", nameof(perSeed));
        Measure(name, perSeed.Average(), relativeTolerance, absoluteTolerance);
        measurements[name] = measurements[name] with { PerSeed = [.. perSeed] };
    }

    /// <summary>Notes seeds that the study uses, for the manifest.</summary>
    public void UseSeeds(IReadOnlyList<int> used) => seeds.UnionWith(used);

    /// <summary>Notes a data set by its hash, for the manifest.</summary>
    /// <param name="name">What the data are, such as <c>train</c>.</param>
    /// <param name="hash">SHA-256 of the content, or of what generates it.</param>
    public void UseData(string name, string hash) => data[name] = hash;

    /// <summary>Notes any other fact, for the manifest.</summary>
    public void Note(string name, string text) => notes[name] = text;

    /// <summary>What the claims come to with the numbers measured so far, in the order in which they were stated.</summary>
    /// <exception cref="KeyNotFoundException">A rule reads a number that has not been measured.</exception>
    public ClaimTable Decide() => new([.. claims.Select(Decide)]);

    /// <summary>Decides the claims and writes <c>claims.json</c> and <c>manifest.json</c> into <see cref="Folder"/>.</summary>
    /// <returns>The claims with their verdicts: end a notebook with this.</returns>
    /// <exception cref="KeyNotFoundException">A rule reads a number that has not been measured.</exception>
    public ClaimTable Save()
    {
        ClaimTable results = Decide();
        StudyRecord.WriteClaims(this, results);
        StudyRecord.WriteManifest(this, Stopwatch.GetElapsedTime(started), seeds, data, notes);
        return results;
    }

    private ClaimResult Decide(Claim claim)
    {
        var numbers = new Measurements(measurements, claim.Id);
        Verdict verdict = claim.Decide(numbers);
        string note = "";
        if (ReferenceEquals(Preset, Preset.Smoke)) verdict = Verdict.NotAssessed;
        else if (verdict != Verdict.NotAssessed && numbers.Read.FirstOrDefault(pair => double.IsNaN(pair.Value)).Key is { } nan)
            (verdict, note) = (Verdict.NotReproduced, $"{nan} is not a number");
        return new ClaimResult(claim.Id, claim.Sentence, claim.Source, claim.Published, claim.Rule, numbers.Read, verdict, note) { Spreads = numbers.Spreads };
    }
}
