namespace OpLearn;

/// <summary>Sizes and parts of a <see cref="DeepONet"/>.</summary>
public sealed record DeepONetOptions
{
    /// <value>Numbers that the branch takes a sample: Σ points × channels over all input functions, which are flattened and joined in order.</value>
    public required int Sensors { get; init; }

    /// <value>Hidden widths of the branch and, last, its output width: p, or outputs × p where <see cref="DeepONetHead.Mode"/> splits the branch.</value>
    public required IReadOnlyList<int> BranchWidths { get; init; }

    /// <value>Hidden widths of the trunk and, last, its output width: p, or outputs × p where <see cref="DeepONetHead.Mode"/> splits the trunk.</value>
    public required IReadOnlyList<int> TrunkWidths { get; init; }

    /// <value>Coordinates of a location; 1 by default.</value>
    public int Dimensions { get; init; } = 1;

    /// <value>Layers of the branch; its last layer is linear unless <see cref="MlpStyle.LastActivation"/> says otherwise.</value>
    public MlpStyle Branch { get; init; } = new();

    /// <value>Layers of the trunk; its last layer is activated unless <see cref="MlpStyle.LastActivation"/> says otherwise.</value>
    public MlpStyle Trunk { get; init; } = new();

    /// <value>Output functions, how the networks are divided among them, and the bias.</value>
    public DeepONetHead Head { get; init; } = new();

    /// <value>Seed of the weights: the same seed gives the same weights, whatever ran before.</value>
    public required int Seed { get; init; }
}
