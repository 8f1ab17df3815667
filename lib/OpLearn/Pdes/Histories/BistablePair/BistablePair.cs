namespace OpLearn;

/// <summary>Two bistable fields with one load history each that exchange heat at rate κ, the dial of the coupling: from (f₁, f₂) to u and v at t = 1.</summary>
/// <example><code>
/// var problem = new BistablePair(exchange: 2);
/// </code></example>
/// <remarks>
/// u_t = a u_xx + r(u − u³) + κ(v − u) + A f₁(t) w₁(x) and v_t = a v_xx + r(v − v³) + κ(u − v) + A f₂(t) w₂(x) on (0, 1), zero flux, u = v = 0 at t = 0; a =
/// 0.02, r = 6, A = 8, w = 0.4 + exp(−((x − x₀)/0.2)²) with x₀ = 0.3 for u and 0.7 for v. One may read it as two layers with ignition kinetics. At κ = 0 each
/// field sees its own history only; as κ grows both follow one nonlinear function of f₁ + f₂. Strang splitting with the exact flow of the reaction, order two
/// in space and time; with the defaults (253 nodes, 400 steps) 5e-5 of the norm away from the limit. Good values of κ: 0, 0.5, 2, 5, 10. Nondimensional.
/// </remarks>
public sealed class BistablePair : HistoryProblem
{
    internal const int ConvergedRefinement = 4, ConvergedSteps = 400;
    private const double Diffusivity = 0.02, Reaction = 6, Amplitude = 8;
    private readonly double exchange;

    /// <summary>Makes the problem.</summary>
    /// <param name="exchange">κ, from 0 to 1000.</param>
    /// <param name="sizes">Sizes; null for the defaults.</param>
    /// <exception cref="ArgumentException">A value out of its range.</exception>
    public BistablePair(double exchange, HistoryOptions? sizes = null) : base(sizes, ConvergedRefinement, ConvergedSteps, 1, Endpoints.CellCentres)
    {
        Checks.That(exchange is >= 0 and <= 1000, nameof(BistablePair), "an exchange rate from 0 to 1000", $"{exchange}");
        this.exchange = exchange;
    }

    /// <inheritdoc/>
    public override string Name => "bistable pair";

    /// <inheritdoc/>
    public override string Equation => "u_t = a u_xx + r(u − u³) + κ(v − u) + A f₁(t) w₁(x), v_t = a v_xx + r(v − v³) + κ(u − v) + A f₂(t) w₂(x), zero flux, "
        + "from rest";

    /// <inheritdoc/>
    public override string Source => "Proposed here, as a dial of the claim of Kobayashi et al., arXiv:2507.03660; load histories as in the data files of "
        + "that group.";

    private protected override IReadOnlyList<string> InputNames => ["first load", "second load"];

    private protected override IReadOnlyList<string> OutputNames => ["first field", "second field"];

    private protected override IReadOnlyDictionary<string, double> Own => new Dictionary<string, double>
    {
        ["exchange"] = exchange,
        ["diffusivity"] = Diffusivity,
        ["reaction"] = Reaction,
        ["amplitude"] = Amplitude,
        ["centre of the first load"] = BistablePairNumbers.CentreU,
        ["centre of the second load"] = BistablePairNumbers.CentreV,
        ["floor of the loads"] = BistablePairNumbers.Floor,
        ["radius of the loads"] = BistablePairNumbers.Radius,
    };

    internal static BistablePairNumbers Numbers(double exchange) => new(exchange, Diffusivity, Reaction, Amplitude,
        x => BistablePairNumbers.Bump(x, BistablePairNumbers.CentreU), x => BistablePairNumbers.Bump(x, BistablePairNumbers.CentreV));

    private protected override IHistorySolver NewSolver() => new BistablePairBatch(Numbers(exchange), Cells, Steps);
}
