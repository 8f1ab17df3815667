using System.Numerics;

namespace OpLearn;

/// <summary>The random numbers of one sample: a stream that depends on (seed, sample) alone, so that samples can be made in any order and on any thread.</summary>
/// <remarks>xoshiro256** (Blackman and Vigna 2021, ACM TOMS 47:36), its state filled by SplitMix64 from a mix of the pair. One instance, one thread.</remarks>
internal sealed class SampleGenerator
{
    private ulong s0, s1, s2, s3;
    private double spareNormal = double.NaN;

    public SampleGenerator(int seed, int sample)
    {
        // The pair is a bijection onto 64 bits; mixing it first keeps neighbours from starting on one SplitMix64 orbit a few steps apart.
        ulong state = Mix(Mix(((ulong)(uint)seed << 32) | (uint)sample) ^ 0xD1B54A32D192ED03UL);
        s0 = Mix(state += 0x9E3779B97F4A7C15UL);
        s1 = Mix(state += 0x9E3779B97F4A7C15UL);
        s2 = Mix(state += 0x9E3779B97F4A7C15UL);
        s3 = Mix(state + 0x9E3779B97F4A7C15UL);
    }

    /// <summary>Seed for a second, independent family of samples beside that of <paramref name="seed"/>, e.g. for the second field of a problem.</summary>
    public static int Derive(int seed, int purpose) => (int)Mix(Mix((uint)seed) + ((ulong)(uint)purpose * 0x9E3779B97F4A7C15UL) + 1);

    /// <summary>Uniform on [0, 1), 53 bits.</summary>
    public double Uniform() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform on [lower, upper).</summary>
    public double Uniform(double lower, double upper) => lower + ((upper - lower) * Uniform());

    /// <summary>Standard normal, by Marsaglia's polar method.</summary>
    public double Normal()
    {
        if (!double.IsNaN(spareNormal))
        {
            double spare = spareNormal;
            spareNormal = double.NaN;
            return spare;
        }
        double u, v, square;
        do
        {
            u = (2 * Uniform()) - 1;
            v = (2 * Uniform()) - 1;
            square = (u * u) + (v * v);
        }
        while (square is >= 1 or 0);
        double factor = Math.Sqrt(-2 * Math.Log(square) / square);
        spareNormal = v * factor;
        return u * factor;
    }

    public void Normals(Span<double> target)
    {
        foreach (ref double value in target) value = Normal();
    }

    private ulong Next()
    {
        ulong result = BitOperations.RotateLeft(s1 * 5, 7) * 9, shifted = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= shifted;
        s3 = BitOperations.RotateLeft(s3, 45);
        return result;
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
