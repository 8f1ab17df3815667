using static TorchSharp.torch;

namespace OpLearn;

/// <summary>How a convolutional encoder halves its grid after each layer.</summary>
public sealed class Pooling
{
    private Pooling(string name) => Name = name;

    /// <summary>How it appears in tables and saved options.</summary>
    public string Name { get; }

    /// <summary>Not at all.</summary>
    public static Pooling None { get; } = new("none");

    /// <summary>The mean of two points on each axis; an odd last point is left out.</summary>
    public static Pooling Average { get; } = new("average");

    /// <summary>The larger of two points on each axis; an odd last point is left out.</summary>
    public static Pooling Max { get; } = new("max");

    /// <summary>The convolution itself takes every other point.</summary>
    public static Pooling Stride { get; } = new("stride");

    internal int ConvolutionStride => this == Stride ? 2 : 1;

    /// <summary>Points of an axis after pooling.</summary>
    internal int Size(int points) => this == Average || this == Max ? points / 2 : points;

    /// <param name="input"><c>[samples, channels, axes…]</c>, one to three axes.</param>
    internal Tensor Apply(Tensor input)
    {
        int axes = (int)input.dim() - 2;
        if (this == Average)
        {
            return axes switch
            {
                1 => nn.functional.avg_pool1d(input, 2),
                2 => nn.functional.avg_pool2d(input, [2, 2]),
                _ => nn.functional.avg_pool3d(input, [2, 2, 2]),
            };
        }
        if (this == Max)
        {
            return axes switch
            {
                1 => nn.functional.max_pool1d(input, 2),
                2 => nn.functional.max_pool2d(input, [2, 2]),
                _ => nn.functional.max_pool3d(input, [2, 2, 2]),
            };
        }
        return input;
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
