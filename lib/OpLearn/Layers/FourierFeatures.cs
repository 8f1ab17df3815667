using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>Input expansion <c>x ↦ [cos(2πBx), sin(2πBx)]</c> with a matrix B that is not trained: random, or the given frequencies on each coordinate.</summary>
/// <remarks>Random <c>B ~ N(0, scale²)</c>: Tancik et al., <see href="https://arxiv.org/abs/2006.10739"/>, section 5. B is a buffer, saved with the weights.</remarks>
public sealed record FourierFeatures
{
    private FourierFeatures()
    {
    }

    /// <summary>Rows of a random B; 0 where the frequencies are given.</summary>
    public int Frequencies { get; private init; }

    /// <summary>Standard deviation of a random B, in cycles per unit of x.</summary>
    public double Scale { get; private init; }

    /// <summary>Given frequencies in cycles per unit of x, each for every coordinate on its own; empty where B is random.</summary>
    public IReadOnlyList<double> Given { get; private init; } = [];

    /// <summary>Whether x itself is passed on too, before the cosines.</summary>
    public bool KeepInput { get; private init; }

    /// <summary>Random frequencies drawn from the model's seed: <c>2 · frequencies</c> features (and x).</summary>
    /// <param name="frequencies">Rows of B.</param>
    /// <param name="scale">Standard deviation of B in cycles per unit of x, greater than zero; the paper's range is 1 to 10 on the unit interval.</param>
    /// <param name="keepInput">Whether x itself is passed on too.</param>
    public static FourierFeatures Random(int frequencies, double scale = 1.0, bool keepInput = false)
    {
        Checks.Positive(frequencies, "FourierFeatures.Random", nameof(frequencies));
        Checks.Positive(scale, "FourierFeatures.Random", nameof(scale));
        return new FourierFeatures { Frequencies = frequencies, Scale = scale, KeepInput = keepInput };
    }

    /// <summary>Cosine and sine of each coordinate at each of the given frequencies: 2 · coordinates · frequencies features (and x). Without x the network is periodic for whole frequencies on the unit interval.</summary>
    /// <param name="frequencies">Cycles per unit of x; [1, 2] for the periodic trunk of Lu et al., <see href="https://arxiv.org/abs/2111.05512"/>; k/2π for <c>sin kx</c>.</param>
    /// <param name="keepInput">Whether x itself is passed on too.</param>
    public static FourierFeatures Fixed(IReadOnlyList<double> frequencies, bool keepInput = false)
    {
        ArgumentNullException.ThrowIfNull(frequencies);
        Checks.That(frequencies.Count > 0 && frequencies.All(double.IsFinite), "FourierFeatures.Fixed", "one finite frequency or more", $"[{string.Join(", ", frequencies)}]");
        return new FourierFeatures { Given = [.. frequencies], KeepInput = keepInput };
    }

    /// <summary>Size of the last axis after the expansion of <paramref name="inputs"/> coordinates.</summary>
    internal int Width(int inputs) => (2 * (Given.Count > 0 ? Given.Count * inputs : Frequencies)) + (KeepInput ? inputs : 0);

    /// <returns>B transposed, <c>[inputs, rows]</c>, float64.</returns>
    internal Tensor Matrix(int inputs, Generator random) => Given.Count == 0
        ? zeros([inputs, Frequencies], float64).normal_(0.0, Scale, random)
        : kron(eye(inputs, dtype: float64), tensor(Given.ToArray(), float64).unsqueeze(0)); // coordinate by coordinate
}
