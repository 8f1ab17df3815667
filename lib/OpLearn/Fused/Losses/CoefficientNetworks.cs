using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>Plain branches, merged and, where that is asked for, mixed: the coefficients of functions, <c>[functions, width]</c>.</summary>
/// <param name="Branches">Each with the rows <c>[functions, inputs]</c> that it reads; all end in one width.</param>
/// <param name="Sums">Whether their outputs are added; else they are multiplied.</param>
/// <param name="Mixing">A linear layer after that, or null.</param>
internal sealed record CoefficientNetworks(IReadOnlyList<(MlpWeights Network, Tensor Rows)> Branches, bool Sums, MlpWeights? Mixing) : Coefficients
{
    public override ICoefficientPass Begin(int rows, int threads) => new CoefficientPass(this, rows, threads);

    public override Tensor Evaluate(DerivativePlan plan)
    {
        if (Branches.Count == 1 && Mixing is null) return TrunkJets.Value(Branches[0].Network, Branches[0].Rows, plan);
        Tensor merged = Branches[0].Network.ByOperations(Branches[0].Rows);
        foreach (var (network, rows) in Branches.Skip(1)) merged = Sums ? merged + network.ByOperations(rows) : merged * network.ByOperations(rows);
        return Mixing is null ? merged : Mixing.ByOperations(merged);
    }

    /// <summary>Those of each branch, then those of the mixing.</summary>
    public override Tensor[] Parameters { get; } = [.. Branches.SelectMany(branch => branch.Network.Parameters), .. Mixing?.Parameters ?? []];

    public override IEnumerable<Tensor> Data => Branches.Select(branch => branch.Rows);

    public override int Functions { get; } = (int)Branches[0].Rows.size(0);

    public override int Width { get; } = (Mixing ?? Branches[0].Network).Widths[^1];

    public override double Multiplications => Branches.Sum(branch => branch.Network.Multiplications) + (Mixing?.Multiplications ?? 0.0);

    public override bool Fit => Branches.All(branch => branch.Rows.dim() == 2 && branch.Rows.size(0) == Functions && branch.Rows.size(1) == branch.Network.Widths[0]
        && branch.Network.Widths[^1] == (Mixing?.Widths[0] ?? Width));
}
