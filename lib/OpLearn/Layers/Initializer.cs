using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>How the weights of a layer are drawn, as a value with a name. Results depend on it.</summary>
/// <remarks>
/// Numbers are drawn in float64 on the CPU from the model's own generator and then cast: one seed gives the same weights in float32 and in float64
/// and on every device. Biases start at zero, save for <see cref="PyTorchLinear"/> and <see cref="WithNormalBias"/>.
/// Fan-in and fan-out of a convolution are channels times kernel points.
/// </remarks>
public sealed class Initializer
{
    private readonly Action<Tensor, Fan, Generator> draw;
    private readonly Action<Tensor, Fan, Generator>? drawBias;

    private Initializer(string name, Action<Tensor, Fan, Generator> draw, Action<Tensor, Fan, Generator>? drawBias = null)
    {
        Name = name;
        this.draw = draw;
        this.drawBias = drawBias;
    }

    /// <summary>How it appears in tables and saved options.</summary>
    public string Name { get; }

    /// <summary>Uniform on ±√(6 / (fanIn + fanOut)): Keras' and PyTorch's Glorot (Xavier) uniform; the default of Keras' dense layers.</summary>
    public static Initializer GlorotUniform { get; } = new("Glorot uniform", (weight, fan, random) => FillUniform(weight, Math.Sqrt(6.0 / (fan.In + fan.Out)), random));

    /// <summary>Normal with standard deviation √(2 / (fanIn + fanOut)): PyTorch's Xavier normal, DeepXDE's <c>Glorot normal</c> there.</summary>
    public static Initializer GlorotNormal { get; } = new("Glorot normal", (weight, fan, random) => FillNormal(weight, Math.Sqrt(2.0 / (fan.In + fan.Out)), random));

    /// <summary>As <see cref="GlorotNormal"/> but cut at two standard deviations and rescaled to the same variance: Keras' Glorot normal.</summary>
    public static Initializer GlorotTruncatedNormal { get; } =
        new("Glorot truncated normal", (weight, fan, random) => FillTruncatedNormal(weight, Math.Sqrt(2.0 / (fan.In + fan.Out)), random));

    /// <summary>Uniform on ±√(6 / fanIn), for rectified units.</summary>
    public static Initializer HeUniform { get; } = new("He uniform", (weight, fan, random) => FillUniform(weight, Math.Sqrt(6.0 / fan.In), random));

    /// <summary>Normal with standard deviation √(2 / fanIn), for rectified units (PyTorch's form, not cut; Keras cuts at two deviations).</summary>
    public static Initializer HeNormal { get; } = new("He normal", (weight, fan, random) => FillNormal(weight, Math.Sqrt(2.0 / fan.In), random));

    /// <summary>Weights and biases uniform on ±1/√fanIn: what <c>torch.nn.Linear</c> and <c>torch.nn.Conv</c> do by default.</summary>
    public static Initializer PyTorchLinear { get; } = new("PyTorch linear", FillPyTorch, FillPyTorch);

    /// <summary>A random matrix with orthonormal rows or columns, whichever are fewer: Q of the QR factorisation of a normal matrix, signs made unique.</summary>
    public static Initializer Orthogonal { get; } = new("orthogonal", FillOrthogonal);

    /// <summary>All zero.</summary>
    public static Initializer Zeros { get; } = new("zeros", (weight, _, _) => weight.zero_());

    /// <summary>
    /// For <see cref="Activation.Sine"/> of the same ω: uniform on ±1/fanIn in the first layer and on ±√(6/fanIn)/ω in the others
    /// (<see href="https://arxiv.org/abs/2006.09661"/>, section 3.2). Differs: biases are zero.
    /// </summary>
    public static Initializer Siren(double frequency = 30.0)
    {
        Checks.Positive(frequency, "Initializer.Siren", nameof(frequency));
        return new(FormattableString.Invariant($"SIREN({frequency})"),
            (weight, fan, random) => FillUniform(weight, fan.IsFirstLayer ? 1.0 / fan.In : Math.Sqrt(6.0 / fan.In) / frequency, random));
    }

    /// <summary>Normal with the given standard deviation whatever the fans: Keras' <c>RandomNormal</c>.</summary>
    /// <param name="deviation">Standard deviation, greater than zero.</param>
    public static Initializer Normal(double deviation)
    {
        Checks.Positive(deviation, "Initializer.Normal", nameof(deviation));
        return new(FormattableString.Invariant($"normal({deviation})"), (weight, _, random) => FillNormal(weight, deviation, random));
    }

    /// <summary>The same for the weights, with biases drawn from a normal distribution in place of zero.</summary>
    /// <param name="deviation">Standard deviation, greater than zero.</param>
    public Initializer WithNormalBias(double deviation)
    {
        Checks.Positive(deviation, "Initializer.WithNormalBias", nameof(deviation));
        return new(FormattableString.Invariant($"{Name}, bias normal({deviation})"), draw, (bias, _, random) => FillNormal(bias, deviation, random));
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Fills a weight whose first axis is outputs and second inputs, further axes being the kernel, and the bias that goes with it.</summary>
    internal void Fill(Tensor weight, Tensor? bias, Generator random, bool isFirstLayer = false)
    {
        long kernel = weight.shape.Skip(2).Aggregate(1L, (product, size) => product * size);
        Fill(weight, bias, new Fan(weight.shape[1] * kernel, weight.shape[0] * kernel, isFirstLayer), random);
    }

    internal void Fill(Tensor weight, Tensor? bias, Fan fan, Generator random)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradients = no_grad();
        Tensor drawn = zeros(weight.shape, float64);
        draw(drawn, fan, random);
        weight.copy_(drawn);
        if (bias is null) return;
        Tensor drawnBias = zeros(bias.shape, float64);
        drawBias?.Invoke(drawnBias, fan, random);
        bias.copy_(drawnBias);
    }

    private static void FillUniform(Tensor target, double bound, Generator random) => target.uniform_(-bound, bound, random);

    private static void FillPyTorch(Tensor target, Fan fan, Generator random) => FillUniform(target, 1.0 / Math.Sqrt(fan.In), random);

    private static void FillNormal(Tensor target, double deviation, Generator random) => target.normal_(0.0, deviation, random);

    private static void FillTruncatedNormal(Tensor target, double deviation, Generator random)
    {
        const double massBelowMinusTwo = 0.022750131948179195;    // Φ(−2)
        const double deviationWhenCutAtTwo = 0.87962566103423978; // of the unit normal on [−2, 2]
        target.uniform_(massBelowMinusTwo, 1.0 - massBelowMinusTwo, random);
        target.mul_(2.0).add_(-1.0).erfinv_().mul_(Math.Sqrt(2.0) * deviation / deviationWhenCutAtTwo);
    }

    private static void FillOrthogonal(Tensor target, Fan fan, Generator random)
    {
        long rows = target.shape[0], columns = target.numel() / rows;
        Tensor normal = zeros([Math.Max(rows, columns), Math.Min(rows, columns)], float64).normal_(0.0, 1.0, random);
        (Tensor q, Tensor r) = linalg.qr(normal);
        Tensor unique = q * r.diagonal().sign();
        target.copy_((rows < columns ? unique.t() : unique).reshape(target.shape));
    }

    /// <summary>Numbers that go in and come out of a unit, and whether its layer is the first of the network.</summary>
    internal readonly record struct Fan(long In, long Out, bool IsFirstLayer);
}
