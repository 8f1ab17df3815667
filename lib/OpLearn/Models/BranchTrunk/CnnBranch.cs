using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>A convolutional branch on a grid of one to three axes: convolution, normalisation, σ and pooling for each entry of <see cref="Filters"/>, then a fully connected network.</summary>
/// <remarks>
/// Input <c>[samples, axes…, channels]</c>. Parameters: Σ (fᵢ₋₁ kernelᵃˣᵉˢ + 1) fᵢ (+ 2 fᵢ with a normalisation), then those of <see cref="Mlp"/> on the flattened rest
/// <c>f_last · Π points</c>, in the order channel, axes. Where an input function is a mask of the domain it is one more channel.
/// </remarks>
public sealed record CnnBranch : BranchNetwork
{
    /// <value>Points of each axis, one to three numbers.</value>
    public required IReadOnlyList<int> Grid { get; init; }

    /// <value>Channels of the function; those of several functions together where one branch reads all. 1 by default.</value>
    public int Channels { get; init; } = 1;

    /// <value>Channels after each convolution.</value>
    public required IReadOnlyList<int> Filters { get; init; }

    /// <value>Kernel, σ, normalisation and padding of the convolutions.</value>
    public ConvStyle Convolutions { get; init; } = new();

    /// <value>What halves the grid after each convolution; <see cref="OpLearn.Pooling.Average"/> by default.</value>
    public Pooling Pooling { get; init; } = Pooling.Average;

    /// <value>Whether the mean over the last grid is passed on in place of all its points; false by default.</value>
    public bool GlobalAverage { get; init; }

    /// <value>Hidden widths of the fully connected network and, last, the width of the coefficients.</value>
    public required IReadOnlyList<int> Widths { get; init; }

    /// <value>Its layers; the last one is linear unless <see cref="MlpStyle.LastActivation"/> says otherwise.</value>
    public MlpStyle Dense { get; init; } = new();

    internal override int OutputWidth => Widths[^1];

    internal override nn.Module<Tensor, Tensor> Build(Generator random)
    {
        const string where = nameof(CnnBranch);
        Checks.Widths(Grid, where, nameof(Grid));
        Checks.That(Grid.Count <= 3, where, "a grid of one to three axes", Checks.List(Grid));
        Checks.Positive(Channels, where, nameof(Channels));
        Checks.Widths(Filters, where, nameof(Filters));
        Checks.Widths(Widths, where, nameof(Widths));
        Convolutions.Check(where);
        int[] rest = [.. Grid];
        foreach (int _ in Filters)
        {
            for (int axis = 0; axis < rest.Length; axis++) rest[axis] = Pooling.Size(Convolutions.Padding.Size(rest[axis], Convolutions.Kernel, Pooling.ConvolutionStride));
            Checks.That(rest.All(points => points > 0), where, $"a grid that {Filters.Count} layers leave a point of", Checks.List(Grid), "Take fewer filters or another pooling.");
        }
        int flat = Filters[^1] * (GlobalAverage ? 1 : rest.Aggregate(1, (product, points) => checked(product * points)));
        return new GridEncoder(where, [.. Grid], Channels, new ConvStack(Grid.Count, Channels, Filters, Convolutions, Pooling, random), GlobalAverage,
            new Mlp(flat, Widths, Dense, activateLastByDefault: false, random));
    }
}
