using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>Values of tensors as arrays and bytes, in row-major order.</summary>
/// <remarks>TorchSharp's own accessor goes value by value where this copies memory: some ten times slower.</remarks>
internal static class HostValues
{
    private const int LargestSpan = 1 << 30;

    /// <summary>The values of a tensor whose type is <typeparamref name="T"/>.</summary>
    public static T[] Of<T>(Tensor tensor, int largest = LargestSpan) where T : unmanaged
    {
        var values = new T[tensor.numel()];
        int at = 0;
        Visit(tensor, largest, bytes =>
        {
            ReadOnlySpan<T> part = MemoryMarshal.Cast<byte, T>(bytes);
            part.CopyTo(values.AsSpan(at));
            at += part.Length;
        });
        return values;
    }

    /// <summary>The values of a tensor of any real type, as float64.</summary>
    public static double[] Doubles(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return Of<double>(tensor.to(ScalarType.Float64));
    }

    /// <summary>Shows the bytes of a tensor in order, a part at a time: a tensor may be larger than a span can.</summary>
    public static void Visit(Tensor tensor, Reader read) => Visit(tensor, LargestSpan, read);

    private static void Visit(Tensor tensor, int largest, Reader read)
    {
        using var scope = NewDisposeScope();
        Tensor flat = tensor.detach().cpu().contiguous().reshape(-1);
        long step = Math.Max(1, largest / flat.element_size());
        for (long first = 0; first < flat.shape[0]; first += step)
        {
            using var part = NewDisposeScope();
            read(flat.narrow(0, first, Math.Min(step, flat.shape[0] - first)).bytes);
        }
    }

    /// <summary>Takes some bytes.</summary>
    public delegate void Reader(ReadOnlySpan<byte> bytes);
}
