namespace OpLearn;

/// <summary>A stationary, isotropic Gaussian random field u ~ N(mean, σ² ρ(|x − x′|)) on a grid of one, two or three directions, by a Cholesky factor of its covariance.</summary>
/// <remarks>
/// The factor is pivoted and stops when the variance left at every point is below <see cref="Tolerance"/>·σ². It takes the place of the jitter of other codes,
/// keeps the smooth covariances positive definite, and makes their draws cheap. The rough ones (Matérn 1/2) have full rank: preparing n points costs n³ then,
/// so grids are limited to 20,000 points. Use a spectral field for larger ones.
/// </remarks>
public sealed class GaussianRandomField : RandomField
{
    private const int LargestGrid = 20_000;
    private readonly Func<double, double> correlation;
    private readonly double lengthScale;
    private readonly double variance;

    private GaussianRandomField(string name, Func<double, double> correlation, double lengthScale, double variance)
    {
        if (!(lengthScale > 0) || !double.IsFinite(lengthScale))
            throw new ArgumentException($"GaussianRandomField: expected a finite length scale above 0, got {lengthScale}.", nameof(lengthScale));
        if (!(variance > 0) || !double.IsFinite(variance))
            throw new ArgumentException($"GaussianRandomField: expected a finite variance above 0, got {variance}.", nameof(variance));
        Name = name;
        this.correlation = correlation;
        this.lengthScale = lengthScale;
        this.variance = variance;
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
        new("squared exponential", h => Math.Exp(-0.5 * h * h), lengthScale, variance);

    /// <summary>The Gaussian model as the package GSTools writes it: ρ(h) = exp(−(π/4)·(h/l)²), so that l is the integral scale.</summary>
    /// <remarks>Equal to <see cref="SquaredExponential"/> with length scale l·√(2/π).</remarks>
    /// <inheritdoc cref="SquaredExponential"/>
    public static GaussianRandomField GaussianIntegralScale(double lengthScale, double variance = 1) =>
        new("Gaussian, integral scale", h => Math.Exp(-0.25 * Math.PI * h * h), lengthScale, variance);

    /// <summary>Matérn ν = 1/2, the exponential covariance: ρ(h) = exp(−h/l). Continuous samples without derivative.</summary>
    /// <inheritdoc cref="SquaredExponential"/>
    public static GaussianRandomField Matern12(double lengthScale, double variance = 1) =>
        new("Matérn 1/2", h => Math.Exp(-h), lengthScale, variance);

    /// <summary>Matérn ν = 3/2: ρ(h) = (1 + √3 h/l)·exp(−√3 h/l). Samples with one derivative.</summary>
    /// <inheritdoc cref="SquaredExponential"/>
    public static GaussianRandomField Matern32(double lengthScale, double variance = 1) =>
        new("Matérn 3/2", h => (1 + (Math.Sqrt(3) * h)) * Math.Exp(-Math.Sqrt(3) * h), lengthScale, variance);

    /// <summary>Matérn ν = 5/2: ρ(h) = (1 + √5 h/l + 5h²/(3l²))·exp(−√5 h/l). Samples with two derivatives.</summary>
    /// <inheritdoc cref="SquaredExponential"/>
    public static GaussianRandomField Matern52(double lengthScale, double variance = 1) =>
        new("Matérn 5/2", h => (1 + (Math.Sqrt(5) * h) + (5 * h * h / 3)) * Math.Exp(-Math.Sqrt(5) * h), lengthScale, variance);

    /// <summary>The same field about another mean value.</summary>
    public GaussianRandomField WithMean(double mean) => new(Name, correlation, lengthScale, variance) { Mean = mean };

    /// <summary>Covariance σ² ρ(h) of two points at distance <paramref name="distance"/>.</summary>
    public double Covariance(double distance) => variance * correlation(Math.Abs(distance) / lengthScale);

    /// <inheritdoc/>
    public override FieldSampler On(Grid grid) => new Sampler(this, grid);

    private sealed class Sampler : FieldSampler
    {
        private readonly PivotedCholesky factor;
        private readonly double mean;

        public Sampler(GaussianRandomField field, Grid grid)
            : base(grid)
        {
            if (Points > LargestGrid)
                throw new ArgumentException($"GaussianRandomField: expected {LargestGrid} points or fewer, got {Points} ({grid}). Use a spectral field on so large a grid.", nameof(grid));
            mean = field.Mean;
            double[,] x = grid.Locations();
            int dimensions = grid.Dimensions;
            double Covariance(int i, int j)
            {
                double squares = 0;
                for (int d = 0; d < dimensions; d++) squares += (x[i, d] - x[j, d]) * (x[i, d] - x[j, d]);
                return field.Covariance(Math.Sqrt(squares));
            }
            factor = new PivotedCholesky(Points, Covariance, field.Tolerance * field.variance);
        }

        protected internal override void Fill(int sample, int seed, double[] target)
        {
            factor.Draw(new SampleGenerator(seed, sample), target);
            if (mean == 0) return;
            for (int i = 0; i < target.Length; i++) target[i] += mean;
        }
    }
}
