using static TorchSharp.torch;

namespace OpLearn;

/// <summary>How a Fourier layer finds its frequencies: the same numbers to rounding, at different cost.</summary>
public sealed class SpectralTransform
{
    // Measured on two cores of an AMD EPYC, 20 samples of 64 channels: from about this many frequencies of an axis on the fast transform of all of them is cheaper.
    private const int MostModes = 64;

    private SpectralTransform(string name) => Name = name;

    /// <summary>How it appears in tables and saved options.</summary>
    public string Name { get; }

    /// <summary><see cref="Truncated"/> on the CPU for up to 64 modes an axis, else <see cref="Full"/>: the cheaper one as measured, a choice that depends on the model and the device alone; <c>OPLEARN_FAST_PATHS=0</c> in the environment makes it full.</summary>
    public static SpectralTransform Automatic { get; } = new("automatic");

    /// <summary>The fast Fourier transform of the whole field, whose high frequencies are then dropped: <c>O(N log N)</c> for N points.</summary>
    public static SpectralTransform Full { get; } = new("full");

    /// <summary>Only the kept frequencies, as products with the matrix <c>e^{−2πikn/N}</c>: <c>O(modes · N)</c>, and at the speed of matrix products.</summary>
    public static SpectralTransform Truncated { get; } = new("truncated");

    /// <inheritdoc/>
    public override string ToString() => Name;

    internal bool IsTruncated(Device device, IReadOnlyList<int> modes) =>
        this == Truncated || (this == Automatic && FastPaths.Enabled && device.type == TorchSharp.DeviceType.CPU && modes.Max() <= MostModes);
}
