using static TorchSharp.torch;

namespace OpLearn;

/// <summary>What goes into and comes out of a network on a uniform grid.</summary>
public sealed record GridField
{
    /// <value>Number of axes of the grid, 1 to 3.</value>
    public required int Axes { get; init; }

    /// <value>Channels of all input functions together, a mask of the domain being one; 1 by default.</value>
    public int InputChannels { get; init; } = 1;

    /// <value>Number of output functions; 1 by default.</value>
    public int Outputs { get; init; } = 1;

    /// <value>Whether the coordinates enter as further channels; true by default. Without them, and with periodic padding, the model commutes with shifts.</value>
    public bool AppendCoordinates { get; init; } = true;

    /// <summary>Channels that the network is fed.</summary>
    internal int Fed => InputChannels + (AppendCoordinates ? Axes : 0);

    internal void Check(string where)
    {
        Checks.That(Axes is >= 1 and <= 3, where, "one to three axes", $"{Axes}");
        Checks.Positive(InputChannels, where, nameof(InputChannels));
        Checks.Positive(Outputs, where, nameof(Outputs));
    }

    /// <returns><c>[samples, channels, axes…]</c>.</returns>
    internal Tensor Join(Tensor[] functions, Tensor locations, string where) =>
        ChannelOrder.ChannelsFirst(GridInput.Join(functions, locations, where, Axes, InputChannels, AppendCoordinates));
}
