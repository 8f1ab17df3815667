using static TorchSharp.torch;

namespace OpLearn;

/// <summary>Derivatives of an activation, by operations on tensors that are differentiable themselves.</summary>
/// <param name="First">σ′ from z and σ(z).</param>
/// <param name="Second">σ″ from z, σ(z) and σ′(z).</param>
internal sealed record ActivationDerivatives(Func<Tensor, Tensor, Tensor> First, Func<Tensor, Tensor, Tensor, Tensor> Second)
{
    public static ActivationDerivatives Identity { get; } = new((z, _) => ones_like(z), (z, _, _) => zeros_like(z));

    public static ActivationDerivatives Relu { get; } = new((z, _) => z.GreaterThan(0.0).to(z.dtype), (z, _, _) => zeros_like(z));

    public static ActivationDerivatives Tanh { get; } = new((_, h) => h.Squared().SubtractedFrom(1.0), (_, h, slope) => h.Times(-2.0) * slope);

    public static ActivationDerivatives Sigmoid { get; } = new((_, h) => h * h.SubtractedFrom(1.0), (_, h, slope) => slope * h.Times(2.0).SubtractedFrom(1.0));

    public static ActivationDerivatives Softplus { get; } = new((z, _) => z.sigmoid(), (_, _, slope) => slope * slope.SubtractedFrom(1.0));

    // With s = 1 / (1 + e⁻ᶻ): σ = z s, σ′ = s + σ (1 − s), σ″ = s (1 − s) (2 + z (1 − 2 s)).
    public static ActivationDerivatives Silu { get; } = new(
        (z, h) => Of(z.sigmoid(), s => s.Plus(h * s.SubtractedFrom(1.0))),
        (z, _, _) => Of(z.sigmoid(), s => s * s.SubtractedFrom(1.0) * (z * s.Times(2.0).SubtractedFrom(1.0)).Plus(2.0)));

    // With the normal distribution Φ and its density φ: σ = z Φ, σ′ = Φ + z φ, σ″ = φ (2 − z²).
    public static ActivationDerivatives Gelu { get; } = new(
        (z, _) => z.Times(Math.Sqrt(0.5)).erf().Plus(1.0).Times(0.5).Plus(z * Density(z)),
        (z, _, _) => Density(z) * z.Squared().SubtractedFrom(2.0));

    public static ActivationDerivatives Sine(double frequency) =>
        new((z, _) => z.Times(frequency).cos().Times(frequency), (_, h, _) => h.Times(-frequency * frequency));

    private static Tensor Density(Tensor z) => z.Squared().Times(-0.5).exp().DividedBy(Math.Sqrt(2.0 * Math.PI));

    private static Tensor Of(Tensor s, Func<Tensor, Tensor> value) => value(s);
}
