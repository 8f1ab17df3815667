using System.Collections;

namespace OpLearn;

/// <summary>The claims of a study with their verdicts, in the order in which they were stated; a notebook shows them as a table.</summary>
[TypeFormatterSource(typeof(ClaimTableFormatters))]
public sealed class ClaimTable : IReadOnlyList<ClaimResult>
{
    private readonly IReadOnlyList<ClaimResult> results;

    internal ClaimTable(IReadOnlyList<ClaimResult> results) => this.results = results;

    /// <summary>Number of claims.</summary>
    public int Count => results.Count;

    /// <summary>A claim by its place.</summary>
    public ClaimResult this[int index] => results[index];

    /// <inheritdoc/>
    public IEnumerator<ClaimResult> GetEnumerator() => results.GetEnumerator();

    /// <summary>One line a claim.</summary>
    public override string ToString() => results.Count == 0 ? "no claims" : string.Join('\n', results);

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
