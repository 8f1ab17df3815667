using static TorchSharp.torch;

namespace OpLearn.Tests;

/// <summary>Equality of tensors down to the last bit, in shape and type too.</summary>
internal static class TensorComparison
{
    public static bool SameBits(this Tensor left, Tensor right) =>
        left.dtype == right.dtype && left.shape.SequenceEqual(right.shape) && left.eq(right).all().item<bool>();
}
