using System.Runtime.CompilerServices;
using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>Operations of a tensor with a number that stays alive until they are done: what the library uses in place of <c>x * 2.0</c>, <c>x + y</c>, <c>x.square()</c>, <c>x.eq(0)</c>.</summary>
/// <remarks>
/// TorchSharp 0.107 hands libtorch the address of a number's native copy and forgets the copy. Where the garbage collector runs in that moment, its finaliser frees the copy before libtorch reads it:
/// "INTERNAL ASSERT FAILED at c10/core/Scalar.h", "Unknown scalar type", at worst another number or, in <c>ToDouble</c>, the end of the process. A sum of two tensors is among them (its factor is a number),
/// as is a square (its exponent). <c>BannedSymbols.txt</c> lists them for the compiler. Here a <c>using</c> holds the number, or a field, and the results are the same to the bit.
/// An operation whose summary has an arrow changes its tensor; the others return a new one.
/// </remarks>
#pragma warning disable RS0030 // the one place where numbers reach TorchSharp
internal static class HeldNumbers
{
    private static readonly Scalar Zero = 0, One = 1, Two = 2, UnitReal = 1.0;

    /// <summary>a + b.</summary>
    public static Tensor Plus(this Tensor left, Tensor right) => left.add(right, alpha: One);

    /// <summary>x + number.</summary>
    [OverloadResolutionPriority(1)] // a number would convert to a tensor, too
    public static Tensor Plus(this Tensor tensor, Number number) => Holding(tensor, number, static (x, held) => x.add(held, alpha: One));

    /// <summary>x − number.</summary>
    public static Tensor Minus(this Tensor tensor, Number number) => Holding(tensor, number, static (x, held) => x.sub(held));

    /// <summary>number − x.</summary>
    public static Tensor SubtractedFrom(this Tensor tensor, Number number)
    {
        using Tensor negative = tensor.negative();
        return negative.Plus(number);
    }

    /// <summary>number · x.</summary>
    public static Tensor Times(this Tensor tensor, Number number) => Holding(tensor, number, static (x, held) => x.mul(held));

    /// <summary>x / number.</summary>
    public static Tensor DividedBy(this Tensor tensor, Number number) => Holding(tensor, number, static (x, held) => x.div(held));

    /// <summary>x².</summary>
    public static Tensor Squared(this Tensor tensor) => tensor.pow(Two);

    /// <summary>x to a power.</summary>
    public static Tensor Power(this Tensor tensor, Number exponent) => Holding(tensor, exponent, static (x, held) => x.pow(held));

    /// <summary>x = number, entry by entry.</summary>
    public static Tensor EqualTo(this Tensor tensor, Number number) => Holding(tensor, number, static (x, held) => x.eq(held));

    /// <summary>x ≠ number, entry by entry.</summary>
    public static Tensor NotEqualTo(this Tensor tensor, Number number) => Holding(tensor, number, static (x, held) => x.ne(held));

    /// <summary>x &gt; number, entry by entry.</summary>
    public static Tensor GreaterThan(this Tensor tensor, Number number) => Holding(tensor, number, static (x, held) => x.gt(held));

    /// <summary>x ≥ number, entry by entry.</summary>
    public static Tensor GreaterOrEqual(this Tensor tensor, Number number) => Holding(tensor, number, static (x, held) => x.ge(held));

    /// <summary>x &lt; number, entry by entry.</summary>
    public static Tensor LessThan(this Tensor tensor, Number number) => Holding(tensor, number, static (x, held) => x.lt(held));

    /// <summary>max(x, number).</summary>
    public static Tensor ClampMin(this Tensor tensor, Number number) => Holding(tensor, number, static (x, held) => x.clamp_min(held));

    /// <summary>x for x ≥ 0, slope · x below.</summary>
    public static Tensor LeakyRelu(this Tensor tensor, double slope) => Holding(tensor, slope, static (x, held) => x.leaky_relu(held));

    /// <summary>x for x ≥ 0, e^x − 1 below.</summary>
    public static Tensor Elu(this Tensor tensor) => tensor.elu(UnitReal, UnitReal, UnitReal);

    /// <summary>A tensor of the number everywhere.</summary>
    public static Tensor Full(long[] shape, Number number, ScalarType? type = null, Device? device = null)
    {
        using Scalar held = number.ToScalar();
        return full(shape, held, type, device);
    }

    /// <summary>The number everywhere, in the shape, type and place of a tensor.</summary>
    public static Tensor FullLike(this Tensor tensor, Number number) => Holding(tensor, number, static (x, held) => full_like(x, held));

    /// <summary>0, 1, … below <paramref name="stop"/>: integers, where no type is given.</summary>
    public static Tensor Range(long stop, ScalarType? type = null, Device? device = null)
    {
        using Scalar end = stop;
        return arange(Zero, end, One, type, device);
    }

    /// <summary>start, start + 1, … below <paramref name="stop"/>.</summary>
    public static Tensor Range(long start, long stop, ScalarType? type = null, Device? device = null)
    {
        using Scalar first = start, end = stop;
        return arange(first, end, One, type, device);
    }

    /// <summary>The one value of a tensor of any type of real numbers.</summary>
    public static double AsDouble(this Tensor tensor)
    {
        using Scalar held = tensor.ToScalar();
        return held.ToDouble();
    }

    /// <summary>t ← t + number.</summary>
    [OverloadResolutionPriority(1)] // a number would convert to a tensor, too
    public static Tensor Increase(this Tensor target, Number number) => Holding(target, number, static (x, held) => x.add_(held, alpha: One));

    /// <summary>t ← t + other.</summary>
    public static Tensor Increase(this Tensor target, Tensor other) => target.add_(other, alpha: One);

    /// <summary>t ← t + factor · other.</summary>
    public static Tensor AddScaled(this Tensor target, Tensor other, double factor)
    {
        using Scalar held = factor;
        return target.add_(other, alpha: held);
    }

    /// <summary>t ← t + factor · left · right, entry by entry.</summary>
    public static Tensor AddProduct(this Tensor target, Tensor left, Tensor right, double factor)
    {
        using Scalar held = factor;
        return target.addcmul_(left, right, held);
    }

    /// <summary>t ← factor · t.</summary>
    public static Tensor Scale(this Tensor target, Number factor) => Holding(target, factor, static (x, held) => x.mul_(held));

    /// <summary>t ← t / divisor.</summary>
    public static Tensor Divide(this Tensor target, Number divisor) => Holding(target, divisor, static (x, held) => x.div_(held));

    /// <summary>t ← number.</summary>
    public static Tensor Fill(this Tensor target, Number number) => Holding(target, number, static (x, held) => x.fill_(held));

    private static Tensor Holding(Tensor tensor, Number number, Func<Tensor, Scalar, Tensor> operation)
    {
        using Scalar held = number.ToScalar();
        return operation(tensor, held);
    }
}
