using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>A residual branch on a grid of one to three axes: a convolution, stages of residual blocks, the mean over the grid, and a fully connected network.</summary>
/// <remarks>
/// Stage s has <c>Blocks[s]</c> basic blocks of <c>Filters[s]</c> channels; the first block of every stage but the first takes every other point.
/// Input <c>[samples, axes…, channels]</c>; by the mean it reads grids of any size. He et al., <see href="https://arxiv.org/abs/1512.03385"/>, section 3.
/// Parameters of a block of a → b channels with kernel area K: (aK + 1) b + (bK + 1) b, and (a + 1) b where a shortcut is needed; a normalisation adds 2 b a convolution.
/// </remarks>
public sealed record ResNetBranch : BranchNetwork
{
    /// <value>Number of axes, 1 to 3.</value>
    public required int Axes { get; init; }

    /// <value>Channels of the function; those of several functions together where one branch reads all. 1 by default.</value>
    public int Channels { get; init; } = 1;

    /// <value>Channels of each stage; [16, 32, 64, 128] by default.</value>
    public IReadOnlyList<int> Filters { get; init; } = [16, 32, 64, 128];

    /// <value>Blocks of each stage; [2, 2, 2, 2] by default.</value>
    public IReadOnlyList<int> Blocks { get; init; } = [2, 2, 2, 2];

    /// <value>Kernel, σ, normalisation and padding of the convolutions; batch normalisation by default.</value>
    public ConvStyle Convolutions { get; init; } = new() { Norm = NormLayer.Batch() };

    /// <value>Hidden widths of the fully connected network and, last, the width of the coefficients.</value>
    public required IReadOnlyList<int> Widths { get; init; }

    /// <value>Its layers; the last one is linear unless <see cref="MlpStyle.LastActivation"/> says otherwise.</value>
    public MlpStyle Dense { get; init; } = new();

    internal override int OutputWidth => Widths[^1];

    internal override nn.Module<Tensor, Tensor> Build(Generator random)
    {
        const string where = nameof(ResNetBranch);
        Checks.That(Axes is >= 1 and <= 3, where, "one to three axes", $"{Axes}");
        Checks.Positive(Channels, where, nameof(Channels));
        Checks.Widths(Filters, where, nameof(Filters));
        Checks.Widths(Blocks, where, nameof(Blocks));
        Checks.Widths(Widths, where, nameof(Widths));
        Checks.That(Filters.Count == Blocks.Count, where, "as many Filters as Blocks, one a stage", $"{Checks.List(Filters)} and {Checks.List(Blocks)}");
        Checks.That(Convolutions.Padding != ConvPadding.None, where, "a padding that keeps the grid", "ConvPadding.None", "A shortcut needs equal grids.");
        Convolutions.Check(where);
        ResidualStack stack = new(Axes, Channels, Filters, Blocks, Convolutions, halveBetweenStages: true, random);
        return new GridEncoder(where, [.. Enumerable.Repeat(-1, Axes)], Channels, stack, true, new Mlp(Filters[^1], Widths, Dense, activateLastByDefault: false, random));
    }
}
