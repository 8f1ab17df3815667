namespace OpLearn;

/// <summary>Sizes and parts of a <see cref="PodDeepONet"/>.</summary>
public sealed record PodDeepONetOptions
{
    /// <value>Numbers a sample over all input functions, Σ points × channels.</value>
    public required int Sensors { get; init; }

    /// <value>Hidden widths of the branch; its last layer, of outputs × modes units, is added.</value>
    public required IReadOnlyList<int> HiddenWidths { get; init; }

    /// <value>POD modes kept of each output function.</value>
    public required int Modes { get; init; }

    /// <value>Layers of the branch.</value>
    public MlpStyle Branch { get; init; } = new();

    /// <value>Seed of the weights: the same seed gives the same weights, whatever ran before.</value>
    public required int Seed { get; init; }
}
