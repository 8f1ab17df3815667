using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>Plain branches, merged and, where that is asked for, mixed: the coefficients of functions, <c>[functions, width]</c>.</summary>
/// <param name="Branches">Each with the rows <c>[functions, inputs]</c> that it reads; all end in one width.</param>
/// <param name="Merge">How their outputs become one row.</param>
/// <param name="Mixing">A linear layer after that, or null.</param>
internal sealed record CoefficientNetworks(IReadOnlyList<(MlpWeights Network, Tensor Rows)> Branches, BranchMerge Merge, MlpWeights? Mixing) : Coefficients
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
        var read = new (MlpWeights, Tensor)[branches.Count];
        for (int branch = 0; branch < branches.Count; branch++)
        {
            if (branches[branch] is not IReadsRows plain || plain.Reads(inputs[branch]) is not { } found) return null;
            read[branch] = found;
        }
        return new CoefficientNetworks(read, merge, mixing is null ? null : new MlpWeights([mixing.Matrix], [mixing.Offset], FusedActivation.Identity, FusedActivation.Identity));
    }

    public override ICoefficientPass Begin(int rows, int threads) => new CoefficientPass(this, rows, threads);

    /// <summary>A single branch; null where it is not plain.</summary>
    /// <param name="branch">The branch.</param>
    /// <param name="sensors"><c>[functions, sensors]</c>.</param>
    public static CoefficientNetworks? One(Mlp branch, Tensor sensors) => branch.Rows is { } network ? new([(network, branch.Expand(sensors).contiguous())], BranchMerge.Product, null) : null;

    /// <summary>Those of each branch, then those of the mixing.</summary>
    public override Tensor[] Parameters { get; } = [.. Branches.SelectMany(branch => branch.Network.Parameters), .. Mixing?.Parameters ?? []];

    public override IEnumerable<Tensor> Data => Branches.Select(branch => branch.Rows);

    public override int Functions { get; } = (int)Branches[0].Rows.size(0);

    public override int Width { get; } = (Mixing ?? Branches[0].Network).Widths[^1];

    public override double Multiplications => Branches.Sum(branch => branch.Network.Multiplications) + (Mixing?.Multiplications ?? 0.0);

    public override bool Fit => Branches.All(branch => branch.Rows.dim() == 2 && branch.Rows.size(0) == Functions && branch.Rows.size(1) == branch.Network.Widths[0]
        && branch.Network.Widths[^1] == (Mixing?.Widths[0] ?? Width));
}
