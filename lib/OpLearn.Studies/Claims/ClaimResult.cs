namespace OpLearn;

/// <summary>A claim with what a run measured and what follows from it.</summary>
/// <param name="Id">The claim's id.</param>
/// <param name="Sentence">The claim.</param>
/// <param name="Source">Where it is made.</param>
/// <param name="Published">The publication's own number or statement, or empty.</param>
/// <param name="Rule">The rule that decided.</param>
/// <param name="Measured">The numbers that the rule read, by name.</param>
/// <param name="Verdict">The decision; always <see cref="Verdict.NotAssessed"/> at <see cref="Preset.Smoke"/>.</param>
/// <param name="Note">Why the verdict is not the rule's own, or empty.</param>
public sealed record ClaimResult(string Id, string Sentence, string Source, string Published, string Rule,
    IReadOnlyDictionary<string, double> Measured, Verdict Verdict, string Note)
{
    /// <summary>Sample standard deviations over the seeds, of those numbers that were measured with several.</summary>
    public IReadOnlyDictionary<string, double> Spreads { get; init; } = new Dictionary<string, double>();

    /// <summary>The measured numbers as texts, such as <c>deeponet/test/mse = 1.2e-05 ± 3e-06</c>.</summary>
    public IReadOnlyList<string> Evidence => [.. Measured.Select(pair =>
        FormattableString.Invariant($"{pair.Key} = {pair.Value:G4}") + (Spreads.TryGetValue(pair.Key, out double spread) ? FormattableString.Invariant($" ± {spread:G2}") : ""))];

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Id,-10} {Verdict,-14} {string.Join(", ", Evidence)}{(Note == "" ? "" : $" ({Note})")}";
}
