namespace OpLearn;

/// <summary>The numbers of a study as a claim's rule sees them; remembers which of them the rule reads.</summary>
public sealed class Measurements
{
    private readonly IReadOnlyDictionary<string, Measurement> all;
    private readonly SortedDictionary<string, Measurement> read = new(StringComparer.Ordinal);
    private readonly string reader;

    internal Measurements(IReadOnlyDictionary<string, Measurement> all, string reader)
    {
        this.all = all;
        this.reader = reader;
    }

    /// <summary>The number of that name; the mean where there are several seeds.</summary>
    /// <exception cref="KeyNotFoundException">The study has not measured it.</exception>
    public double this[string name] => Find(name).Value;

    /// <summary>The number of each seed, for rules that ask more than a mean: that every seed agrees, or that two ranges do not meet.</summary>
    /// <exception cref="KeyNotFoundException">The study has not measured it.</exception>
    public IReadOnlyList<double> PerSeed(string name) => Find(name).PerSeed;

    /// <summary>The sample standard deviation over the seeds; NaN for one seed, which no comparison holds for.</summary>
    /// <exception cref="KeyNotFoundException">The study has not measured it.</exception>
    public double Spread(string name) => Find(name).Spread;

    /// <summary>Has the study measured a number of that name?</summary>
    public bool Has(string name) => all.ContainsKey(name);

    internal IReadOnlyDictionary<string, double> Read => read.ToDictionary(pair => pair.Key, pair => pair.Value.Value, StringComparer.Ordinal);

    internal IReadOnlyDictionary<string, double> Spreads =>
        read.Where(pair => pair.Value.PerSeed.Count > 1).ToDictionary(pair => pair.Key, pair => pair.Value.Spread, StringComparer.Ordinal);

    private Measurement Find(string name)
    {
        if (!all.TryGetValue(name, out Measurement? found))
        {
            throw new KeyNotFoundException($"Claim {reader}: expected a measurement '{name}'; the study has {(all.Count == 0 ? "none" : string.Join(", ", all.Keys))}."
                + $" Call study.Measure(\"{name}\", …) before study.Save().");
        }
        return read[name] = found;
    }
}
