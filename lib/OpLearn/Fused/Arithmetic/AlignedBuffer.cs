using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>Room for float32 numbers outside the managed heap, from which parts are taken that each begin at a multiple of 64 bytes.</summary>
internal sealed unsafe class AlignedBuffer : IDisposable
{
    private const int Unit = 16; // numbers in 64 bytes
    private readonly float* start;
    private readonly long length;
    private long taken;

    /// <summary>Room for <paramref name="count"/> numbers in so many parts.</summary>
    public AlignedBuffer(long count, int parts)
    {
        length = count + (long)parts * Unit;
        start = (float*)NativeMemory.AlignedAlloc((nuint)(length * sizeof(float)), Unit * sizeof(float));
    }

    /// <summary>The next part; its numbers are not set.</summary>
    public float* Take(long numbers)
    {
        float* part = start + taken;
        taken += (numbers + Unit - 1) / Unit * Unit;
        return taken <= length ? part : throw new InvalidOperationException($"AlignedBuffer: {taken} numbers asked for of {length}.");
    }

    /// <summary>The next part, of zeros.</summary>
    public float* TakeZeros(long numbers)
    {
        float* part = Take(numbers);
        NativeMemory.Clear(part, (nuint)(numbers * sizeof(float)));
        return part;
    }

    /// <summary>Copies numbers that lie in rows of <paramref name="row"/> to a contiguous tensor of rows × columns numbers, or adds them to it.</summary>
    public static void Copy(float* from, int rows, int columns, int row, Tensor target, bool adds = false)
    {
        float* to = Start(target);
        for (int i = 0; i < rows; i++, from += row, to += columns)
            if (adds) Add(from, to, columns);
            else new ReadOnlySpan<float>(from, columns).CopyTo(new Span<float>(to, columns));
    }

    private static void Add(float* from, float* to, int count)
    {
        int i = 0;
        for (; i <= count - Vector<float>.Count; i += Vector<float>.Count) (Vector.Load(to + i) + Vector.Load(from + i)).Store(to + i);
        for (; i < count; i++) to[i] += from[i];
    }

    /// <summary>The first number of a contiguous tensor in this machine's memory, which must outlive the pointer's use.</summary>
    public static float* Start(Tensor tensor) => (float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.bytes));

    /// <summary>True for a tensor that <see cref="Start"/> can point to: float32, in this machine's memory, one number after the other, less than 2 GiB.</summary>
    public static bool IsReadable(Tensor tensor) =>
        tensor.device_type == DeviceType.CPU && tensor.dtype == ScalarType.Float32 && tensor.is_contiguous() && tensor.numel() < int.MaxValue / sizeof(float);

    public void Dispose() => NativeMemory.AlignedFree(start);
}
