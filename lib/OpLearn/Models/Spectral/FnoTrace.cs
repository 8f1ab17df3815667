using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>All intermediate fields of an <see cref="Fno"/> for given inputs, without gradients. Dispose it after use.</summary>
/// <param name="Lifted">The field after lifting (and padding), <c>[samples, axes…, width]</c>.</param>
/// <param name="Layers">What each block computed.</param>
/// <param name="Output">The model's output, <c>[samples, points, outputs]</c>.</param>
public sealed record FnoTrace(Tensor Lifted, IReadOnlyList<FnoLayerTrace> Layers, Tensor Output) : IDisposable
{
    /// <summary>The amplitude of one wavenumber after lifting and after each block, the root mean square over samples and channels: where a frequency is passed on, damped or made.</summary>
    /// <param name="wavenumber">m of <c>e^{2πimx}</c> for <see cref="SpectralBasis.Fourier"/> (0 ≤ m ≤ points / 2), k of <c>sin πkx</c> or <c>cos πkx</c> for the others.</param>
    /// <param name="basis">What to measure in; a sine of unit amplitude has amplitude 1 in its own basis and in Fourier's.</param>
    /// <returns>1 + layers numbers.</returns>
    /// <exception cref="ArgumentException">The grid has more than one axis or does not resolve the wavenumber.</exception>
    public IReadOnlyList<double> Amplitudes(int wavenumber, SpectralBasis basis)
    {
        ArgumentNullException.ThrowIfNull(basis);
        return [Amplitude(Lifted, wavenumber, basis), .. Layers.Select(layer => Amplitude(layer.Output, wavenumber, basis))];
    }

    /// <summary>The same for any field of this trace, <c>[samples, points, width]</c>.</summary>
    /// <param name="field">For instance <see cref="FnoLayerTrace.Spectral"/> of a layer.</param>
    /// <param name="wavenumber">As for <see cref="Amplitudes"/>.</param>
    /// <param name="basis">As for <see cref="Amplitudes"/>.</param>
    public static double Amplitude(Tensor field, int wavenumber, SpectralBasis basis)
    {
        ArgumentNullException.ThrowIfNull(basis);
        Checks.Shape(field, "FnoTrace.Amplitude", nameof(field), "[samples, points, width]", -1, -1, -1);
        long points = field.shape[1], last = basis == SpectralBasis.Fourier ? points / 2 : points - 2;
        Checks.That(wavenumber >= (basis == SpectralBasis.Sine ? 1 : 0) && wavenumber <= last, "FnoTrace.Amplitude", $"a wavenumber that {points} points resolve in the {basis} basis (at most {last})", $"{wavenumber}");
        using DisposeScope scope = NewDisposeScope();
        Tensor wide = field.detach().to(float64);
        if (basis == SpectralBasis.Fourier)
        {
            double scale = (wavenumber == 0 || 2 * wavenumber == points ? 1.0 : 2.0) / points;
            return scale * fft.rfft(wide, dim: 1).select(1, wavenumber).abs().square().mean().sqrt().item<double>();
        }
        int modes = wavenumber + (basis == SpectralBasis.Sine ? 0 : 1);
        Tensor row = basis.Analysis(points, modes)[modes - 1].to(field.device);
        return einsum("n,bnc->bc", row, wide).square().mean().sqrt().item<double>();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Lifted.Dispose();
        foreach (FnoLayerTrace layer in Layers)
        {
            layer.Spectral.Dispose();
            layer.Pointwise?.Dispose();
            layer.Output.Dispose();
        }
        Output.Dispose();
    }
}
