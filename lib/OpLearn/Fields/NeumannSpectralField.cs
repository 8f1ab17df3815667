namespace OpLearn;

/// <summary>The Gaussian field g ~ N(0, σ² (−Δ + τ²)^−α) with zero normal derivative on the unit square, without its mean mode: a cosine series.</summary>
/// <remarks>
/// g(x, y) = Σ σ (π²(i² + j²) + τ²)^{−α/2} ξ_ij φ_i(x) φ_j(y), ξ ~ N(0, 1), φ₀ = 1 and φ_i(x) = √2 cos πix, all i, j below the number of points of their
/// direction except i = j = 0. At cell centres this is the inverse DCT-II of the FNO papers' scripts. Drawn from low to high modes: a finer grid adds modes.
/// </remarks>
/// <param name="scale">σ.</param>
/// <param name="shift">τ.</param>
/// <param name="exponent">α, above 1.</param>
public sealed class NeumannSpectralField(double scale, double shift, double exponent) : RandomField
{
    private readonly double scale = scale > 0 && double.IsFinite(scale) ? scale : throw new ArgumentException($"NeumannSpectralField: expected a finite scale above 0, got {scale}.", nameof(scale));

    /// <inheritdoc/>
    public override string Name => "Neumann spectral";

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Parameters => new Dictionary<string, double> { ["scale"] = scale, ["shift"] = shift, ["exponent"] = exponent };

    /// <inheritdoc/>
    public override FieldSampler On(Grid grid) => new Sampler(this, grid);

    private sealed class Sampler : FieldSampler
    {
        private readonly NeumannSpectralField field;
        private readonly double[][] slow, fast; // [modes][points]

        public Sampler(NeumannSpectralField field, Grid grid)
            : base(grid)
        {
            if (grid.Dimensions != 2 || grid.Directions.Any(direction => direction.Lower != 0 || direction.Upper != 1))
                throw new ArgumentException($"NeumannSpectralField: expected two directions on [0, 1], got {grid}.", nameof(grid));
            this.field = field;
            slow = Cosines(grid.Directions[0]);
            fast = Cosines(grid.Directions[1]);
        }

        protected internal override void Fill(int sample, int seed, double[] target)
        {
            int rows = slow.Length, columns = fast.Length;
            var random = new SampleGenerator(seed, sample);
            var modes = new double[rows][];
            for (int i = 0; i < rows; i++) modes[i] = new double[columns];
            for (int shell = 1; shell < Math.Max(rows, columns); shell++)
            {
                for (int i = 0; i <= Math.Min(shell, rows - 1); i++)
                {
                    if (i == shell)
                        for (int j = 0; j <= Math.Min(shell, columns - 1); j++) modes[i][j] = Amplitude(i, j) * random.Normal();
                    else if (shell < columns)
                        modes[i][shell] = Amplitude(i, shell) * random.Normal();
                }
            }
            // Two products of matrices: over j in each row of modes, then over i.
            var line = new double[columns];
            Array.Clear(target);
            for (int i = 0; i < rows; i++)
            {
                Array.Clear(line);
                for (int j = 0; j < columns; j++) Vectors.AddScaled(line, fast[j], modes[i][j]);
                for (int y = 0; y < rows; y++) Vectors.AddScaled(target.AsSpan(y * columns, columns), line, slow[i][y]);
            }
        }

        private double Amplitude(int i, int j) => field.scale * Math.Pow((Math.PI * Math.PI * (((double)i * i) + ((double)j * j))) + (field.Shift * field.Shift), -field.Exponent / 2);

        private static double[][] Cosines(Grid1D grid) =>
            [.. Enumerable.Range(0, grid.Count).Select(k => grid.Coordinates().Select(x => k == 0 ? 1 : Math.Sqrt(2) * Math.Cos(Math.PI * k * x)).ToArray())];
    }

    private double Shift => shift;

    private double Exponent => exponent;
}
