namespace OpLearn;

/// <summary>Random choices without replacement that depend on (seed, stream) alone, the same on every machine and .NET version.</summary>
internal static class Shuffle
{
    /// <summary>The first <paramref name="count"/> entries of a random permutation of 0, …, <paramref name="total"/> − 1 (Fisher–Yates).</summary>
    public static int[] Choose(int total, int count, ulong seed, ulong stream)
    {
        ulong state = Mix(seed + 0x9E3779B97F4A7C15UL) ^ Mix(stream + 0xD1B54A32D192ED03UL);
        int[] order = [.. Enumerable.Range(0, total)];
        for (int i = 0; i < count; i++)
        {
            int other = i + Below(ref state, total - i);
            (order[i], order[other]) = (order[other], order[i]);
        }
        return order[..count];
    }

    // Lemire's multiplication without a division, with the rejection that makes it exact.
    internal static int Below(ref ulong state, int limit)
    {
        while (true)
        {
            UInt128 product = (UInt128)Next(ref state) * (uint)limit;
            if ((ulong)product >= (0UL - (uint)limit) % (uint)limit) return (int)(product >> 64);
        }
    }

    // SplitMix64 (Steele, Lea and Flood 2014).
    internal static ulong Next(ref ulong state) => Mix(state += 0x9E3779B97F4A7C15UL);

    internal static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
