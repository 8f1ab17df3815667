using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>A convolution with normalisation and σ, then stages of residual blocks: <c>[samples, inputs, axes…] → [samples, filters last, axes…]</c>.</summary>
internal sealed class ResidualStack : nn.Module<Tensor, Tensor>
{
    private readonly Activation activation;
    private readonly Convolution stem;
    private readonly FeatureNorm? stemNorm;
    private readonly ModuleList<ResidualBlock> blocks = new();

    public ResidualStack(int axes, int inputs, IReadOnlyList<int> filters, IReadOnlyList<int> counts, ConvStyle style, bool halveBetweenStages, Generator random) : base("stages")
    {
        activation = style.Activation;
        stem = new Convolution(axes, inputs, filters[0], style, random);
        stemNorm = style.MakeNorm(filters[0]);
        int channels = filters[0];
        for (int stage = 0; stage < filters.Count; stage++)
        {
            for (int block = 0; block < counts[stage]; block++)
            {
                int stride = halveBetweenStages && stage > 0 && block == 0 ? 2 : 1;
                blocks.Add(new ResidualBlock(axes, channels, filters[stage], style, stride, random));
                channels = filters[stage];
            }
        }
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor h = stem.call(input);
        h = activation.Function(stemNorm is null ? h : stemNorm.call(h));
        foreach (ResidualBlock block in blocks) h = block.call(h);
        return h.MoveToOuterDisposeScope();
    }
}
