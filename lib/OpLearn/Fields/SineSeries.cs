namespace OpLearn;

/// <summary>u(x) = A Σ_k a_k k^−decay sin kπξ, a ~ N(0, 1), over modes of a band, scaled to a given L² norm on the unit interval; zero at both ends.</summary>
/// <remarks>
/// ξ ∈ [0, 1] is the place in the grid's interval. Since every sample has the same norm, a shift of the band is no shift of the amplitude.
/// For tests of generalisation: train on one band and evaluate on another. The same function whatever the grid.
/// </remarks>
/// <param name="lowest">Smallest number of half waves k, at least 1.</param>
/// <param name="highest">Largest k, at least <paramref name="lowest"/>.</param>
/// <param name="active">Modes of one sample, drawn from the band without replacement; 0 stands for the whole band.</param>
/// <param name="decay">Exponent by which amplitudes fall; 0 leaves the band flat.</param>
/// <param name="norm">√∫₀¹ u² dξ.</param>
public sealed class SineSeries(int lowest, int highest, int active = 0, double decay = 0, double norm = 1) : RandomField
{
    private readonly int lowest = Checks.Valid(lowest, lowest >= 1 && highest >= lowest, nameof(SineSeries), $"a lowest mode from 1 to the highest, {highest}");
    private readonly int modes = highest - lowest + 1;
    private readonly int active = Checks.Valid(active, active >= 0 && active <= highest - lowest + 1, nameof(SineSeries), $"from 0 to {highest - lowest + 1} active modes");
    private readonly double decay = Checks.Valid(decay, double.IsFinite(decay), nameof(SineSeries), "a finite decay");
    private readonly double norm = Checks.FinitePositive(norm, nameof(SineSeries), "norm");

    /// <inheritdoc/>
    public override string Name => "sine series";

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Parameters => new Dictionary<string, double>
    {
        ["lowest mode"] = lowest,
        ["highest mode"] = lowest + modes - 1,
        ["active modes"] = active == 0 ? modes : active,
        ["decay"] = decay,
        ["norm"] = norm,
    };

    /// <inheritdoc/>
    public override FieldSampler On(Grid grid) => SeriesSampler.Jointly(grid, Name, modes, (term, place) => Math.Sin(Math.PI * (lowest + term) * place), Draw);

    private void Draw(SampleGenerator random, double[] coefficients)
    {
        int left = active == 0 ? modes : active;
        double squares = 0;
        for (int term = 0; term < modes; term++)
        {
            // Each mode is taken with the probability that leaves all choices of the rest equally likely (selection sampling).
            if (random.Uniform() * (modes - term) >= left) continue;
            left--;
            coefficients[term] = random.Normal() * Math.Pow(lowest + term, -decay);
            squares += coefficients[term] * coefficients[term] / 2;
        }
        for (int term = 0; term < modes; term++) coefficients[term] *= norm / Math.Sqrt(squares);
    }
}
