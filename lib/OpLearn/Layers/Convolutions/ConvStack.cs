using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>Convolutions, each followed by its normalisation, σ and pooling: <c>[samples, inputs, axes…] → [samples, filters last, axes…]</c>.</summary>
internal sealed class ConvStack : nn.Module<Tensor, Tensor>
{
    private readonly ConvStyle style;
    private readonly Pooling pooling;
    private readonly ModuleList<Convolution> layers = new();
    private readonly ModuleList<FeatureNorm> norms = new();

    public ConvStack(int axes, int inputs, IReadOnlyList<int> filters, ConvStyle style, Pooling pooling, Generator random) : base("convolutions")
    {
        this.style = style;
        this.pooling = pooling;
        int channels = inputs;
        foreach (int next in filters)
        {
            layers.Add(new Convolution(axes, channels, next, style, random, stride: pooling.ConvolutionStride));
            if (style.MakeNorm(next) is { } norm) norms.Add(norm);
            channels = next;
        }
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor h = input;
        for (int layer = 0; layer < layers.Count; layer++)
        {
            h = layers[layer].call(h);
            if (norms.Count > 0) h = norms[layer].call(h);
            h = pooling.Apply(style.Activation.Function(h));
        }
        return h.MoveToOuterDisposeScope();
    }
}
