using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>The basic residual block <c>x ↦ σ(N(C₂ σ(N(C₁ x))) + S x)</c>: two convolutions C, normalisations N, and a shortcut S that is the identity or, where shape changes, a convolution of one point.</summary>
/// <remarks>He et al., <see href="https://arxiv.org/abs/1512.03385"/>, section 3.2 (shortcut B).</remarks>
internal sealed class ResidualBlock : nn.Module<Tensor, Tensor>
{
    private readonly Activation activation;
    private readonly Convolution first;
    private readonly Convolution second;
    private readonly FeatureNorm? firstNorm;
    private readonly FeatureNorm? secondNorm;
    private readonly Convolution? shortcut;
    private readonly FeatureNorm? shortcutNorm;

    public ResidualBlock(int axes, int inputs, int outputs, ConvStyle style, int stride, Generator random) : base("residual")
    {
        activation = style.Activation;
        first = new Convolution(axes, inputs, outputs, style, random, stride: stride);
        firstNorm = style.MakeNorm(outputs);
        second = new Convolution(axes, outputs, outputs, style, random);
        secondNorm = style.MakeNorm(outputs);
        if (stride != 1 || inputs != outputs)
        {
            shortcut = new Convolution(axes, inputs, outputs, style, random, kernel: 1, stride: stride);
            shortcutNorm = style.MakeNorm(outputs);
        }
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor h = activation.Function(Normal(firstNorm, first.call(input)));
        h = Normal(secondNorm, second.call(h));
        Tensor past = shortcut is null ? input : Normal(shortcutNorm, shortcut.call(input));
        return activation.Function(h + past).MoveToOuterDisposeScope();
    }

    private static Tensor Normal(FeatureNorm? norm, Tensor h) => norm is null ? h : norm.call(h);
}
