namespace OpLearn;

/// <summary>How notebooks show a <see cref="MeasurementTable"/>.</summary>
internal sealed class MeasurementTableFormatters
{
    public IEnumerable<object> CreateTypeFormatters() =>
        [new TableFormatter("text/html", value => Markup((MeasurementTable)value)), new TableFormatter("text/plain", value => value.ToString()!)];

    private static string Markup(MeasurementTable table) => TableFormatter.Html(
        ["Number", "Value", "Spread over seeds", "Each seed", "Tolerance"],
        [.. table.Select(m => (IReadOnlyList<string>)[
            TableFormatter.Encode(m.Name),
            $"<b>{Digits(m.Value)}</b>",
            m.PerSeed.Count > 1 ? "± " + FormattableString.Invariant($"{m.Spread:G2}") : "",
            m.PerSeed.Count > 1 ? string.Join(", ", m.PerSeed.Select(Digits)) : "",
            FormattableString.Invariant($"{m.RelativeTolerance:P1}") + (m.AbsoluteTolerance > 0 ? $" + {Digits(m.AbsoluteTolerance)}" : ""),
        ])]);

    private static string Digits(double value) => FormattableString.Invariant($"{value:G5}");
}
