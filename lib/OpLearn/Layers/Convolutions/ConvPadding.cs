using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>What a convolution sees beyond the edge of the grid.</summary>
public sealed class ConvPadding
{
    private readonly PaddingModes? mode;

    private ConvPadding(string name, PaddingModes? mode)
    {
        Name = name;
        this.mode = mode;
    }

    /// <summary>How it appears in tables and saved options.</summary>
    public string Name { get; }

    /// <summary>Zeros; the grid keeps its size ("same").</summary>
    public static ConvPadding Zeros { get; } = new("zeros", PaddingModes.Constant);

    /// <summary>The other end of the axis, for periodic functions on grids without the end point; the grid keeps its size. Shifts of the grid commute with the layer.</summary>
    public static ConvPadding Periodic { get; } = new("periodic", PaddingModes.Circular);

    /// <summary>The value at the edge; the grid keeps its size.</summary>
    public static ConvPadding Replicate { get; } = new("replicate", PaddingModes.Replicate);

    /// <summary>Nothing: each axis loses kernel − 1 points ("valid").</summary>
    public static ConvPadding None { get; } = new("none", null);

    /// <summary>Points at each end that libtorch's convolution itself can take for zeros, in place of a padded copy; 0 where <see cref="Apply"/> is needed.</summary>
    internal long Around(int kernel) => this == Zeros && kernel % 2 == 1 ? kernel / 2 : 0;

    /// <summary>Pads all axes of <c>[samples, channels, axes…]</c> for a kernel of <paramref name="kernel"/> points.</summary>
    internal Tensor Apply(Tensor input, int kernel)
    {
        if (mode is null || kernel == 1) return input;
        long before = (kernel - 1) / 2, after = kernel - 1 - before;
        long[] sizes = [.. Enumerable.Range(0, (int)input.dim() - 2).SelectMany(_ => (long[])[before, after])];
        return nn.functional.pad(input, sizes, mode.Value);
    }

    /// <summary>Continues all axes of <c>[samples, channels, axes…]</c> beyond their end to the next multiple of <paramref name="multiple"/> points.</summary>
    internal Tensor ToMultiple(Tensor input, int multiple, string where)
    {
        if (mode is null || input.shape[2..].All(points => points % multiple == 0)) return input;
        Tensor padded = input;
        for (int axis = 0; axis < input.dim() - 2; axis++)
        {
            long points = input.shape[axis + 2], missing = (multiple - (points % multiple)) % multiple;
            if (missing == 0) continue;
            Checks.That(this != Periodic || missing <= points, where, $"an axis of {multiple / 2} points or more for {multiple} points on the finest level", $"{points}", "Take less depth or a finer grid.");
            Tensor more = this == Periodic ? padded.narrow(axis + 2, 0, missing)
                : this == Replicate ? padded.narrow(axis + 2, points - 1, 1).expand([.. padded.shape[..(axis + 2)], missing, .. padded.shape[(axis + 3)..]])
                : zeros([.. padded.shape[..(axis + 2)], missing, .. padded.shape[(axis + 3)..]], input.dtype, input.device);
            padded = cat([padded, more], axis + 2);
        }
        return padded;
    }

    /// <summary>Points of an axis after a convolution.</summary>
    internal int Size(int points, int kernel, int stride) => ((points - (mode is null ? kernel : 1)) / stride) + 1;

    /// <inheritdoc/>
    public override string ToString() => Name;
}
