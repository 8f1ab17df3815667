namespace OpLearn.Benchmarks;

/// <summary>What a step asks for at least: the additions and multiplications of its matrix products, and bytes that have to pass through memory.</summary>
/// <remarks>
/// A product of a matrix <c>[m, k]</c> and one <c>[k, n]</c> is 2 m k n operations. Forward and backward it is three such products, <c>y = x W</c>, <c>∂x = ∂y Wᵀ</c> and <c>∂W = xᵀ ∂y</c>, so 6 m k n; two of
/// them where x is data, or where W is a constant. Activations, normalisers, losses and the optimiser are not counted, so no step can reach the limit.
/// </remarks>
internal static class Arithmetic
{
    private const double Float = 4.0; // bytes

    /// <summary>A fully connected network of <paramref name="rows"/> rows of data, values alone: 2 rows Σᵢ nᵢ₋₁ nᵢ.</summary>
    public static double Values(double rows, int inputs, IReadOnlyList<int> widths) => 2 * rows * Layers(inputs, widths).Sum();

    /// <summary>Its step, forward and backward: rows (4 n₀ n₁ + 6 Σᵢ nᵢ₋₁ nᵢ from the second layer on).</summary>
    public static double Network(double rows, int inputs, IReadOnlyList<int> widths) => rows * ((6 * Layers(inputs, widths).Sum()) - (2.0 * inputs * widths[0]));

    /// <summary>
    /// The step of a trunk that is pushed forward with <paramref name="streams"/> numbers a unit (its value and derivatives in the coordinates): points (4 n₀ n₁ + 6 streams Σᵢ nᵢ₋₁ nᵢ from the second layer on).
    /// The first layer's derivatives are its weights themselves.
    /// </summary>
    public static double Derivatives(double points, int inputs, IReadOnlyList<int> widths, int streams) =>
        points * ((4.0 * inputs * widths[0]) + (6 * streams * Layers(inputs, widths).Skip(1).Sum()));

    /// <summary>s = Σₚ b t of all functions at all points, forward and backward: 6 functions · points · p.</summary>
    public static double Combination(double functions, double points, double latent) => 6 * functions * points * latent;

    /// <summary>
    /// A layer of gated recurrent units: three gates from the states, 6 · 3 outputs² a step and sample, and from the inputs, <paramref name="inputPasses"/> · 3 inputs · outputs at
    /// <paramref name="inputSteps"/> steps (1 where the same input is repeated; four operations where the inputs are data, else six).
    /// </summary>
    public static double Gated(double samples, int inputs, int outputs, int steps, int inputPasses, int inputSteps) =>
        samples * 3 * outputs * ((6.0 * outputs * steps) + ((double)inputPasses * inputs * inputSteps));

    /// <summary>
    /// A Fourier neural operator with the transforms that the library makes, products with constant matrices for the kept frequencies. With S samples of N points, w channels, modes m₁ … m_k on n₁ … n_k points,
    /// M = 2ᵏ⁻¹ Π m frequencies, L layers, forward and backward:
    /// L (transforms + mixing + path) + lifting + projection.
    /// Transforms of the last axis, there and back: 2 · 2 · 4 S N m_k w. Of two axes, the complex ones of the first too: 2 · 2 · 16 S n₁ m₁ m₂ w.
    /// Mixing, a complex product w × w a frequency: 3 · 8 S M w². Path: 6 S N w². Lifting of c channels, which are data: 4 S N c w. Projection by q units to one number: 6 S N (w + 1) q.
    /// </summary>
    public static double Fourier(double samples, int[] grid, int channels, int width, int[] modes, int layers, int projection)
    {
        double points = samples * Product(grid);
        double transforms = 16 * points * modes[^1] * width;
        if (grid.Length == 2) transforms += 64.0 * samples * grid[0] * modes[0] * modes[1] * width;
        double mixing = 24 * samples * Frequencies(modes) * width * width, path = 6 * points * width * width;
        return (layers * (transforms + mixing + path)) + (4 * points * channels * width) + (6 * points * (width + 1) * projection);
    }

    /// <summary>
    /// Bytes of the same, where no field <c>[S, N, w]</c> stays in the caches. A layer reads its field for the coefficients and, once these are complete, again for the path, and writes σ(z) and σ′(z); on the way back
    /// it reads ∂σ, σ′ and the field and writes ∂v, and reads and writes that once more when the coefficients' gradients are complete: 10 fields. Lifting takes 2, projection 3. Adam takes 28 bytes of each weight of a frequency.
    /// </summary>
    public static double FourierBytes(double samples, int[] grid, int width, int[] modes, int layers) =>
        (Float * samples * Product(grid) * width * ((10 * layers) + 5)) + AdamBytes(2.0 * layers * Frequencies(modes) * width * width);

    /// <summary>Bytes of a step of Adam, which reads a parameter, its gradient and its two moments and writes all but the gradient: 28 a parameter.</summary>
    public static double AdamBytes(double parameters) => 7 * Float * parameters;

    private static double Frequencies(int[] modes) => Math.Pow(2, modes.Length - 1) * Product(modes);

    private static double Product(int[] sizes) => sizes.Aggregate(1.0, (product, size) => product * size);

    private static IEnumerable<double> Layers(int inputs, IReadOnlyList<int> widths) => widths.Select((width, i) => (double)width * (i == 0 ? inputs : widths[i - 1]));
}
