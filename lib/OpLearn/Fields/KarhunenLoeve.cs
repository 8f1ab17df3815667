using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace OpLearn;

/// <summary>A Gaussian field cut to its leading Karhunen–Loève modes on a grid: u = mean + Σ_{i&lt;modes} √λ_i φ_i(x) ξ_i, ξ ~ N(0, 1).</summary>
/// <remarks>
/// λ and φ are those of the covariance matrix on the grid, of uniform weight. They come from its pivoted Cholesky factor, whose rank must be 2,000 or less:
/// any grid for a smooth covariance (100 × 100 points of a squared exponential, l = 0.25, have a rank of a few hundred), 2,000 points for a rough one.
/// </remarks>
public sealed class KarhunenLoeve : RandomField
{
    private const int LargestRank = 2_000;
    private readonly GaussianRandomField field;

    /// <summary>Cuts <paramref name="field"/> to <paramref name="modes"/> modes.</summary>
    /// <exception cref="ArgumentException">Fewer than one mode.</exception>
    public KarhunenLoeve(GaussianRandomField field, int modes)
    {
        ArgumentNullException.ThrowIfNull(field);
        this.field = field;
        Modes = Checks.Valid(modes, modes >= 1, nameof(KarhunenLoeve), "1 mode or more");
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
            PivotedCholesky factor = expansion.field.Factor(grid);
            int rank = factor.Rank;
            Checks.That(rank >= expansion.Modes && rank <= LargestRank, nameof(KarhunenLoeve), $"a covariance of rank {expansion.Modes} (the modes) to {LargestRank}",
                $"rank {rank} on {grid}", "Ask for fewer modes, or take a smoother field or a coarser grid.");
            // L·Lᵀ has the eigenvalues of the small matrix Lᵀ·L, and its eigenvectors are L·v/√λ: of length √λ, then, is L·v.
            Matrix<double> small = Matrix<double>.Build.Dense(rank, rank, (i, j) => Vectors.Dot(factor.Column(i), factor.Column(j)));
            Evd<double> eigen = small.Evd(Symmetricity.Symmetric); // ascending
            double total = Points * expansion.field.Covariance(0);
            modes = new double[expansion.Modes][];
            for (int m = 0; m < expansion.Modes; m++)
            {
                int at = rank - 1 - m;
                Captured += Math.Max(0, eigen.EigenValues[at].Real) / total;
                modes[m] = new double[Points];
                for (int k = 0; k < rank; k++) Vectors.AddScaled(modes[m], factor.Column(k), eigen.EigenVectors[k, at]);
                double sign = Math.Sign(modes[m].MaxBy(Math.Abs)); // an eigenvector's own sign is arbitrary
                for (int i = 0; i < Points; i++) modes[m][i] *= sign;
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
