namespace OpLearn;

/// <summary>The Gaussian field g ~ N(0, σ² (−Δ + τ²)^−α) with zero normal derivative on the unit interval, square or cube, without its mean mode: a cosine series.</summary>
/// <remarks>
/// g(x) = Σ_k σ (π²|k|² + τ²)^{−α/2} ξ_k Π_d φ_{k_d}(x_d), ξ ~ N(0, 1), φ₀ = 1 and φ_i(x) = √2 cos πix, all k below the number of points of their
/// direction except k = 0. At cell centres this is the inverse DCT-II of the FNO papers' scripts. Drawn from low to high modes: a finer grid adds modes.
/// </remarks>
/// <param name="scale">σ.</param>
/// <param name="shift">τ.</param>
/// <param name="exponent">α, above half the number of directions, else the variance grows without bound as the grid is refined.</param>
public sealed class NeumannSpectralField(double scale, double shift, double exponent) : RandomField
{
    private readonly double scale = Checks.FinitePositive(scale, nameof(NeumannSpectralField), "scale");
    private readonly double shift = Checks.Valid(shift, double.IsFinite(shift), nameof(NeumannSpectralField), "a finite shift");
    private readonly double exponent = Checks.FinitePositive(exponent, nameof(NeumannSpectralField), "exponent");

    /// <inheritdoc/>
    public override string Name => "Neumann spectral";

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Parameters => new Dictionary<string, double> { ["scale"] = scale, ["shift"] = shift, ["exponent"] = exponent };

    /// <inheritdoc/>
    public override FieldSampler On(Grid grid) => new Sampler(this, grid);

    private double Amplitude(int[] mode) => scale * Math.Pow((Math.PI * Math.PI * mode.Sum(k => (double)k * k)) + (shift * shift), -exponent / 2);

    private sealed class Sampler : FieldSampler
    {
        private readonly double[][][] cosines; // [directions][modes][points]
        private readonly int[] places;
        private readonly double[] amplitudes;

        public Sampler(NeumannSpectralField field, Grid grid)
            : base(grid)
        {
            Checks.That(grid.Directions.All(direction => direction is { Lower: 0, Upper: 1 }), nameof(NeumannSpectralField), "directions on [0, 1]", $"{grid}");
            Checks.That(field.exponent > 0.5 * grid.Dimensions, nameof(NeumannSpectralField), $"an exponent above {0.5 * grid.Dimensions} in {grid.Dimensions} direction(s)", $"{field.exponent}");
            cosines = [.. grid.Directions.Select(Cosines)];
            int[][] modes = ModeShells.Corner([.. grid.Axes.Select(points => points - 1)]);
            amplitudes = [.. modes.Select(field.Amplitude)];
            places = [.. modes.Select(mode => mode.Zip(grid.Axes).Aggregate(0, (place, axis) => (place * axis.Second) + axis.First))];
        }

        protected internal override void Fill(int sample, int seed, double[] target)
        {
            var random = new SampleGenerator(seed, sample);
            double[] from = target, into = new double[target.Length];
            Array.Clear(from);
            for (int i = 0; i < places.Length; i++) from[places[i]] = amplitudes[i] * random.Normal();
            int inner = 1;
            for (int direction = cosines.Length - 1; direction >= 0; direction--)
            {
                Transform(cosines[direction], inner, from, into);
                inner *= cosines[direction].Length;
                (from, into) = (into, from);
            }
            if (from != target) from.CopyTo(target, 0);
        }

        // Along one axis, whose neighbours lie "inner" apart: a product of matrices with contiguous inner loops.
        private static void Transform(double[][] table, int inner, double[] from, double[] into)
        {
            int count = table.Length;
            Array.Clear(into);
            for (int block = 0; block < from.Length; block += count * inner)
            {
                if (inner == 1)
                {
                    for (int k = 0; k < count; k++) Vectors.AddScaled(into.AsSpan(block, count), table[k], from[block + k]);
                    continue;
                }
                for (int x = 0; x < count; x++) // outside, so that the row that is written stays in the nearest cache
                    for (int k = 0; k < count; k++)
                        Vectors.AddScaled(into.AsSpan(block + (x * inner), inner), from.AsSpan(block + (k * inner), inner), table[k][x]);
            }
        }

        private static double[][] Cosines(Grid1D grid) =>
            [.. Enumerable.Range(0, grid.Count).Select(k => grid.Coordinates().Select(x => k == 0 ? 1 : Math.Sqrt(2) * Math.Cos(Math.PI * k * x)).ToArray())];
    }
}
