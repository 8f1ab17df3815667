using System.Buffers.Binary;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>Turns the bytes of one array of a foreign file into a tensor: float32 stays, everything else becomes float64.</summary>
/// <param name="Kind">'f' for floats, 'i' for signed and 'u' for unsigned integers.</param>
/// <param name="Size">Bytes of one number.</param>
/// <param name="BigEndian">Byte order in the file.</param>
internal sealed record NumberReader(char Kind, int Size, bool BigEndian)
{
    public static NumberReader Numpy(string type, string where)
    {
        char order = type.Length > 0 ? type[0] : ' ', kind = type.Length > 1 ? type[1] : ' ';
        if (!int.TryParse(type.AsSpan(Math.Min(2, type.Length)), out int size) || !"<>|=".Contains(order) || !(kind == 'f' ? size is 2 or 4 or 8 : kind is 'i' or 'u' or 'b' && size is 1 or 2 or 4 or 8))
            throw new InvalidDataException($"NumpyFile: expected floats, integers or booleans; {where} holds '{type}'. Convert it with astype('f8') (a complex array: its real and its imaginary part).");
        return new NumberReader(kind == 'b' ? 'u' : kind, size, order == '>');
    }

    /// <summary>Reads an array; one in column-major order is given back in its own shape too.</summary>
    public Tensor Read(ReadOnlySpan<byte> bytes, IReadOnlyList<long> shape, bool columnMajor)
    {
        int count = checked((int)shape.Aggregate(1L, (product, axis) => product * axis));
        using var scope = NewDisposeScope();
        long[] stored = columnMajor ? [.. shape.Reverse()] : [.. shape];
        Tensor values = Kind == 'f' && Size == 4 ? tensor(Singles(bytes, count), stored) : tensor(Doubles(bytes, count), stored);
        if (columnMajor && shape.Count > 1) values = values.permute([.. Enumerable.Range(0, shape.Count).Reverse().Select(axis => (long)axis)]).contiguous();
        return values.MoveToOuterDisposeScope();
    }

    private float[] Singles(ReadOnlySpan<byte> bytes, int count)
    {
        float[] values = MemoryMarshal.Cast<byte, float>(bytes[..(count * sizeof(float))]).ToArray();
        if (BigEndian) for (int i = 0; i < count; i++) values[i] = BinaryPrimitives.ReadSingleBigEndian(bytes[(i * sizeof(float))..]);
        return values;
    }

    private double[] Doubles(ReadOnlySpan<byte> bytes, int count)
    {
        double[] values = new double[count];
        Span<byte> one = stackalloc byte[8];
        for (int i = 0; i < count; i++)
        {
            one.Clear();
            bytes.Slice(i * Size, Size).CopyTo(one);
            if (BigEndian) one[..Size].Reverse();
            values[i] = Number(one);
        }
        return values;
    }

    private double Number(ReadOnlySpan<byte> one) => (Kind, Size) switch
    {
        ('f', 2) => (double)BinaryPrimitives.ReadHalfLittleEndian(one),
        ('f', 4) => BinaryPrimitives.ReadSingleLittleEndian(one),
        ('f', 8) => BinaryPrimitives.ReadDoubleLittleEndian(one),
        ('i', 1) => (sbyte)one[0],
        ('i', 2) => BinaryPrimitives.ReadInt16LittleEndian(one),
        ('i', 4) => BinaryPrimitives.ReadInt32LittleEndian(one),
        ('i', 8) => BinaryPrimitives.ReadInt64LittleEndian(one),
        _ => BinaryPrimitives.ReadUInt64LittleEndian(one), // the bytes above Size are zero
    };
}
