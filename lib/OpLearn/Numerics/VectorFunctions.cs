using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace OpLearn;

/// <summary>
/// Elementary functions of vectors, for loops that keep their numbers in registers. Relative error below 3e-7 in float32 and 4e-16 in float64; NaN stays NaN.
/// </summary>
/// <remarks>
/// Polynomials by interpolation at Chebyshev nodes, their coefficients rounded (own fits; the remainder is below 1e-8 in float32 and 2e-17 in float64). The runtime's functions of
/// float64 vectors are calls, take all lanes another way where one is out of range, and double the time of a loop that lives of them.
/// </remarks>
internal static class VectorFunctions
{
    private const float Largest = 87f; // e⁸⁷ and its inverse are normal numbers
    private const double LargestDouble = 708, HighLogTwo = 0.6931471803691238, LowLogTwo = 1.9082149292705877e-10; // ln 2 in two parts, the first with 32 bits

    /// <summary>True where a multiplication and an addition are one instruction; elsewhere such loops are slower than libtorch.</summary>
    public static bool AreFast => Vector.IsHardwareAccelerated && (Fma.IsSupported || AdvSimd.Arm64.IsSupported);

    /// <summary>a b + c, rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> MultiplyAdd(Vector<float> a, Vector<float> b, Vector<float> c) => Vector.FusedMultiplyAdd(a, b, c);

    /// <summary>eˣ for |x| ≤ 87; beyond, the value at the end of that range.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Exp(Vector<float> x)
    {
        // A number that is not larger than 2²² and is added to 1.5 · 2²³ leaves its nearest integer n in the last bits; x = n ln 2 + r, |r| ≤ ln 2 / 2.
        var shift = new Vector<float>(12582912f);
        x = Vector.MinNative(new Vector<float>(Largest), Vector.MaxNative(new Vector<float>(-Largest), x)); // x second: a NaN comes through
        Vector<float> shifted = MultiplyAdd(x, new Vector<float>(1.44269502f), shift), n = shifted - shift;
        Vector<float> r = MultiplyAdd(n, new Vector<float>(2.1219444e-4f), MultiplyAdd(n, new Vector<float>(-0.693359375f), x));
        Vector<float> p = MultiplyAdd(r, new Vector<float>(1.39269268e-3f), new Vector<float>(8.36377405e-3f));
        p = MultiplyAdd(p, r, new Vector<float>(4.16665487e-2f));
        p = MultiplyAdd(p, r, new Vector<float>(1.66665733e-1f));
        p = MultiplyAdd(p, r, new Vector<float>(0.5f));
        p = MultiplyAdd(p, r * r, r) + Vector<float>.One;
        return Vector.AsVectorSingle(Vector.AsVectorInt32(p) + Vector.ShiftLeft(Vector.AsVectorInt32(shifted), 23)); // p 2ⁿ
    }

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Sigmoid(Vector<float> x) => Vector<float>.One / (Vector<float>.One + Exp(-x));

    /// <summary>tanh x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Tanh(Vector<float> x)
    {
        Vector<float> size = Vector.Abs(x), square = x * x;
        Vector<float> large = Vector<float>.One - new Vector<float>(2f) / (Exp(size + size) + Vector<float>.One); // loses digits near zero
        Vector<float> p = MultiplyAdd(square, new Vector<float>(2.29274482e-3f), new Vector<float>(-8.34394526e-3f));
        p = MultiplyAdd(p, square, new Vector<float>(2.17689183e-2f));
        p = MultiplyAdd(p, square, new Vector<float>(-5.39592579e-2f));
        p = MultiplyAdd(p, square, new Vector<float>(1.33333042e-1f));
        p = MultiplyAdd(p, square, new Vector<float>(-3.33333343e-1f));
        Vector<float> small = MultiplyAdd(p, square * x, x);
        return Vector.ConditionalSelect(Vector.GreaterThan(size, new Vector<float>(0.625f)), Vector.CopySign(large, x), small);
    }

    /// <summary>The normal distribution function Φ and its density φ. Absolute error of Φ below 3e-7.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector<float> Distribution, Vector<float> Density) Normal(Vector<float> x)
    {
        // Φ(−t) = e^(−t²/2) u p(u) with u = 1 / (1 + t / 4): the quotient is smooth, and what is small is found without a difference.
        Vector<float> size = Vector.Abs(x), bell = Exp(new Vector<float>(-0.5f) * x * x), u = Vector<float>.One / MultiplyAdd(size, new Vector<float>(0.25f), Vector<float>.One);
        Vector<float> p = MultiplyAdd(u, new Vector<float>(3.58632132e-2f), new Vector<float>(-0.20506908f));
        p = MultiplyAdd(p, u, new Vector<float>(0.411582977f));
        p = MultiplyAdd(p, u, new Vector<float>(-0.348458827f));
        p = MultiplyAdd(p, u, new Vector<float>(0.309505343f));
        p = MultiplyAdd(p, u, new Vector<float>(-1.79529507e-2f));
        p = MultiplyAdd(p, u, new Vector<float>(0.118410684f));
        p = MultiplyAdd(p, u, new Vector<float>(9.61592272e-2f));
        p = MultiplyAdd(p, u, new Vector<float>(9.99593958e-2f));
        Vector<float> tail = p * u * bell;
        return (Vector.ConditionalSelect(Vector.GreaterThan(x, Vector<float>.Zero), Vector<float>.One - tail, tail), bell * new Vector<float>(0.398942280f));
    }

    /// <summary>eˣ for |x| ≤ 708; beyond, the value at the end of that range.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<double> Exp(Vector<double> x)
    {
        // As in float32: 1.5 · 2⁵² leaves the nearest integer n in the last bits; x = n ln 2 + r.
        var shift = new Vector<double>(6755399441055744);
        x = Vector.MinNative(new Vector<double>(LargestDouble), Vector.MaxNative(new Vector<double>(-LargestDouble), x));
        Vector<double> shifted = Fused(x, new(1.4426950408889634), shift), n = shifted - shift;
        Vector<double> r = Fused(n, new(-LowLogTwo), Fused(n, new(-HighLogTwo), x)), square = r * r;
        // Odd and even powers apart, so that one half need not wait for the other.
        Vector<double> even = Fused(new(2.7620088445409746e-7), square, new(2.4801521295954376e-5)), odd = Fused(new(2.510038549551032e-8), square, new(2.7557268459997064e-6));
        even = Fused(even, square, new(1.3888888917213717e-3));
        odd = Fused(odd, square, new(1.9841269863053618e-4));
        even = Fused(even, square, new(4.166666666662413e-2));
        odd = Fused(odd, square, new(8.333333333330062e-3));
        even = Fused(even, square, new(0.5000000000000001));
        odd = Fused(odd, square, new(0.16666666666666669));
        Vector<double> p = Fused(Fused(odd, r, even), square, r) + Vector<double>.One;
        return Vector.AsVectorDouble(Vector.AsVectorInt64(p) + Vector.ShiftLeft(Vector.AsVectorInt64(shifted), 52));
    }

    /// <summary>ln x for normal numbers above 0; NaN for 0 and below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<double> Log(Vector<double> x)
    {
        // x = 2ᵏ m with m from √½ to √2, ln m = 2 artanh s with s = (m − 1)/(m + 1). The bits of 2⁵² + k hold k as they are.
        const long root = 0x3FE6A09E667F3BCD, one = 0x3FF0000000000000, mantissa = 0x000FFFFFFFFFFFFF, power = 0x4330000000000000;
        Vector<long> bits = Vector.AsVectorInt64(x) + new Vector<long>(one - root);
        Vector<double> k = Vector.AsVectorDouble(Vector.ShiftRightLogical(bits, 52) | new Vector<long>(power)) - new Vector<double>(4503599627370496 + 1023.0),
            m = Vector.AsVectorDouble((bits & new Vector<long>(mantissa)) + new Vector<long>(root)), f = m - Vector<double>.One, s = f / (f + new Vector<double>(2)), z = s * s;
        Vector<double> q = Fused(new(0.14616585424888623), z, new(0.15331710618210773));
        q = Fused(q, z, new(0.18182889455674947));
        q = Fused(q, z, new(0.22222211130259878));
        q = Fused(q, z, new(0.2857142862600327));
        q = Fused(q, z, new(0.39999999999899444));
        q = Fused(q, z, new(0.666666666666667));
        Vector<double> log = Fused(k, new(HighLogTwo), Fused(s * z, q, Fused(k, new(LowLogTwo), s + s)));
        return Vector.ConditionalSelect(Vector.GreaterThan(x, Vector<double>.Zero), log, new Vector<double>(double.NaN));
    }

    /// <summary>tanh x, with an absolute error of 3e-16: near zero it loses digits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<double> Tanh(Vector<double> x) => Vector<double>.One - (new Vector<double>(2) / (Exp(x + x) + Vector<double>.One));

    // One rounding where the machine has the instruction, two where it would be a call.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> Fused(Vector<double> a, Vector<double> b, Vector<double> c) => Vector.MultiplyAddEstimate(a, b, c);
}
