using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace OpLearn;

/// <summary>A Gaussian field cut to its leading Karhunen–Loève modes on a grid: u = mean + Σ_{i&lt;modes} √λ_i φ_i(x) ξ_i, ξ ~ N(0, 1).</summary>
/// <remarks>λ and φ are those of the covariance matrix on the grid, of uniform weight; the grid is limited to 2,000 points.</remarks>
public sealed class KarhunenLoeve : RandomField
{
    private const int LargestGrid = 2_000;
    private readonly GaussianRandomField field;

    /// <summary>Cuts <paramref name="field"/> to <paramref name="modes"/> modes.</summary>
    /// <exception cref="ArgumentException">Fewer than one mode.</exception>
    public KarhunenLoeve(GaussianRandomField field, int modes)
    {
        ArgumentNullException.ThrowIfNull(field);
        if (modes < 1) throw new ArgumentException($"KarhunenLoeve: expected 1 mode or more, got {modes}.", nameof(modes));
        this.field = field;
        Modes = modes;
    }

    /// <summary>Number of modes kept.</summary>
    public int Modes { get; }

    /// <inheritdoc/>
    public override string Name => $"Karhunen–Loève of {this.field.Name}";

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Parameters => new Dictionary<string, double>(this.field.Parameters) { ["modes"] = Modes };

    /// <summary>Part of the variance on <paramref name="grid"/> that the modes hold, from 0 to 1: Σ_{i&lt;modes} λ_i / Σ_i λ_i.</summary>
    public double CapturedVariance(Grid grid) => new Sampler(this, grid).Captured;

    /// <inheritdoc/>
    public override FieldSampler On(Grid grid) => new Sampler(this, grid);

    private sealed class Sampler : FieldSampler
    {
        private readonly double[][] modes;
        private readonly double mean;

        public Sampler(KarhunenLoeve expansion, Grid grid)
            : base(grid)
        {
            if (Points > LargestGrid || Points < expansion.Modes)
                throw new ArgumentException($"KarhunenLoeve: expected from {expansion.Modes} (the modes) to {LargestGrid} points, got {Points} ({grid}).", nameof(grid));
            double[,] x = grid.Locations();
            Matrix<double> covariance = Matrix<double>.Build.Dense(Points, Points, (i, j) =>
            {
                double squares = 0;
                for (int d = 0; d < grid.Dimensions; d++) squares += (x[i, d] - x[j, d]) * (x[i, d] - x[j, d]);
                return expansion.field.Covariance(Math.Sqrt(squares));
            });
            Evd<double> eigen = covariance.Evd(Symmetricity.Symmetric); // ascending
            double total = covariance.Trace();
            modes = new double[expansion.Modes][];
            for (int m = 0; m < expansion.Modes; m++)
            {
                int at = Points - 1 - m;
                double value = Math.Max(0, eigen.EigenValues[at].Real);
                Captured += value / total;
                modes[m] = [.. eigen.EigenVectors.Column(at).Select(component => Math.Sqrt(value) * component)];
                if (modes[m].MaxBy(Math.Abs) < 0) modes[m] = [.. modes[m].Select(component => -component)]; // an eigenvector's sign is arbitrary
            }
            mean = expansion.field.Mean;
        }

        public double Captured { get; }

        protected internal override void Fill(int sample, int seed, double[] target)
        {
            var random = new SampleGenerator(seed, sample);
            Array.Fill(target, mean);
            foreach (double[] mode in modes) Vectors.AddScaled(target, mode, random.Normal());
        }
    }
}
