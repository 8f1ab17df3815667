namespace OpLearn;

/// <summary>SplitMix64 (Steele, Lea and Flood, 2014) begun at a hash of (seed, stream, counter): independent draws for every step without a state to keep.</summary>
internal sealed class StepRandom
{
    private ulong state;

    public StepRandom(int seed, int stream, int counter)
    {
        state = (uint)seed;
        state = Next() ^ (uint)stream;
        state = Next() ^ (uint)counter;
        state = Next();
    }

    public ulong Next()
    {
        ulong z = state += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    /// <summary>Uniform on 0, …, n − 1, by multiplication; the bias is below n / 2⁶⁴.</summary>
    public int Below(int n) => (int)Math.BigMul(Next(), (ulong)n, out ulong _);

    /// <summary>Uniform on [0, 1), 53 bits.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));
}
