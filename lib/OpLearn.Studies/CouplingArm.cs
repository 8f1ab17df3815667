namespace OpLearn;

/// <summary>How a network takes in two input functions: the arms of the study of coupling regimes.</summary>
public sealed class CouplingArm
{
    private CouplingArm(string name, bool severalBranches, bool matched, BranchMerge merge) => (Name, SeveralBranches, IsMatched, Merge) =
        (name, severalBranches, matched, merge);

    /// <summary>One branch reads both functions.</summary>
    public static CouplingArm Single { get; } = new("single", false, false, BranchMerge.Product);

    /// <summary>One branch a function, merged by their product.</summary>
    public static CouplingArm Multiple { get; } = new("multiple", true, false, BranchMerge.Product);

    /// <summary>One branch reads both functions, widened to about as many parameters as <see cref="Multiple"/>. Not in the paper.</summary>
    public static CouplingArm Matched { get; } = new("matched single", false, true, BranchMerge.Product);

    /// <summary>One branch a function, merged by their sum: it cannot express an interaction, and so measures how much of one a set needs. Not in the
    /// paper.</summary>
    public static CouplingArm Sum { get; } = new("multiple, sum", true, false, BranchMerge.Sum);

    /// <summary>All arms, the paper's two first.</summary>
    public static IReadOnlyList<CouplingArm> All { get; } = [Single, Multiple, Matched, Sum];

    /// <summary>How it appears in tables.</summary>
    public string Name { get; }

    /// <summary>Whether each function has its own branch.</summary>
    public bool SeveralBranches { get; }

    /// <summary>Whether the branch is widened to the parameters of <see cref="Multiple"/>.</summary>
    public bool IsMatched { get; }

    /// <summary>How branches are merged.</summary>
    public BranchMerge Merge { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
