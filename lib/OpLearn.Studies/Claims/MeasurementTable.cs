using System.Collections;

namespace OpLearn;

/// <summary>The numbers of a study in the order of their measurement; a notebook shows them as a table.</summary>
[TypeFormatterSource(typeof(MeasurementTableFormatters))]
public sealed class MeasurementTable : IReadOnlyList<Measurement>
{
    private readonly IReadOnlyList<Measurement> measurements;

    internal MeasurementTable(IReadOnlyList<Measurement> measurements) => this.measurements = measurements;

    /// <summary>How many there are.</summary>
    public int Count => measurements.Count;

    /// <summary>A measurement by its place.</summary>
    public Measurement this[int index] => measurements[index];

    /// <inheritdoc/>
    public IEnumerator<Measurement> GetEnumerator() => measurements.GetEnumerator();

    /// <summary>One line a number.</summary>
    public override string ToString() => measurements.Count == 0 ? "nothing measured" : string.Join('\n', measurements.Select(Line));

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static string Line(Measurement m) =>
        FormattableString.Invariant($"{m.Name,-40} {m.Value,12:G5}") + (m.PerSeed.Count > 1 ? FormattableString.Invariant($" ± {m.Spread:G2} over {m.PerSeed.Count} seeds") : "");
}
