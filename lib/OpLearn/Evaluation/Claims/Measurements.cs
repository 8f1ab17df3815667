namespace OpLearn;

/// <summary>The numbers of a study as a claim's rule sees them; remembers which of them the rule reads.</summary>
public sealed class Measurements
{
    private readonly IReadOnlyDictionary<string, Measurement> all;
    private readonly SortedDictionary<string, double> read = new(StringComparer.Ordinal);
    private readonly string reader;

    internal Measurements(IReadOnlyDictionary<string, Measurement> all, string reader)
    {
        this.all = all;
        this.reader = reader;
    }

    /// <summary>The number of that name.</summary>
    /// <exception cref="KeyNotFoundException">The study has not measured it.</exception>
    public double this[string name]
    {
        get
        {
            if (!all.TryGetValue(name, out Measurement? found))
            {
                throw new KeyNotFoundException($"Claim {reader}: expected a measurement '{name}'; the study has {(all.Count == 0 ? "none" : string.Join(", ", all.Keys))}."
                    + $" Call study.Measure(\"{name}\", …) before study.Save().");
            }
            return read[name] = found.Value;
        }
    }

    /// <summary>Has the study measured a number of that name?</summary>
    public bool Has(string name) => all.ContainsKey(name);

    internal IReadOnlyDictionary<string, double> Read => read;
}
