namespace OpLearn;

/// <summary>Sizes and parts of a <see cref="MultiONet"/>.</summary>
public sealed record MultiONetOptions
{
    /// <value>Numbers that the branch takes a sample: Σ points × channels over all input functions.</value>
    public required int Sensors { get; init; }

    /// <value>Widths of the branch's layers, the last one included; each gives its own product. The trunk's are <see cref="Outputs"/> times as wide.</value>
    public required IReadOnlyList<int> Widths { get; init; }

    /// <value>Number of output functions, which share coefficients and have a basis each; 1 by default.</value>
    public int Outputs { get; init; } = 1;

    /// <value>Coordinates of a location; 1 by default.</value>
    public int Dimensions { get; init; } = 1;

    /// <value>Layers of the branch; the last one is linear unless <see cref="MlpStyle.LastActivation"/> says otherwise.</value>
    public MlpStyle Branch { get; init; } = new();

    /// <value>Layers of the trunk; the last one is activated unless <see cref="MlpStyle.LastActivation"/> says otherwise.</value>
    public MlpStyle Trunk { get; init; } = new();

    /// <value>Seed of the weights: the same seed gives the same weights, whatever ran before.</value>
    public required int Seed { get; init; }
}
