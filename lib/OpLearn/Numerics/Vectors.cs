using System.Numerics;

namespace OpLearn;

/// <summary>Vector operations that work element by element, so that results do not depend on the width of the machine's registers.</summary>
internal static class Vectors
{
    /// <summary>target += factor · source.</summary>
    public static void AddScaled(Span<double> target, ReadOnlySpan<double> source, double factor)
    {
        var factors = new Vector<double>(factor);
        int i = 0;
        for (; i <= target.Length - Vector<double>.Count; i += Vector<double>.Count)
            (new Vector<double>(target[i..]) + (new Vector<double>(source[i..]) * factors)).CopyTo(target[i..]);
        for (; i < target.Length; i++) target[i] += source[i] * factor;
    }

    /// <summary>Σ aᵢ bᵢ, summed in order.</summary>
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }
}
