using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>The functions in which a spectral layer expands its input on each axis.</summary>
public sealed class SpectralBasis
{
    private SpectralBasis(string name) => Name = name;

    /// <summary>How it appears in tables and saved options.</summary>
    public string Name { get; }

    /// <summary><c>e^{2πimx}</c>, |m| &lt; modes, on a periodic grid (without the end point); complex weights.</summary>
    public static SpectralBasis Fourier { get; } = new("Fourier");

    /// <summary><c>sin πkx</c>, k = 1 … modes, on a grid with both end points: functions that vanish there; real weights.</summary>
    public static SpectralBasis Sine { get; } = new("sine");

    /// <summary><c>cos πkx</c>, k = 0 … modes − 1, on a grid with both end points: functions whose slope vanishes there; real weights.</summary>
    public static SpectralBasis Cosine { get; } = new("cosine");

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Values of the real basis functions on <paramref name="points"/> points, <c>[points, modes]</c>, float64.</summary>
    internal Tensor Synthesis(long points, int modes)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = Math.PI / (points - 1) * arange(points, dtype: float64).unsqueeze(1);
        Tensor values = this == Sine ? (x * arange(1, modes + 1, dtype: float64)).sin() : (x * arange(modes, dtype: float64)).cos();
        return values.MoveToOuterDisposeScope();
    }

    /// <summary>The matrix that finds the coefficients of these functions, <c>[modes, points]</c>, float64: by the trapezoidal rule, which is exact for what the grid resolves.</summary>
    internal Tensor Analysis(long points, int modes)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor weights = full([points], 2.0 / (points - 1), float64);
        weights[0] = weights[points - 1] = 1.0 / (points - 1);
        Tensor rows = Synthesis(points, modes).t() * weights;
        if (this == Cosine) rows[0] *= 0.5;
        return rows.MoveToOuterDisposeScope();
    }
}
