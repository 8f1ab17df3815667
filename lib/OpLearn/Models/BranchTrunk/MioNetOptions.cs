namespace OpLearn;

/// <summary>Sizes and parts of a <see cref="MioNet"/>.</summary>
public sealed record MioNetOptions
{
    /// <value>One branch an input function, or one for all, which are then joined along the channels. All end in one width.</value>
    public required IReadOnlyList<BranchNetwork> Branches { get; init; }

    /// <value>Hidden widths of the trunk and, last, its output width: p, or outputs × p where <see cref="DeepONetHead.Mode"/> splits the trunk.</value>
    public required IReadOnlyList<int> TrunkWidths { get; init; }

    /// <value>Coordinates of a location; 1 by default.</value>
    public int Dimensions { get; init; } = 1;

    /// <value>Layers of the trunk; its last layer is activated unless <see cref="MlpStyle.LastActivation"/> says otherwise.</value>
    public MlpStyle Trunk { get; init; } = new();

    /// <value>How branches are merged; <see cref="BranchMerge.Product"/> by default.</value>
    public BranchMerge Merge { get; init; } = BranchMerge.Product;

    /// <value>Output functions, how the networks are divided among them, and the bias; <see cref="OutputMode.Independent"/> is not offered here.</value>
    public DeepONetHead Head { get; init; } = new();

    /// <value>Seed of the weights: the same seed gives the same weights, whatever ran before.</value>
    public required int Seed { get; init; }
}
