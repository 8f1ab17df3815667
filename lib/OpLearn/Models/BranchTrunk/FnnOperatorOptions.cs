namespace OpLearn;

/// <summary>Sizes and parts of a <see cref="FnnOperator"/>.</summary>
public sealed record FnnOperatorOptions
{
    /// <value>Numbers a sample over all input functions, Σ points × channels.</value>
    public required int Sensors { get; init; }

    /// <value>Hidden widths and, last, the number of output functions.</value>
    public required IReadOnlyList<int> Widths { get; init; }

    /// <value>Coordinates of a location; 1 by default.</value>
    public int Dimensions { get; init; } = 1;

    /// <value>The layers.</value>
    public MlpStyle Style { get; init; } = new();

    /// <value>Seed of the weights: the same seed gives the same weights, whatever ran before.</value>
    public required int Seed { get; init; }
}
