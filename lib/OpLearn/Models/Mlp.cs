using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>A fully connected network <c>[…, inputs] → […, widths last]</c>, seeded by the generator that it is given.</summary>
/// <remarks>
/// Widths hold the hidden widths and the width of the output. Parameters of the plain form: Σ (nᵢ₋₁ + 1) nᵢ; layer norm adds 2 nᵢ a hidden layer;
/// the modified form adds 2 (n₀ + 1) n₁; Fourier features set n₀ to twice the frequencies (plus the inputs if kept) and add none.
/// </remarks>
public sealed class Mlp : nn.Module<Tensor, Tensor>
{
    private readonly int inputs;
    private readonly MlpStyle style;
    private readonly bool activateLast;
    private readonly Tensor? frequencies; // [inputs, frequencies], a buffer
    private readonly Linear? encoderU;
    private readonly Linear? encoderV;
    private readonly ModuleList<Linear> layers = new();
    private readonly ModuleList<LayerNorm> norms = new();

    internal Mlp(int inputs, IReadOnlyList<int> widths, MlpStyle style, bool activateLastByDefault, Generator random) : base(nameof(Mlp))
    {
        Checks.Positive(inputs, nameof(Mlp), nameof(inputs));
        Checks.Widths(widths, nameof(Mlp), nameof(widths));
        this.inputs = inputs;
        this.style = style;
        activateLast = style.ActivateLast ?? activateLastByDefault;
        int fed = inputs;
        if (style.FourierFeatures is { } features)
        {
            Checks.Positive(features.Frequencies, nameof(FourierFeatures), nameof(features.Frequencies));
            Checks.Positive(features.Scale, nameof(FourierFeatures), nameof(features.Scale));
            using Tensor drawn = zeros([inputs, features.Frequencies], float64).normal_(0.0, features.Scale, random);
            frequencies = drawn.to(float32).DetachFromDisposeScope();
            fed = (2 * features.Frequencies) + (features.KeepInput ? inputs : 0);
        }
        if (style.Architecture == MlpArchitecture.Modified)
        {
            Checks.That(widths.Count >= 2 && widths.SkipLast(1).Distinct().Count() == 1, "Mlp (modified)", "one hidden layer or more, all of one width", Checks.List(widths));
            encoderU = Layer(fed, widths[0], isFirst: true, random);
            encoderV = Layer(fed, widths[0], isFirst: true, random);
        }
        for (int layer = 0; layer < widths.Count; layer++)
        {
            layers.Add(Layer(layer == 0 ? fed : widths[layer - 1], widths[layer], layer == 0, random));
            if (style.LayerNorm && layer < widths.Count - 1) norms.Add(nn.LayerNorm(widths[layer]));
        }
        RegisterComponents();
    }

    /// <summary>Makes a network of its own.</summary>
    /// <param name="inputs">Size of the last axis of what comes in.</param>
    /// <param name="widths">Hidden widths and, last, the width of the output; <c>[64, 64, 1]</c> has two hidden layers.</param>
    /// <param name="seed">Seed of the weights.</param>
    /// <param name="style">Activation, initialiser and form of the layers; defaults when null.</param>
    public static Mlp Create(int inputs, IReadOnlyList<int> widths, int seed, MlpStyle? style = null)
    {
        NativeTorch.EnsureLoaded();
        using Generator random = new((ulong)(uint)seed);
        return new Mlp(inputs, widths, style ?? new MlpStyle(), activateLastByDefault: false, random);
    }

    /// <summary>Maps <c>[…, inputs]</c> to <c>[…, outputs]</c>.</summary>
    public override Tensor forward(Tensor input)
    {
        Checks.That(input.dim() > 0 && input.shape[^1] == inputs, nameof(Mlp), $"input of shape […, {inputs}]", Checks.Shape(input));
        using DisposeScope scope = NewDisposeScope();
        Tensor x = Expand(input), h = x;
        Tensor? u = encoderU is null ? null : Activate(encoderU.call(x)), v = encoderV is null ? null : Activate(encoderV.call(x));
        for (int layer = 0; layer < layers.Count - 1; layer++)
        {
            Tensor z = layers[layer].call(h);
            if (style.LayerNorm) z = norms[layer].call(z);
            z = Activate(z);
            if (u is not null && v is not null) z = u + (z * (v - u)); // (1 − z) u + z v
            else if (style.Architecture == MlpArchitecture.Residual && z.shape[^1] == h.shape[^1] && layer > 0) z = h + z;
            h = z;
        }
        Tensor output = layers[^1].call(h);
        return (activateLast ? Activate(output) : output).MoveToOuterDisposeScope();
    }

    private Tensor Activate(Tensor x) => style.Activation.Function(x);

    private Tensor Expand(Tensor x)
    {
        if (frequencies is null || style.FourierFeatures is null) return x;
        Tensor phase = 2.0 * Math.PI * x.matmul(frequencies);
        return style.FourierFeatures.KeepInput ? cat([x, phase.cos(), phase.sin()], -1) : cat([phase.cos(), phase.sin()], -1);
    }

    private Linear Layer(int fanIn, int fanOut, bool isFirst, Generator random)
    {
        Linear layer = nn.Linear(fanIn, fanOut);
        style.Initializer.Fill(layer.weight, layer.bias, random, isFirst);
        return layer;
    }
}
