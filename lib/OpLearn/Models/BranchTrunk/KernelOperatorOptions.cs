namespace OpLearn;

/// <summary>Sizes and parts of a <see cref="KernelOperator"/>.</summary>
public sealed record KernelOperatorOptions
{
    /// <value>Values a sample of the function in which the operator is linear: points × channels.</value>
    public required int Sensors { get; init; }

    /// <value>Numbers that this function is reduced to; 16 by default.</value>
    public int Rank { get; init; } = 16;

    /// <value>Branch that reads the other functions; it ends in <see cref="Rank"/> × p.</value>
    public required BranchNetwork Kernel { get; init; }

    /// <value>Hidden widths of the trunk and, last, its output width, <see cref="Outputs"/> × p.</value>
    public required IReadOnlyList<int> TrunkWidths { get; init; }

    /// <value>Number of output functions, which share coefficients and have a basis each; 1 by default.</value>
    public int Outputs { get; init; } = 1;

    /// <value>Coordinates of a location; 1 by default.</value>
    public int Dimensions { get; init; } = 1;

    /// <value>Layers of the trunk; the last one is activated unless <see cref="MlpStyle.LastActivation"/> says otherwise.</value>
    public MlpStyle Trunk { get; init; } = new();

    /// <value>Seed of the weights: the same seed gives the same weights, whatever ran before.</value>
    public required int Seed { get; init; }
}
