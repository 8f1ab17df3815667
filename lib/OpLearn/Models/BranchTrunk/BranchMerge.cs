namespace OpLearn;

/// <summary>How the coefficients of several branches become one row.</summary>
public sealed class BranchMerge
{
    private BranchMerge(string name) => Name = name;

    /// <summary>How it appears in tables and saved options.</summary>
    public string Name { get; }

    /// <summary><c>b = b₁ ⊙ b₂ ⊙ …</c>, the tensor product form of the paper.</summary>
    public static BranchMerge Product { get; } = new("product");

    /// <summary><c>b = b₁ + b₂ + …</c>, for operators that are sums of operators of one function each.</summary>
    public static BranchMerge Sum { get; } = new("sum");

    /// <inheritdoc/>
    public override string ToString() => Name;
}
