namespace OpLearn;

/// <summary>u(x) = Σ_k (a_k cos 2πkξ + b_k sin 2πkξ) over a band of wavenumbers, a and b normal with a given deviation, ξ ∈ [0, 1] the place in the grid's interval.</summary>
/// <remarks>For tests of generalisation: train on one band and evaluate on another. The same coefficients whatever the grid.</remarks>
/// <param name="lowest">Smallest wavenumber, at least 1.</param>
/// <param name="highest">Largest wavenumber, at least <paramref name="lowest"/>.</param>
/// <param name="deviation">Standard deviation of each coefficient; the pointwise variance is deviation²·(highest − lowest + 1).</param>
public sealed class FourierSeries(int lowest, int highest, double deviation = 1) : RandomField
{
    private readonly int lowest = Checks.Valid(lowest, lowest >= 1 && highest >= lowest, nameof(FourierSeries), $"a lowest wavenumber from 1 to the highest, {highest}");

    private readonly double deviation = Checks.FinitePositive(deviation, nameof(FourierSeries), "deviation");

    /// <inheritdoc/>
    public override string Name => "Fourier series";

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Parameters =>
        new Dictionary<string, double> { ["lowest wavenumber"] = lowest, ["highest wavenumber"] = highest, ["deviation"] = deviation };

    /// <inheritdoc/>
    public override FieldSampler On(Grid grid) => SeriesSampler.OnInterval(grid, Name, 2 * (highest - lowest + 1), (term, place) =>
    {
        double angle = 2 * Math.PI * (lowest + (term / 2)) * place;
        return term % 2 == 0 ? Math.Cos(angle) : Math.Sin(angle);
    }, random => deviation * random.Normal());
}
