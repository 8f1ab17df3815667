using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>A trunk's values at the points of an evaluation without gradients, for further ones at the same points with the same weights.</summary>
/// <remarks>
/// Weights change in place without notice. So the values lie beside a copy of the points, weights and biases that they were made from, and are found only where every bit of these is the
/// same. They are kept from the second evaluation in a row on that seems to be of the same points and weights, at a glance: where either changes each time, nothing is copied in vain.
/// Several threads may evaluate at once: what is kept never changes, it is replaced as a whole, and lives as long as one of them uses it.
/// </remarks>
internal sealed class TrunkCache
{
    private const int FewestPoints = 16;       // for fewer, evaluating takes hardly longer than comparing
    private const int MostNumbers = 4_000_000; // 16 MB
    private const int GlanceBytes = 64;        // of each weight and bias
    private volatile Values? kept;
    private volatile byte[]? before; // the glance of the evaluation before

    /// <summary>The trunk's values, where they are kept; else null.</summary>
    /// <param name="trunk">The network.</param>
    /// <param name="locations"><c>[points, dimensions]</c>.</param>
    public Values? Find(MlpWeights trunk, Tensor locations)
    {
        if (kept is not { } values || !values.AreOf(trunk, locations)) return null;
        before = values.Glance;
        return values;
    }

    /// <summary>Room for values of such a length, to be filled and given to <see cref="Keep"/>; null where they are better not kept.</summary>
    public Values? Room(MlpWeights trunk, Tensor locations, long length)
    {
        if (locations.size(0) < FewestPoints || length + trunk.Multiplications + locations.numel() > MostNumbers) return null;
        List<byte> all = [.. locations.bytes];
        foreach (Tensor parameter in trunk.Parameters) all.AddRange(parameter.bytes[..Math.Min(GlanceBytes, parameter.bytes.Length)]);
        byte[] glance = [.. all];
        bool again = before is { } last && last.AsSpan().SequenceEqual(glance);
        before = glance;
        return again ? new Values(trunk, locations, glance, (int)length) : null;
    }

    /// <summary>Keeps values, unless what they were made from has changed meanwhile.</summary>
    public void Keep(Values values, MlpWeights trunk, Tensor locations)
    {
        if (values.AreOf(trunk, locations)) kept = values;
    }

    /// <summary>Gives the memory back.</summary>
    public void Clear() => (kept, before) = (null, null);

    /// <summary>Values and what they were made from.</summary>
    internal sealed unsafe class Values
    {
        private const int Unit = 16;      // numbers in 64 bytes, at a multiple of which the values begin
        private readonly float[] numbers; // does not move
        private readonly byte[] points;
        private readonly byte[][] sources;

        /// <summary>Copies what the values will be made from.</summary>
        public Values(MlpWeights trunk, Tensor locations, byte[] glance, int length)
        {
            Glance = glance;
            points = locations.bytes.ToArray();
            sources = [.. trunk.Parameters.Select(parameter => parameter.bytes.ToArray())];
            numbers = GC.AllocateUninitializedArray<float>(length + Unit, pinned: true);
            nuint first = (nuint)Marshal.UnsafeAddrOfPinnedArrayElement(numbers, 0), size = Unit * sizeof(float);
            Start = (float*)((first + size - 1) / size * size);
        }

        /// <summary>The points and the first numbers of each weight and bias.</summary>
        public byte[] Glance { get; }

        /// <summary>The first value, for as long as this object is held.</summary>
        public float* Start { get; }

        /// <summary>True where every bit is as it was.</summary>
        public bool AreOf(MlpWeights trunk, Tensor locations)
        {
            if (!locations.bytes.SequenceEqual(points)) return false;
            int next = 0;
            foreach (Tensor parameter in trunk.Parameters)
                if (!parameter.bytes.SequenceEqual(sources[next++])) return false;
            return true;
        }
    }
}
