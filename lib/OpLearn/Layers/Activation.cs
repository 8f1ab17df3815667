using static TorchSharp.torch;

namespace OpLearn;

/// <summary>A function that a network applies to each number, as a value with a name.</summary>
/// <param name="Name">How it appears in tables and saved options.</param>
/// <param name="Function">Maps a tensor to a fresh tensor of the same shape; differentiable where gradients are wanted.</param>
/// <remarks>An own one is made in place: <c>new Activation("softsign", x =&gt; x / (1 + x.abs()))</c>.</remarks>
public sealed record Activation(string Name, Func<Tensor, Tensor> Function)
{
    /// <summary><c>x</c>.</summary>
    public static Activation Identity { get; } = new("identity", x => x.alias()) { Derivatives = ActivationDerivatives.Identity };

    /// <summary><c>max(x, 0)</c>. Its second derivative is zero: not for losses with second derivatives in the coordinates.</summary>
    public static Activation Relu { get; } = new("relu", x => x.relu()) { Derivatives = ActivationDerivatives.Relu };

    /// <summary><c>tanh x</c>.</summary>
    public static Activation Tanh { get; } = new("tanh", x => x.tanh()) { Derivatives = ActivationDerivatives.Tanh };

    /// <summary><c>x Φ(x)</c> with the normal distribution function Φ, not its tanh approximation.</summary>
    public static Activation Gelu { get; } = new("gelu", x => nn.functional.gelu(x)) { Derivatives = ActivationDerivatives.Gelu };

    /// <summary><c>x / (1 + e⁻ˣ)</c>, also called swish.</summary>
    public static Activation Silu { get; } = new("silu", x => nn.functional.silu(x)) { Derivatives = ActivationDerivatives.Silu };

    /// <summary><c>x</c> above zero and <c>eˣ − 1</c> below.</summary>
    public static Activation Elu { get; } = new("elu", x => x.elu());

    /// <summary><c>λ x</c> above zero and <c>λ α (eˣ − 1)</c> below, λ = 1.0507…, α = 1.6733… (<see href="https://arxiv.org/abs/1706.02515"/>, equation 2).</summary>
    public static Activation Selu { get; } = new("selu", x => nn.functional.selu(x));

    /// <summary><c>ln(1 + eˣ)</c>.</summary>
    public static Activation Softplus { get; } = new("softplus", x => x.neg().log_sigmoid().neg()) { Derivatives = ActivationDerivatives.Softplus };

    /// <summary><c>1 / (1 + e⁻ˣ)</c>.</summary>
    public static Activation Sigmoid { get; } = new("sigmoid", x => x.sigmoid()) { Derivatives = ActivationDerivatives.Sigmoid };

    /// <summary><c>sin(ω x)</c>; with <see cref="Initializer.Siren"/> of the same ω this is SIREN (<see href="https://arxiv.org/abs/2006.09661"/>, section 3.2).</summary>
    /// <param name="frequency">ω; 1 for a plain sine, 30 in the paper.</param>
    public static Activation Sine(double frequency = 1.0)
    {
        Checks.Positive(frequency, "Activation.Sine", nameof(frequency));
        return new(FormattableString.Invariant($"sine({frequency})"), x => (frequency * x).sin()) { Derivatives = ActivationDerivatives.Sine(frequency) };
    }

    /// <summary><c>x</c> above zero and <c>slope · x</c> below.</summary>
    /// <param name="slope">Libraries differ and results depend on it: 0.01 in PyTorch (the default), 0.2 for the name and 0.3 for the layer in Keras.</param>
    public static Activation LeakyRelu(double slope = 0.01)
    {
        Checks.NotNegative(slope, "Activation.LeakyRelu", nameof(slope));
        return new(FormattableString.Invariant($"leaky relu({slope})"), x => x.leaky_relu(slope)) { Leak = slope };
    }

    /// <summary>The slope below zero of a leaky ReLU; null for all others.</summary>
    internal double? Leak { get; private init; }

    /// <summary>The same in the fused passes; null where they do not know it.</summary>
    internal FusedActivation? Curve => this == Gelu ? FusedActivation.Gelu : this == Silu ? FusedActivation.Silu : this == Relu ? FusedActivation.Relu : this == Tanh ? FusedActivation.Tanh : this == Identity ? FusedActivation.Identity : null;

    /// <summary>σ with its derivatives by operations on tensors.</summary>
    internal ActivationFunction ByOperations => new(Function, Derivatives);

    /// <summary>σ′ and σ″, where they are known.</summary>
    internal ActivationDerivatives? Derivatives { get; private init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
