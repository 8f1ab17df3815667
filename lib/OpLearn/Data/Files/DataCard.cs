using System.Globalization;
using System.Text;

namespace OpLearn;

/// <summary>Says where a data set comes from: enough to make it again.</summary>
/// <param name="Name">Short name of the problem, e.g. <c>antiderivative</c>.</param>
/// <param name="Equation">The equation with its boundary and initial conditions, in Unicode.</param>
/// <param name="Source">Paper, section and number that the problem is from.</param>
/// <param name="Seed">Seed of the set; null for data that no seed makes (measured, or read from another program's file).</param>
/// <param name="Parameters">Every number that the data depend on, by name.</param>
/// <param name="Software">Versions of what made the data, by name: OpLearn, .NET, operating system.</param>
/// <param name="Steps">What was done to the set since it was made, in order, e.g. <c>Subset(0, 100)</c>.</param>
public sealed record DataCard(string Name, string Equation, string Source, int? Seed, IReadOnlyDictionary<string, double> Parameters,
    IReadOnlyDictionary<string, string> Software, IReadOnlyList<string> Steps)
{
    /// <summary>The card of what <paramref name="problem"/> makes with <paramref name="seed"/> on this machine with this version.</summary>
    public static DataCard Of(OperatorProblem problem, int seed)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return new DataCard(problem.Name, problem.Equation, problem.Source, seed, problem.Parameters, ThisSoftware(), []);
    }

    /// <summary>The same card with one more step.</summary>
    public DataCard After(string step) => this with { Steps = [.. Steps, step] };

    /// <summary>What several cards agree on, for sets that were put together: a number that differs is left out of the parameters and named in the steps.</summary>
    internal static DataCard? Common(IReadOnlyList<DataCard?> cards)
    {
        if (cards.Any(card => card is null)) return null;
        DataCard first = cards[0]!;
        if (cards.Count == 1) return first;
        string[] differing = [.. cards.SelectMany(card => card!.Parameters.Keys).Distinct().Where(name => cards.Any(card => !card!.Parameters.TryGetValue(name, out double value) || value != first.Parameters.GetValueOrDefault(name, double.NaN)))];
        string Joined(Func<DataCard, string> part) => string.Join("; ", cards.Select(card => part(card!)).Distinct());
        string each = string.Join("; ", cards.Select(card => string.Join(", ", new[] { $"seed {card!.Seed?.ToString(CultureInfo.InvariantCulture) ?? "none"}" }
            .Concat(differing.Select(name => string.Create(CultureInfo.InvariantCulture, $"{name} {(card.Parameters.TryGetValue(name, out double value) ? value : double.NaN):R}"))).Concat(card.Steps))));
        return new DataCard(Joined(card => card.Name), Joined(card => card.Equation), Joined(card => card.Source), cards.All(card => card!.Seed == first.Seed) ? first.Seed : null,
            first.Parameters.Where(entry => !differing.Contains(entry.Key)).ToDictionary(), ThisSoftware(), [$"Concatenate({cards.Count} sets: {each})"]);
    }

    /// <summary>The card as a page of Markdown, as <c>data/</c> keeps it.</summary>
    /// <param name="dataset">The set that the card is of: its names, shapes, type and hash are put in; null leaves them out.</param>
    /// <param name="notes">Further lines by heading: order of the solver, cost, what is proposed here and what is sourced.</param>
    public string ToMarkdown(OperatorDataset? dataset = null, IReadOnlyDictionary<string, string>? notes = null)
    {
        var page = new StringBuilder();
        void Line(string text) => page.Append(text).Append('\n');
        Line($"# {Name}\n\n{Equation}\n");
        Line($"- Source: {Source}");
        Line($"- Seed: {(Seed is null ? "none (the data were not generated here)" : Seed.Value.ToString(CultureInfo.InvariantCulture))}");
        if (Steps.Count > 0) Line($"- Steps since: {string.Join(", ", Steps)}");
        Line($"- Software: {string.Join(", ", Software.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key} {entry.Value}"))}");
        if (dataset is not null)
        {
            Line($"- Contents: {dataset}");
            if (dataset.OutputAxes.Count > 1) Line($"- Output grid: {string.Join(" × ", dataset.OutputAxes)}");
            if (dataset.Mask is not null) Line($"- Mask: [{string.Join(", ", dataset.Mask.shape)}], 1 where a point counts");
            if (dataset.Tags is not null) Line($"- Tags: {string.Join(", ", dataset.Tags.GroupBy(tag => tag).Select(group => $"{group.Key} ({group.Count()} samples)"))}");
            Line($"- SHA-256 of the contents: `{DatasetFile.ContentHash(dataset)}`");
        }
        foreach ((string heading, string text) in notes ?? new Dictionary<string, string>()) Line($"- {heading}: {text}");
        if (Parameters.Count == 0) return page.ToString();
        Line("\n| Parameter | Value |\n|---|---|");
        foreach ((string name, double value) in Parameters.OrderBy(entry => entry.Key, StringComparer.Ordinal)) Line(string.Create(CultureInfo.InvariantCulture, $"| {name.Replace("|", "\\|")} | {value:R} |"));
        return page.ToString();
    }

    /// <summary>Versions of OpLearn, .NET and the operating system that run now.</summary>
    public static IReadOnlyDictionary<string, string> ThisSoftware() => new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["OpLearn"] = typeof(DataCard).Assembly.GetName().Version?.ToString(3) ?? "unknown",
        [".NET"] = Environment.Version.ToString(),
        ["system"] = System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier,
    };
}
