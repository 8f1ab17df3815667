namespace OpLearn;

/// <summary>A stationary Gaussian field by random Fourier features: u(x) = mean + (σ/√m) Σ_{j≤m} (a_j cos ω_j·x + b_j sin ω_j·x), a, b ~ N(0, 1), ω from the field's spectral density.</summary>
/// <remarks>
/// The spectral density is normal with deviation 1/l for the squared exponential and Student's t with 2ν degrees of freedom for a Matérn field (any number of directions).
/// Every sample has its own ω, so the covariance over samples is exact whatever m. A point's value is normal for any m, given ω and so at all; the joint distribution
/// of several points tends to the normal one as m grows. No factor is stored: grids of any size, at points × m operations a sample.
/// The same function whatever the grid. Rahimi and Recht 2007 (Advances in Neural Information Processing Systems 20).
/// </remarks>
public sealed class FourierFeatureField : RandomField
{
    private readonly GaussianRandomField source;

    /// <summary>Makes the field with the covariance of <paramref name="field"/>.</summary>
    /// <param name="field">Its covariance and mean.</param>
    /// <param name="features">m, number of frequencies of a sample.</param>
    /// <exception cref="ArgumentException">Fewer than one feature.</exception>
    public FourierFeatureField(GaussianRandomField field, int features = 500)
    {
        ArgumentNullException.ThrowIfNull(field);
        source = field;
        Features = Checks.Valid(features, features >= 1, nameof(FourierFeatureField), "1 feature or more");
    }

    /// <summary>m, number of frequencies of a sample.</summary>
    public int Features { get; }

    /// <inheritdoc/>
    public override string Name => $"Fourier features of {source.Name}";

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Parameters => new Dictionary<string, double>(source.Parameters) { ["features"] = Features };

    /// <inheritdoc/>
    public override FieldSampler On(Grid grid) => new Sampler(this, grid);

    private sealed class Sampler(FourierFeatureField features, Grid grid) : FieldSampler(grid)
    {
        private readonly double[][] places = [.. grid.Directions.Select(direction => direction.Coordinates())];

        protected internal override void Fill(int sample, int seed, double[] target)
        {
            GaussianRandomField field = features.source;
            var random = new SampleGenerator(seed, sample);
            double amplitude = Math.Sqrt(field.Covariance(0) / features.Features);
            double[] frequency = new double[places.Length], real = new double[Points], imaginary = new double[Points];
            double[][] sines = [.. places.Select(place => new double[place.Length])], cosines = [.. places.Select(place => new double[place.Length])];
            Array.Fill(target, field.Mean);
            for (int feature = 0; feature < features.Features; feature++)
            {
                field.DrawFrequency(random, frequency);
                double a = amplitude * random.Normal(), b = amplitude * random.Normal();
                // The real part of (a − ib) e^{iω·x}, a product over the directions: widened by one direction after the other.
                (real[0], imaginary[0]) = (a, -b);
                int filled = 1;
                for (int d = 0; d < places.Length; d++)
                {
                    for (int i = 0; i < places[d].Length; i++) (sines[d][i], cosines[d][i]) = Math.SinCos(frequency[d] * places[d][i]);
                    filled = Widen(sines[d], cosines[d], real, imaginary, filled);
                }
                Vectors.AddScaled(target, real, 1);
            }
        }

        // Entry p becomes the entries p·count … p·count + count − 1; from the last on, so that what is still to be read is not overwritten.
        private static int Widen(double[] sines, double[] cosines, double[] real, double[] imaginary, int filled)
        {
            int count = sines.Length;
            for (int p = filled - 1; p >= 0; p--)
            {
                double x = real[p], y = imaginary[p];
                for (int i = 0; i < count; i++)
                {
                    real[(p * count) + i] = (x * cosines[i]) - (y * sines[i]);
                    imaginary[(p * count) + i] = (x * sines[i]) + (y * cosines[i]);
                }
            }
            return filled * count;
        }
    }
}
