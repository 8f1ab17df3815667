using System.Numerics;
using System.Runtime.InteropServices;

namespace OpLearn;

/// <summary>Vector operations that work element by element, so that results do not depend on the width of the machine's registers.</summary>
internal static class Vectors
{
    /// <summary>target += factor · source.</summary>
    public static void AddScaled(Span<double> target, ReadOnlySpan<double> source, double factor)
    {
        if (source.Length < target.Length) throw new ArgumentException(Checks.Message(nameof(AddScaled), $"{target.Length} values", $"{source.Length}"));
        var factors = new Vector<double>(factor);
        // Without the bounds checks of spans, which halve the speed; the lengths were compared above.
        ref double to = ref MemoryMarshal.GetReference(target), from = ref MemoryMarshal.GetReference(source);
        int i = 0;
        for (; i <= target.Length - Vector<double>.Count; i += Vector<double>.Count)
            (Vector.LoadUnsafe(ref to, (nuint)i) + (Vector.LoadUnsafe(ref from, (nuint)i) * factors)).StoreUnsafe(ref to, (nuint)i);
        for (; i < target.Length; i++) target[i] += source[i] * factor;
    }

    /// <summary>Σ aᵢ bᵢ as four sums of every fourth term, so that one addition need not wait for the one before.</summary>
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double first = 0, second = 0, third = 0, fourth = 0;
        int i = 0;
        for (; i <= a.Length - 4; i += 4)
        {
            first += a[i] * b[i];
            second += a[i + 1] * b[i + 1];
            third += a[i + 2] * b[i + 2];
            fourth += a[i + 3] * b[i + 3];
        }
        for (; i < a.Length; i++) first += a[i] * b[i];
        return (first + second) + (third + fourth);
    }
}
