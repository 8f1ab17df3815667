using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>A fully connected network <c>[…, inputs] → […, widths last]</c>, seeded by the generator that it is given.</summary>
/// <remarks>
/// Widths hold the hidden widths and the width of the output. Parameters of the plain form: Σ (nᵢ₋₁ + 1) nᵢ, or Σ nᵢ₋₁ nᵢ without bias; a normalisation adds 2 nᵢ a hidden layer;
/// the modified form adds 2 (n₀ + 1) n₁; the projected skip adds (nᵢ₋₂ + 1) nᵢ from the third hidden layer on;
/// Fourier features set n₀ to their number and add none.
/// </remarks>
public sealed class Mlp : nn.Module<Tensor, Tensor>
{
    private readonly int inputs;
    private readonly MlpStyle style;
    private readonly Activation last;
    private readonly Tensor? frequencies; // [inputs, frequencies], a buffer
    private readonly Dense? encoderU;
    private readonly Dense? encoderV;
    private readonly ModuleList<Dense> layers = new();
    private readonly ModuleList<FeatureNorm> norms = new();
    private readonly ModuleList<Dense> skips = new();
    private readonly ModuleList<SeededDropout> dropouts = new();
    private MlpWeights? weights; // the last ones made

    internal Mlp(int inputs, IReadOnlyList<int> widths, MlpStyle style, bool activateLastByDefault, Generator random) : base(nameof(Mlp))
    {
        Checks.Positive(inputs, nameof(Mlp), nameof(inputs));
        Checks.Widths(widths, nameof(Mlp), nameof(widths));
        this.inputs = inputs;
        this.style = style;
        last = style.LastActivation ?? (activateLastByDefault ? style.Activation : Activation.Identity);
        int fed = style.FourierFeatures?.Width(inputs) ?? inputs, hidden = widths.Count - 1;
        if (style.FourierFeatures is { } features)
        {
            using DisposeScope scope = NewDisposeScope();
            frequencies = features.Matrix(inputs, random).to(float32).DetachFromDisposeScope();
        }
        Dense Layer(int from, int width, bool isFirst) => new(from, width, style.Initializer, random, style.Bias, isFirst);
        if (style.Architecture == MlpArchitecture.Modified)
        {
            Checks.That(hidden >= 1 && widths.Take(hidden).Distinct().Count() == 1, "Mlp (modified)", "one hidden layer or more, all of one width", Checks.List(widths));
            encoderU = Layer(fed, widths[0], isFirst: true);
            encoderV = Layer(fed, widths[0], isFirst: true);
        }
        for (int layer = 0; layer < widths.Count; layer++)
        {
            layers.Add(Layer(layer == 0 ? fed : widths[layer - 1], widths[layer], layer == 0));
            if (layer == hidden) break;
            if (style.Norm != NormLayer.None) norms.Add(new FeatureNorm(widths[layer], style.Norm, channelsFirst: false));
            if (style.Architecture == MlpArchitecture.ProjectedSkip && layer >= 2) skips.Add(Layer(widths[layer - 2], widths[layer], isFirst: false));
            if (style.Dropout is { } dropout && layer < (dropout.HiddenLayers ?? hidden)) dropouts.Add(new SeededDropout(dropout.Rate, random));
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
        using DisposeScope scope = NewDisposeScope();
        return Layers(input)[^1].MoveToOuterDisposeScope();
    }

    /// <summary>What follows <see cref="Expand"/>, where that is nothing but layers and activations; else null.</summary>
    internal MlpWeights? Weights
    {
        get
        {
            if (WhyNoWeights is not null) return null;
            if (weights is not null && layers.Zip(weights.Weights).All(pair => ReferenceEquals(pair.First.Matrix, pair.Second))) return weights;
            (FusedActivation hidden, FusedActivation end) = (Curve(style.Activation), Curve(last));
            double?[] leaks = [style.Activation.Leak, last.Leak];
            if (leaks[0] != leaks[1] && (hidden, end) == (FusedActivation.Relu, FusedActivation.Relu)) (hidden, end) = (FusedActivation.Other, FusedActivation.Other); // kernels know one slope
            return weights = new MlpWeights([.. layers.Select(layer => layer.Matrix)], [.. layers.Select(layer => layer.Offset)], hidden, end, (float)(leaks[0] ?? leaks[1] ?? 0.0))
            {
                HiddenFunction = style.Activation.ByOperations,
                LastFunction = last.ByOperations,
            };

            static FusedActivation Curve(Activation activation) => (activation.Leak is null ? activation.Curve : FusedActivation.Relu) ?? FusedActivation.Other;
        }
    }

    /// <summary>What else there is beside layers and activations; null where there is nothing.</summary>
    internal string? WhyNoWeights => style.Dropout is not null ? "dropout" : style.Norm != NormLayer.None ? "normalised layers" : style.Architecture != MlpArchitecture.Plain ? $"{style.Architecture} layers" : null;

    /// <summary>True where the inputs go through Fourier features first.</summary>
    internal bool ExpandsInputs => frequencies is not null;

    /// <summary>The states of all hidden layers and, last, the output; the temporaries stay in the caller's dispose scope.</summary>
    internal List<Tensor> Layers(Tensor input)
    {
        bool fits = input.dim() > 0 && input.size(-1) == inputs;
        if (!fits) Checks.That(false, nameof(Mlp), $"input of shape […, {inputs}]", Checks.Shape(input));
        Tensor x = Expand(input), h = x;
        Tensor? u = encoderU is null ? null : Activate(encoderU.call(x)), v = encoderV is null ? null : Activate(encoderV.call(x));
        List<Tensor> states = [];
        for (int layer = 0; layer < layers.Count - 1; layer++)
        {
            Tensor z = layers[layer].call(h);
            if (norms.Count > 0) z = norms[layer].call(z);
            z = Activate(z);
            if (u is not null && v is not null) z = u + z * (v - u); // (1 − z) u + z v
            else if (style.Architecture == MlpArchitecture.Residual && z.shape[^1] == h.shape[^1] && layer > 0) z = h + z;
            else if (skips.Count > 0 && layer >= 2) z += skips[layer - 2].call(states[layer - 2]);
            h = layer < dropouts.Count ? dropouts[layer].call(z) : z;
            states.Add(h);
        }
        states.Add(last.Function(layers[^1].call(h)));
        return states;
    }

    private Tensor Activate(Tensor x) => style.Activation.Function(x);

    /// <summary>The inputs in Fourier features, or as they are.</summary>
    internal Tensor Expand(Tensor x)
    {
        if (frequencies is null || style.FourierFeatures is null) return x;
        Tensor phase = 2.0 * Math.PI * x.matmul(frequencies);
        return style.FourierFeatures.KeepInput ? cat([x, phase.cos(), phase.sin()], -1) : cat([phase.cos(), phase.sin()], -1);
    }
}
