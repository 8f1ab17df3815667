namespace OpLearn;

/// <summary>c(x) = mean + amplitude · g(x)/max|g|, g(x) = Σ_{j=1}^{terms} b_j j^−decay cos(jπξ + φ_j), b ~ N(0, 1), φ uniform: a smooth coefficient of bounded range.</summary>
/// <remarks>
/// ξ ∈ [0, 1] is the place in the grid's interval. The maximum is that over 4001 equal places, so the function is the same on every grid and leaves
/// [mean − amplitude, mean + amplitude] by less than 10⁻³ of the amplitude for up to 50 terms. The decay sets the smoothness and nothing else.
/// </remarks>
/// <param name="terms">Number of cosines.</param>
/// <param name="decay">Exponent by which their amplitudes fall.</param>
/// <param name="mean">Middle of the range.</param>
/// <param name="amplitude">Half width of the range.</param>
public sealed class BoundedCosineSeries(int terms, double decay, double mean = 1, double amplitude = 0.3) : RandomField
{
    private const int Places = 4001;
    private readonly int terms = Checks.Valid(terms, terms is >= 1 and <= 50, nameof(BoundedCosineSeries), "from 1 to 50 terms");
    private readonly double decay = Checks.Valid(decay, double.IsFinite(decay), nameof(BoundedCosineSeries), "a finite decay");
    private readonly double mean = Checks.Valid(mean, double.IsFinite(mean), nameof(BoundedCosineSeries), "a finite mean");
    private readonly double amplitude = Checks.FinitePositive(amplitude, nameof(BoundedCosineSeries), "amplitude");

    /// <inheritdoc/>
    public override string Name => "bounded cosine series";

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Parameters =>
        new Dictionary<string, double> { ["terms"] = terms, ["decay"] = decay, ["mean"] = mean, ["amplitude"] = amplitude };

    /// <inheritdoc/>
    public override FieldSampler On(Grid grid)
    {
        double[][] table = SeriesSampler.Tables([.. Enumerable.Range(0, Places).Select(i => i / (Places - 1.0))], (2 * terms) + 1, Function);
        return SeriesSampler.Jointly(grid, Name, (2 * terms) + 1, Function, (random, coefficients) => Draw(random, coefficients, table));
    }

    // 1, then cos jπξ and sin jπξ in turn.
    private static double Function(int term, double place)
    {
        double angle = Math.PI * ((term + 1) / 2) * place;
        return term == 0 ? 1 : term % 2 == 1 ? Math.Cos(angle) : Math.Sin(angle);
    }

    private void Draw(SampleGenerator random, double[] coefficients, double[][] table)
    {
        for (int j = 1; j <= terms; j++)
        {
            double b = random.Normal() * Math.Pow(j, -decay);
            (double sine, double cosine) = Math.SinCos(2 * Math.PI * random.Uniform());
            (coefficients[(2 * j) - 1], coefficients[2 * j]) = (b * cosine, -b * sine);
        }
        var g = new double[Places];
        for (int term = 1; term < coefficients.Length; term++) Vectors.AddScaled(g, table[term], coefficients[term]);
        double scale = amplitude / g.Max(Math.Abs);
        for (int term = 1; term < coefficients.Length; term++) coefficients[term] *= scale;
        coefficients[0] = mean;
    }
}
