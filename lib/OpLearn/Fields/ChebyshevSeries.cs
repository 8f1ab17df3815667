namespace OpLearn;

/// <summary>u(x) = Σ_{k&lt;terms} a_k T_k(ξ), a_k uniform on [−bound, bound], with ξ ∈ [−1, 1] the place in the grid's interval.</summary>
/// <remarks>The second input space of the DeepONet paper (Lu et al. 2021, supplement). The same coefficients whatever the grid.</remarks>
/// <param name="terms">Number of polynomials, from T₀ on; at least 1.</param>
/// <param name="bound">Largest coefficient.</param>
public sealed class ChebyshevSeries(int terms, double bound = 1) : RandomField
{
    private readonly int terms = Checks.Valid(terms, terms > 0, nameof(ChebyshevSeries), "1 term or more");
    private readonly double bound = Checks.FinitePositive(bound, nameof(ChebyshevSeries), "bound");

    /// <inheritdoc/>
    public override string Name => "Chebyshev series";

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Parameters => new Dictionary<string, double> { ["terms"] = terms, ["bound"] = bound };

    /// <inheritdoc/>
    public override FieldSampler On(Grid grid) => SeriesSampler.OnInterval(grid, Name, terms, (k, place) => Math.Cos(k * Math.Acos((2 * place) - 1)), random => random.Uniform(-bound, bound));
}
