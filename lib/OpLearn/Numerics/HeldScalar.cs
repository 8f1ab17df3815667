using static TorchSharp.torch;

namespace OpLearn;

/// <summary>Operations in place with a number, for loops that run many thousand times.</summary>
/// <remarks>
/// TorchSharp 0.107 hands libtorch the address of a number's native copy and forgets the copy: where the garbage collector runs in that moment, its finaliser frees the copy
/// before libtorch reads it ("Unknown scalar type", seen once). Here the number is held until the operation is done.
/// </remarks>
internal static class HeldScalar
{
    /// <summary>t ← factor t.</summary>
    public static Tensor Scale(this Tensor target, double factor)
    {
        using TorchSharp.Scalar held = factor;
        return target.mul_(held);
    }

    /// <summary>t ← t + factor · other.</summary>
    public static Tensor AddScaled(this Tensor target, Tensor other, double factor)
    {
        using TorchSharp.Scalar held = factor;
        return target.add_(other, alpha: held);
    }
}
