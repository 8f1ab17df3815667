using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>Plain branches, merged and, where that is asked for, mixed: the coefficients of functions, <c>[functions, width]</c>.</summary>
/// <param name="Branches">Each with the rows <c>[functions, inputs]</c> that it reads; all end in one width.</param>
/// <param name="Merge">How their outputs become one row.</param>
/// <param name="Mixing">A linear layer after that, or null.</param>
internal sealed record CoefficientNetworks(IReadOnlyList<(PlainMlp Network, Tensor Rows)> Branches, BranchMerge Merge, PlainMlp? Mixing)
{
    /// <summary>Those of a model; null where a branch is not plain.</summary>
    /// <param name="branches">The model's branches.</param>
    /// <param name="functions">As in the model's evaluation.</param>
    /// <param name="merge">How it merges them.</param>
    /// <param name="mixing">Its linear layer after that, or null.</param>
    /// <param name="where">The model's name, for errors.</param>
    public static CoefficientNetworks? Of(IList<nn.Module<Tensor, Tensor>> branches, Tensor[] functions, BranchMerge merge, Dense? mixing, string where)
    {
        Tensor[] inputs = BranchTrunk.PerBranch(branches.Count, functions, where);
        var read = new (PlainMlp, Tensor)[branches.Count];
        for (int branch = 0; branch < branches.Count; branch++)
        {
            if (branches[branch] is not IReadsRows plain || plain.Reads(inputs[branch]) is not { } found) return null;
            read[branch] = found;
        }
        return new CoefficientNetworks(read, merge, mixing is null ? null : new PlainMlp([mixing.Matrix], [mixing.Offset], MlpCurve.Identity, MlpCurve.Identity));
    }

    /// <summary>A single branch.</summary>
    public static CoefficientNetworks One(PlainMlp network, Tensor rows) => new([(network, rows)], BranchMerge.Product, null);

    /// <summary>Those of each branch, then those of the mixing.</summary>
    public Tensor[] Parameters { get; } = [.. Branches.SelectMany(branch => branch.Network.Parameters), .. Mixing?.Parameters ?? []];

    /// <summary>What the branches read.</summary>
    public IEnumerable<Tensor> Data => Branches.Select(branch => branch.Rows);

    public int Functions { get; } = (int)Branches[0].Rows.shape[0];

    /// <summary>Coefficients of a function.</summary>
    public int Width { get; } = (Mixing ?? Branches[0].Network).Widths[^1];

    /// <summary>Multiplications of an evaluation for one function.</summary>
    public double Multiplications => Branches.Sum(branch => branch.Network.Multiplications) + (Mixing?.Multiplications ?? 0.0);

    /// <summary>True where all that fits together.</summary>
    public bool Fit => Branches.All(branch => branch.Rows.dim() == 2 && branch.Rows.shape[0] == Functions && branch.Rows.shape[1] == branch.Network.Widths[0]
        && branch.Network.Widths[^1] == (Mixing?.Widths[0] ?? Width));
}
