using static TorchSharp.torch;

namespace OpLearn;

/// <summary>Fields have their channels last; convolutions want them first.</summary>
internal static class ChannelOrder
{
    /// <summary><c>[samples, axes…, channels] → [samples, channels, axes…]</c>.</summary>
    public static Tensor ChannelsFirst(Tensor values) => values.movedim([-1], [1]);
}
