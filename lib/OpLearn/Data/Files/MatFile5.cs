using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>The version 5 format: a header of 128 bytes, then tagged elements, each an array or a zlib stream with one (MathWorks, MAT-File Format, chapter
/// 1).</summary>
internal sealed class MatFile5
{
    private const int Compressed = 15, Matrix = 14, HeaderLength = 128;
    private const int FirstNumericClass = 6, LastNumericClass = 15, ComplexFlag = 0x800;

    private readonly bool bigEndian;
    private readonly string path;
    private readonly Dictionary<string, Tensor> arrays = new(StringComparer.Ordinal);

    private MatFile5(bool bigEndian, string path)
    {
        this.bigEndian = bigEndian;
        this.path = path;
    }

    public static Dictionary<string, Tensor> Read(byte[] file, string path)
    {
        string order = file.Length >= HeaderLength ? Encoding.ASCII.GetString(file, 126, 2) : "";
        if (order is not ("IM" or "MI"))
            throw new InvalidDataException($"MatFile: expected a MATLAB file of version 5 to 7.3; {path} has no header of one. Save it with -v7 or -v7.3.");
        var reader = new MatFile5(order == "MI", path);
        reader.Elements(file.AsSpan(HeaderLength));
        return reader.arrays;
    }

    private void Elements(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= 8)
        {
            (int type, ReadOnlySpan<byte> content, int length) = Element(bytes, padded: false);
            if (type == Compressed)
            {
                using var zlib = new ZLibStream(new MemoryStream(content.ToArray()), CompressionMode.Decompress);
                using var plain = new MemoryStream();
                zlib.CopyTo(plain);
                Elements(plain.ToArray());
            }
            else if (type == Matrix) Array(content);
            bytes = bytes[Math.Min(length, bytes.Length)..];
        }
        if (bytes.Length > 0) throw Truncated();
    }

    private void Array(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> flags = Next(ref bytes, out _);
        int word = Int(flags), kind = word & 0xFF;
        if (kind is < FirstNumericClass or > LastNumericClass || (word & ComplexFlag) != 0) return;
        ReadOnlySpan<byte> axes = Next(ref bytes, out _);
        long[] shape = new long[axes.Length / 4];
        for (int axis = 0; axis < shape.Length; axis++) shape[axis] = Int(axes[(4 * axis)..]);
        string name = Encoding.ASCII.GetString(Next(ref bytes, out _));
        ReadOnlySpan<byte> numbers = Next(ref bytes, out int stored);
        long count = shape.Aggregate(1L, (product, axis) => checked(product * axis));
        // MATLAB stores whole numbers in the smallest type that holds them, whatever the class of the array.
        NumberReader reader = Reader(stored);
        if (numbers.Length < count * reader.Size) throw Truncated();
        using var scope = NewDisposeScope();
        Tensor values = reader.Read(numbers, shape, columnMajor: true);
        const int single = 7;
        arrays[name] = values.to(kind == single ? ScalarType.Float32 : ScalarType.Float64).MoveToOuterDisposeScope();
    }

    private NumberReader Reader(int type) => type switch
    {
        1 => new NumberReader('i', 1, bigEndian),
        2 => new NumberReader('u', 1, bigEndian),
        3 => new NumberReader('i', 2, bigEndian),
        4 => new NumberReader('u', 2, bigEndian),
        5 => new NumberReader('i', 4, bigEndian),
        6 => new NumberReader('u', 4, bigEndian),
        7 => new NumberReader('f', 4, bigEndian),
        9 => new NumberReader('f', 8, bigEndian),
        12 => new NumberReader('i', 8, bigEndian),
        13 => new NumberReader('u', 8, bigEndian),
        _ => throw new InvalidDataException($"MatFile: expected a numeric element; {path} has one of type {type}. The file is damaged."),
    };

    private ReadOnlySpan<byte> Next(ref ReadOnlySpan<byte> bytes, out int type)
    {
        (type, ReadOnlySpan<byte> content, int length) = Element(bytes, padded: true);
        bytes = bytes[Math.Min(length, bytes.Length)..];
        return content;
    }

    // Up to four bytes of content lie in the tag itself (then its upper half is their number); longer ones follow, inside an array padded to eight bytes.
    private ElementParts Element(ReadOnlySpan<byte> bytes, bool padded)
    {
        if (bytes.Length < 8) throw Truncated();
        int word = Int(bytes), small = word >>> 16;
        if (small != 0) return new ElementParts(word & 0xFFFF, bytes.Slice(4, small), 8);
        int length = Int(bytes[4..]);
        if (length < 0 || length > bytes.Length - 8) throw Truncated();
        return new ElementParts(word, bytes.Slice(8, length), 8 + (padded ? (length + 7) / 8 * 8 : length));
    }

    private int Int(ReadOnlySpan<byte> bytes) => bigEndian ? BinaryPrimitives.ReadInt32BigEndian(bytes) : BinaryPrimitives.ReadInt32LittleEndian(bytes);

    private InvalidDataException Truncated() => new($"MatFile: {path} ends inside an array. It is truncated: fetch it again.");

    private readonly ref struct ElementParts(int type, ReadOnlySpan<byte> content, int length)
    {
        private readonly ReadOnlySpan<byte> content = content;

        public void Deconstruct(out int elementType, out ReadOnlySpan<byte> elementContent, out int elementLength)
        {
            elementType = type;
            elementContent = content;
            elementLength = length;
        }
    }
}
