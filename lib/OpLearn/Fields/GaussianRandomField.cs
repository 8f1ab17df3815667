namespace OpLearn;

/// <summary>A stationary, isotropic Gaussian random field u ~ N(mean, σ² ρ(|x − x′|)) on a grid of one, two or three directions, by a Cholesky factor of its covariance.</summary>
/// <remarks>
/// The factor is pivoted and stops when the variance left at every point is below <see cref="Tolerance"/>·σ². It takes the place of the jitter of other codes,
/// keeps the smooth covariances positive definite, and makes their draws cheap. The rough ones (Matérn 1/2) have full rank: preparing n points costs n³ then,
/// so grids are limited to 20,000 points. Use a spectral field or <see cref="FourierFeatureField"/> for larger ones.
/// </remarks>
public sealed class GaussianRandomField : RandomField
{
    private const int LargestGrid = 20_000;
    private readonly Func<double, double> correlation;
    private readonly double lengthScale;
    private readonly double variance;
    private readonly int freedom;
    private readonly double frequencyScale;

    private GaussianRandomField(string name, Func<double, double> correlation, double lengthScale, double variance, int freedom, double frequencyScale = 1)
    {
        Name = name;
        this.correlation = correlation;
        this.freedom = freedom;
        this.frequencyScale = frequencyScale;
        this.lengthScale = Checks.FinitePositive(lengthScale, nameof(GaussianRandomField), "length scale");
        this.variance = Checks.FinitePositive(variance, nameof(GaussianRandomField), "variance");
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <summary>Mean value, the same everywhere; see <see cref="WithMean"/>.</summary>
    public double Mean { get; private init; }

    /// <summary>Largest part of the variance that the factor may leave out at a point. 1e-13, the jitter of the DeepONet paper's code.</summary>
    public double Tolerance => 1e-13;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Parameters => new Dictionary<string, double>
    {
        ["length scale"] = lengthScale,
        ["variance"] = variance,
        ["mean"] = Mean,
        ["tolerance"] = Tolerance,
    };

    /// <summary>Squared exponential (RBF): ρ(h) = exp(−h²/(2l²)). Infinitely smooth samples.</summary>
    /// <param name="lengthScale">l, in the unit of the grid.</param>
    /// <param name="variance">σ².</param>
    public static GaussianRandomField SquaredExponential(double lengthScale, double variance = 1) =>
        new("squared exponential", h => Math.Exp(-0.5 * h * h), lengthScale, variance, freedom: 0);

    /// <summary>The Gaussian model as the package GSTools writes it: ρ(h) = exp(−(π/4)·(h/l)²), so that l is the integral scale.</summary>
    /// <remarks>Equal to <see cref="SquaredExponential"/> with length scale l·√(2/π).</remarks>
    /// <inheritdoc cref="SquaredExponential"/>
    public static GaussianRandomField GaussianIntegralScale(double lengthScale, double variance = 1) =>
        new("Gaussian, integral scale", h => Math.Exp(-0.25 * Math.PI * h * h), lengthScale, variance, freedom: 0, Math.Sqrt(Math.PI / 2));

    /// <summary>Matérn ν = 1/2, the exponential covariance: ρ(h) = exp(−h/l). Continuous samples without derivative.</summary>
    /// <inheritdoc cref="SquaredExponential"/>
    public static GaussianRandomField Matern12(double lengthScale, double variance = 1) =>
        new("Matérn 1/2", h => Math.Exp(-h), lengthScale, variance, freedom: 1);

    /// <summary>Matérn ν = 3/2: ρ(h) = (1 + √3 h/l)·exp(−√3 h/l). Samples with one derivative.</summary>
    /// <inheritdoc cref="SquaredExponential"/>
    public static GaussianRandomField Matern32(double lengthScale, double variance = 1) =>
        new("Matérn 3/2", h => (1 + (Math.Sqrt(3) * h)) * Math.Exp(-Math.Sqrt(3) * h), lengthScale, variance, freedom: 3);

    /// <summary>Matérn ν = 5/2: ρ(h) = (1 + √5 h/l + 5h²/(3l²))·exp(−√5 h/l). Samples with two derivatives.</summary>
    /// <inheritdoc cref="SquaredExponential"/>
    public static GaussianRandomField Matern52(double lengthScale, double variance = 1) =>
        new("Matérn 5/2", h => (1 + (Math.Sqrt(5) * h) + (5 * h * h / 3)) * Math.Exp(-Math.Sqrt(5) * h), lengthScale, variance, freedom: 5);

    /// <summary>The same field about another mean value.</summary>
    public GaussianRandomField WithMean(double mean) => new(Name, correlation, lengthScale, variance, freedom, frequencyScale) { Mean = mean };

    /// <summary>Covariance σ² ρ(h) of two points at distance <paramref name="distance"/>.</summary>
    public double Covariance(double distance) => variance * correlation(Math.Abs(distance) / lengthScale);

    /// <inheritdoc/>
    public override FieldSampler On(Grid grid) => new Sampler(this, grid);

    // The spectral density: normal for the squared exponential (freedom 0), for Matérn ν Student's t with 2ν degrees of freedom, which is a normal over √(χ²/2ν).
    internal void DrawFrequency(SampleGenerator random, double[] frequency)
    {
        double squares = 0;
        for (int i = 0; i < freedom; i++) squares += Math.Pow(random.Normal(), 2);
        double deviation = frequencyScale / lengthScale / (freedom == 0 ? 1 : Math.Sqrt(squares / freedom));
        for (int d = 0; d < frequency.Length; d++) frequency[d] = deviation * random.Normal();
    }

    // The covariance between the points of a grid as L·Lᵀ.
    internal PivotedCholesky Factor(Grid grid)
    {
        double[,] x = grid.Locations();
        int dimensions = grid.Dimensions;
        return new PivotedCholesky(grid.Points, (i, j) =>
        {
            double squares = 0;
            for (int d = 0; d < dimensions; d++) squares += (x[i, d] - x[j, d]) * (x[i, d] - x[j, d]);
            return Covariance(Math.Sqrt(squares));
        }, Tolerance * variance);
    }

    private sealed class Sampler : FieldSampler
    {
        private readonly PivotedCholesky factor;
        private readonly double mean;

        public Sampler(GaussianRandomField field, Grid grid)
            : base(grid)
        {
            Checks.That(Points <= LargestGrid, nameof(GaussianRandomField), $"{LargestGrid} points or fewer", $"{Points} ({grid})",
                "Use a spectral field or Fourier features on so large a grid.");
            mean = field.Mean;
            factor = field.Factor(grid);
        }

        protected internal override void Fill(int sample, int seed, double[] target)
        {
            factor.Draw(new SampleGenerator(seed, sample), target);
            if (mean == 0) return;
            for (int i = 0; i < target.Length; i++) target[i] += mean;
        }
    }
}
