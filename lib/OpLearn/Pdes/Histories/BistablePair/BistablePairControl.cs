namespace OpLearn;

/// <summary>The bilinear control of <see cref="BistablePair"/>: heat conduction that the product of the two load histories drives, from (f₁, f₂) to u and v at
/// t = 1.</summary>
/// <remarks>
/// u_t = a u_xx + A f₁(t) f₂(t) w₁(x) and v_t = a v_xx + A f₁(t) f₂(t) w₂(x), zero flux, from rest, with the a, A and w of the pair. The map is linear in
/// either input: nearly all of its variance is their interaction, its separable rank is at most the number of controls less one, and a quadratic polynomial is
/// exact. It shows that the share of the interaction alone does not decide between architectures. Give it 12 controls.
/// </remarks>
public sealed class BistablePairControl : HistoryProblem
{
    /// <summary>Makes the problem.</summary>
    /// <param name="sizes">Sizes; null for the defaults with 12 controls.</param>
    /// <exception cref="ArgumentException">A value out of its range.</exception>
    public BistablePairControl(HistoryOptions? sizes = null)
        : base(sizes ?? new HistoryOptions { Controls = 12 }, BistablePair.ConvergedRefinement, BistablePair.ConvergedSteps, 1, Endpoints.CellCentres)
    {
    }

    /// <inheritdoc/>
    public override string Name => "bilinear control";

    /// <inheritdoc/>
    public override string Equation => "u_t = a u_xx + A f₁(t) f₂(t) w₁(x), v_t = a v_xx + A f₁(t) f₂(t) w₂(x), zero flux, from rest";

    /// <inheritdoc/>
    public override string Source => "Proposed here, as a control of the bistable pair.";

    private static BistablePairNumbers Numbers => BistablePair.Numbers(0) with { Reaction = 0, ProductOfHistories = true };

    private protected override IReadOnlyList<string> InputNames => ["first load", "second load"];

    private protected override IReadOnlyList<string> OutputNames => ["first field", "second field"];

    private protected override IReadOnlyDictionary<string, double> Own =>
        new Dictionary<string, double> { ["diffusivity"] = Numbers.Diffusivity, ["amplitude"] = Numbers.Amplitude };

    private protected override IHistorySolver NewSolver() => new BistablePairBatch(Numbers, Cells, Steps);
}
