using System.Numerics;
using MathNet.Numerics.IntegralTransforms;

namespace OpLearn;

/// <summary>The periodic Gaussian field u ~ N(0, σ² (−Δ + τ²)^−α) without its mean mode, on an interval or a rectangle, by the fast Fourier transform.</summary>
/// <remarks>
/// On [0, 1): u(x) = Σ_{k≥1} √2 σ (4π²k² + τ²)^{−α/2} (a_k cos 2πkx + b_k sin 2πkx), a, b ~ N(0, 1); on an interval of length L, k/L stands for k.
/// In two directions the sum runs over one half of the plane of wave vectors. Every direction of the grid must exclude its upper end.
/// The coefficients are drawn from low to high modes, so a sample on a finer grid is the same function with more modes.
/// </remarks>
/// <param name="scale">σ; the FNO papers write σ² before the operator, e.g. 625 = 25² for their Burgers set.</param>
/// <param name="shift">τ.</param>
/// <param name="exponent">α, above half the number of directions, else the variance grows without bound as the grid is refined.</param>
public sealed class PeriodicSpectralField(double scale, double shift, double exponent) : RandomField
{
    private readonly double scale = scale > 0 && double.IsFinite(scale) ? scale : throw new ArgumentException($"PeriodicSpectralField: expected a finite scale above 0, got {scale}.", nameof(scale));

    /// <inheritdoc/>
    public override string Name => "periodic spectral";

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Parameters => new Dictionary<string, double> { ["scale"] = scale, ["shift"] = shift, ["exponent"] = exponent };

    /// <inheritdoc/>
    public override FieldSampler On(Grid grid) => new Sampler(this, grid);

    private double Amplitude(double squaredWavenumber) => Math.Sqrt(2) * scale * Math.Pow((4 * Math.PI * Math.PI * squaredWavenumber) + (shift * shift), -exponent / 2);

    private sealed class Sampler : FieldSampler
    {
        private readonly int rows, columns;
        private readonly List<Mode> modes = [];

        public Sampler(PeriodicSpectralField field, Grid grid)
            : base(grid)
        {
            if (grid.Dimensions > 2 || grid.Directions.Any(direction => direction.Endpoints != Endpoints.UpperExcluded))
                throw new ArgumentException($"PeriodicSpectralField: expected one or two directions with Endpoints.UpperExcluded, got {grid}.", nameof(grid));
            Grid1D fast = grid.Directions[^1];
            columns = fast.Count;
            rows = grid.Dimensions == 1 ? 1 : grid.Directions[0].Count;
            int mostX = (columns - 1) / 2, mostY = (rows - 1) / 2; // below the Nyquist mode, whose phase a grid cannot hold
            double height = grid.Dimensions == 1 ? 1 : grid.Directions[0].Upper - grid.Directions[0].Lower, width = fast.Upper - fast.Lower;

            // One of each pair ±(i, j), shell by shell.
            for (int shell = 1; shell <= Math.Max(mostX, mostY); shell++)
                for (int i = 0; i <= Math.Min(shell, mostY); i++)
                    for (int j = i == 0 ? 1 : -Math.Min(shell, mostX); j <= Math.Min(shell, mostX); j++)
                    {
                        if (Math.Max(i, Math.Abs(j)) != shell) continue;
                        double amplitude = field.Amplitude((i / height * (i / height)) + (j / width * (j / width)));
                        modes.Add(new Mode((i * columns) + ((j + columns) % columns), ((rows - i) % rows * columns) + ((columns - j) % columns), amplitude / 2));
                    }
        }

        protected internal override void Fill(int sample, int seed, double[] target)
        {
            var random = new SampleGenerator(seed, sample);
            var spectrum = new Complex[target.Length];
            foreach (Mode mode in modes)
            {
                var coefficient = new Complex(mode.Half * random.Normal(), -mode.Half * random.Normal());
                spectrum[mode.At] = coefficient;
                spectrum[mode.Mirror] = Complex.Conjugate(coefficient);
            }
            var line = new Complex[columns];
            for (int i = 0; i < rows; i++)
            {
                Array.Copy(spectrum, i * columns, line, 0, columns);
                Fourier.Inverse(line, FourierOptions.NoScaling);
                line.CopyTo(spectrum, i * columns);
            }
            if (rows > 1)
            {
                line = new Complex[rows];
                for (int j = 0; j < columns; j++)
                {
                    for (int i = 0; i < rows; i++) line[i] = spectrum[(i * columns) + j];
                    Fourier.Inverse(line, FourierOptions.NoScaling);
                    for (int i = 0; i < rows; i++) spectrum[(i * columns) + j] = line[i];
                }
            }
            for (int i = 0; i < target.Length; i++) target[i] = spectrum[i].Real;
        }
    }

    private readonly record struct Mode(int At, int Mirror, double Half);
}
