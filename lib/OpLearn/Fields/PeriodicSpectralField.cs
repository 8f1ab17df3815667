using System.Numerics;
using MathNet.Numerics.IntegralTransforms;

namespace OpLearn;

/// <summary>The periodic Gaussian field u ~ N(0, σ² (−Δ + τ²)^−α) without its mean mode, on an interval, a rectangle or a box, by the fast Fourier transform.</summary>
/// <remarks>
/// On [0, 1): u(x) = Σ_{k≥1} √2 σ (4π²k² + τ²)^{−α/2} (a_k cos 2πkx + b_k sin 2πkx), a, b ~ N(0, 1); on an interval of length L, k/L stands for k.
/// In more directions the sum runs over one half of the space of wave vectors. Every direction of the grid must exclude its upper end.
/// The coefficients are drawn from low to high modes, so a sample on a finer grid is the same function with more modes.
/// </remarks>
/// <param name="scale">σ; the FNO papers write σ² before the operator, e.g. 625 = 25² for their Burgers set.</param>
/// <param name="shift">τ.</param>
/// <param name="exponent">α, above half the number of directions, else the variance grows without bound as the grid is refined.</param>
public sealed class PeriodicSpectralField(double scale, double shift, double exponent) : RandomField
{
    private readonly double scale = Checks.FinitePositive(scale, nameof(PeriodicSpectralField), "scale");
    private readonly double shift = Checks.Valid(shift, double.IsFinite(shift), nameof(PeriodicSpectralField), "a finite shift");
    private readonly double exponent = Checks.FinitePositive(exponent, nameof(PeriodicSpectralField), "exponent");

    /// <inheritdoc/>
    public override string Name => "periodic spectral";

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Parameters => new Dictionary<string, double> { ["scale"] = scale, ["shift"] = shift, ["exponent"] = exponent };

    /// <inheritdoc/>
    public override FieldSampler On(Grid grid) => new Sampler(this, grid);

    private double Amplitude(double squaredWavenumber) => Math.Sqrt(2) * scale * Math.Pow((4 * Math.PI * Math.PI * squaredWavenumber) + (shift * shift), -exponent / 2);

    private sealed class Sampler : FieldSampler
    {
        private readonly int[] axes;
        private readonly Mode[] modes;

        public Sampler(PeriodicSpectralField field, Grid grid)
            : base(grid)
        {
            Checks.That(grid.Directions.All(direction => direction.Endpoints == Endpoints.UpperExcluded), nameof(PeriodicSpectralField),
                "directions with Endpoints.UpperExcluded", $"{grid}");
            Checks.That(field.exponent > 0.5 * grid.Dimensions, nameof(PeriodicSpectralField), $"an exponent above {0.5 * grid.Dimensions} in {grid.Dimensions} direction(s)", $"{field.exponent}");
            axes = [.. grid.Axes];
            double[] lengths = [.. grid.Directions.Select(direction => direction.Upper - direction.Lower)];
            // Below the Nyquist modes, whose phase a grid cannot hold.
            modes = [.. ModeShells.HalfSpace([.. axes.Select(points => (points - 1) / 2)]).Select(vector =>
                new Mode(Place(vector, 1), Place(vector, -1), 0.5 * field.Amplitude(vector.Zip(lengths).Sum(pair => Math.Pow(pair.First / pair.Second, 2)))))];
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
            for (int d = axes.Length - 1, stride = 1; d >= 0; stride *= axes[d--]) Transform(spectrum, axes[d], stride);
            for (int i = 0; i < target.Length; i++) target[i] = spectrum[i].Real;
        }

        private static void Transform(Complex[] spectrum, int count, int stride)
        {
            var line = new Complex[count];
            for (int block = 0; block < spectrum.Length; block += count * stride)
                for (int start = block; start < block + stride; start++)
                {
                    for (int i = 0; i < count; i++) line[i] = spectrum[start + (i * stride)];
                    Fourier.Inverse(line, FourierOptions.NoScaling);
                    for (int i = 0; i < count; i++) spectrum[start + (i * stride)] = line[i];
                }
        }

        private int Place(int[] vector, int sign) => vector.Zip(axes).Aggregate(0, (place, axis) => (place * axis.Second) + (((sign * axis.First) + axis.Second) % axis.Second));
    }

    private readonly record struct Mode(int At, int Mirror, double Half);
}
