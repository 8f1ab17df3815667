using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace OpLearn;

/// <summary>Elementary functions of float32 vectors, for loops that keep their numbers in registers. Relative error below 3e-7; NaN stays NaN.</summary>
/// <remarks>Polynomials by interpolation at Chebyshev nodes, their coefficients rounded to float32 (own fits; the remainder is below 1e-8).</remarks>
internal static class VectorFunctions
{
    private const float Largest = 87f; // e⁸⁷ and its inverse are normal numbers

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
}
