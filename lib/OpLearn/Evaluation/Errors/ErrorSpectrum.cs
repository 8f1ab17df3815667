using static TorchSharp.torch;

namespace OpLearn;

/// <summary>Which wavenumbers a model gets wrong.</summary>
public static class ErrorSpectrum
{
    /// <summary>By Fourier mode on a periodic uniform grid of any dimension, modes of equal rounded |k| together.</summary>
    /// <param name="prediction"><c>[samples, points, channels]</c>, points in row-major order.</param>
    /// <param name="truth">In the same shape.</param>
    /// <param name="axes">Points along each axis; the end point, which repeats the first, must not be among them.</param>
    /// <returns>Wavenumbers 0, 1, … up to the largest |k|.</returns>
    /// <exception cref="ArgumentException">Shapes do not fit.</exception>
    public static SpectralErrors Fourier(Tensor prediction, Tensor truth, IReadOnlyList<int> axes)
    {
        Metrics.CheckShapes(nameof(Fourier), prediction, truth, null);
        GridTensor.CheckAxes(nameof(Fourier), truth, axes);
        int[] radius = Radii(axes);
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        long[] dims = [.. Enumerable.Range(1, axes.Count).Select(axis => (long)axis)];
        return new SpectralErrors([.. Enumerable.Range(0, radius.Max() + 1)],
            Binned(prediction.to(ScalarType.Float64) - truth.to(ScalarType.Float64)), Binned(truth.to(ScalarType.Float64)), Binned(prediction.to(ScalarType.Float64)));

        double[] Binned(Tensor values)
        {
            // Parseval: the mean square of the values is Σ |û/N|².
            Tensor energy = (fft.fftn(GridTensor.OnGrid(values, axes), dim: dims) / values.shape[1]).abs().square();
            double[] modes = HostValues.Doubles(energy.mean([0, axes.Count + 1]).flatten());
            double[] bins = new double[radius.Max() + 1];
            for (int mode = 0; mode < modes.Length; mode++) bins[radius[mode]] += modes[mode];
            return bins;
        }
    }

    /// <summary>By sine mode sin(kπx), k = 1, …, points − 2, for functions on [0, 1] that vanish at both ends; for other functions use
    /// <see cref="Fourier"/>.</summary>
    /// <param name="prediction"><c>[samples, points, channels]</c> on a uniform grid with both end points; the values there (zero in the truth) are not
    /// read.</param>
    /// <param name="truth">In the same shape.</param>
    /// <returns>Energies whose sum is Σⱼ eⱼ² / (points − 1) over the inner points.</returns>
    /// <exception cref="ArgumentException">Shapes differ or there are fewer than 3 points.</exception>
    public static SpectralErrors Sine(Tensor prediction, Tensor truth)
    {
        Metrics.CheckShapes(nameof(Sine), prediction, truth, null);
        int intervals = (int)truth.shape[1] - 1;
        if (intervals < 2) throw new ArgumentException($"Sine: at least 3 points are needed; got {intervals + 1}.", nameof(truth));
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        return new SpectralErrors([.. Enumerable.Range(1, intervals - 1)],
            Energies(prediction.to(ScalarType.Float64) - truth.to(ScalarType.Float64)), Energies(truth.to(ScalarType.Float64)), Energies(prediction.to(ScalarType.Float64)));

        double[] Energies(Tensor values)
        {
            Tensor inner = values.narrow(1, 1, intervals - 1);
            Tensor edge = zeros_like(values.narrow(1, 0, 1));
            Tensor odd = cat([edge, inner, edge, -inner.flip(1)], 1); // one period, [samples, 2 intervals, channels]
            Tensor coefficient = fft.rfft(odd, dim: 1).imag / intervals; // −bₖ with f = Σ bₖ sin(kπx)
            return HostValues.Doubles((coefficient.square() / 2).mean([0, 2]).narrow(0, 1, intervals - 1));
        }
    }

    private static int[] Radii(IReadOnlyList<int> axes)
    {
        int points = axes.Aggregate(1, (product, axis) => product * axis);
        int[] radius = new int[points];
        for (int mode = 0; mode < points; mode++)
        {
            double square = 0;
            for (int axis = axes.Count - 1, rest = mode; axis >= 0; rest /= axes[axis--])
            {
                int index = rest % axes[axis], k = Math.Min(index, axes[axis] - index);
                square += (double)k * k;
            }
            radius[mode] = (int)Math.Round(Math.Sqrt(square));
        }
        return radius;
    }
}
