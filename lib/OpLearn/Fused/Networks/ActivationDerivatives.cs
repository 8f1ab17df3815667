using static TorchSharp.torch;

namespace OpLearn;

/// <summary>Derivatives of an activation, by operations on tensors that are differentiable themselves.</summary>
/// <param name="First">σ′ from z and σ(z).</param>
/// <param name="Second">σ″ from z, σ(z) and σ′(z).</param>
internal sealed record ActivationDerivatives(Func<Tensor, Tensor, Tensor> First, Func<Tensor, Tensor, Tensor, Tensor> Second)
{
    public static ActivationDerivatives Identity { get; } = new((z, _) => ones_like(z), (z, _, _) => zeros_like(z));

    public static ActivationDerivatives Relu { get; } = new((z, _) => (z > 0.0).to(z.dtype), (z, _, _) => zeros_like(z));

    public static ActivationDerivatives Tanh { get; } = new((_, h) => 1.0 - h.square(), (_, h, slope) => -2.0 * h * slope);

    public static ActivationDerivatives Sigmoid { get; } = new((_, h) => h * (1.0 - h), (_, h, slope) => slope * (1.0 - 2.0 * h));

    public static ActivationDerivatives Softplus { get; } = new((z, _) => z.sigmoid(), (_, _, slope) => slope * (1.0 - slope));

    // With s = 1 / (1 + e⁻ᶻ): σ = z s, σ′ = s + σ (1 − s), σ″ = s (1 − s) (2 + z (1 − 2 s)).
    public static ActivationDerivatives Silu { get; } = new(
        (z, h) => Of(z.sigmoid(), s => s + h * (1.0 - s)),
        (z, _, _) => Of(z.sigmoid(), s => s * (1.0 - s) * (z * (1.0 - 2.0 * s) + 2.0)));

    // With the normal distribution Φ and its density φ: σ = z Φ, σ′ = Φ + z φ, σ″ = φ (2 − z²).
    public static ActivationDerivatives Gelu { get; } = new(
        (z, _) => ((Math.Sqrt(0.5) * z).erf() + 1.0) * 0.5 + z * Density(z),
        (z, _, _) => Density(z) * (2.0 - z.square()));

    public static ActivationDerivatives Sine(double frequency) =>
        new((z, _) => frequency * (frequency * z).cos(), (_, h, _) => -frequency * frequency * h);

    private static Tensor Density(Tensor z) => (-0.5 * z.square()).exp() / Math.Sqrt(2.0 * Math.PI);

    private static Tensor Of(Tensor s, Func<Tensor, Tensor> value) => value(s);
}
