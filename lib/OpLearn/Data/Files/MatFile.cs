using PureHDF;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>Reads numeric arrays of MATLAB files, version 5 to 7 (compressed or not) and 7.3 (HDF5), so that published data can be used.</summary>
/// <remarks>Arrays come in MATLAB's own shape: what MATLAB calls <c>a(i, j)</c> is <c>a[i − 1, j − 1]</c>. Cells, structures, texts, sparse and complex arrays
/// are left out.</remarks>
public static class MatFile
{
    /// <summary>The real numeric arrays of the file by name, float32 where stored so and float64 otherwise; the caller disposes them.</summary>
    /// <exception cref="InvalidDataException">The file is neither, or is truncated.</exception>
    public static IReadOnlyDictionary<string, Tensor> Read(string path)
    {
        NativeTorch.EnsureLoaded();
        try
        {
            return IsHdf5(path) ? ReadHdf5(path) : MatFile5.Read(File.ReadAllBytes(path), path);
        }
        catch (Exception error) when (error is not (InvalidDataException or FileNotFoundException or DirectoryNotFoundException or OutOfMemoryException))
        {
            throw new InvalidDataException($"MatFile: expected a complete MATLAB file; {path} cannot be read ({error.Message.TrimEnd('.')}). It is truncated or damaged: fetch it again.", error);
        }
    }

    // MATLAB 7.3 puts 512 bytes of text before the HDF5 superblock; other programs write none.
    private static bool IsHdf5(string path)
    {
        byte[] head = new byte[520];
        using FileStream stream = File.OpenRead(path);
        int length = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        ReadOnlySpan<byte> mark = [0x89, (byte)'H', (byte)'D', (byte)'F'];
        return length >= 4 && (head.AsSpan(0, 4).SequenceEqual(mark) || head.AsSpan(512, 4).SequenceEqual(mark));
    }

    private static Dictionary<string, Tensor> ReadHdf5(string path)
    {
        using var file = H5File.OpenRead(path);
        var arrays = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (IH5Dataset stored in file.Children().OfType<IH5Dataset>())
        {
            // An empty array is stored as its own shape, with this mark.
            if (stored.AttributeExists("MATLAB_empty") || stored.Type.Class is not (H5DataTypeClass.FloatingPoint or H5DataTypeClass.FixedPoint)) continue;
            if (stored.AttributeExists("MATLAB_class") && stored.Attribute("MATLAB_class").Read<string>() is "char" or "cell") continue;
            using var scope = NewDisposeScope();
            // HDF5 lists the axes of a column-major array from last to first.
            long[] shape = [.. stored.Space.Dimensions.Select(axis => (long)axis)];
            Tensor values = stored.Type.Class == H5DataTypeClass.FloatingPoint && stored.Type.Size == sizeof(float)
                ? tensor(stored.Read<float[]>(), shape)
                : tensor(stored.Type.Class == H5DataTypeClass.FloatingPoint ? stored.Read<double[]>() : [.. Integers(stored)], shape);
            arrays[stored.Name] = values.permute([.. Enumerable.Range(0, shape.Length).Reverse().Select(axis => (long)axis)]).contiguous().MoveToOuterDisposeScope();
        }
        return arrays;
    }

    private static IEnumerable<double> Integers(IH5Dataset stored) => (stored.Type.Size, stored.Type.FixedPoint.IsSigned) switch
    {
        (1, true) => stored.Read<sbyte[]>().Select(value => (double)value),
        (1, false) => stored.Read<byte[]>().Select(value => (double)value),
        (2, true) => stored.Read<short[]>().Select(value => (double)value),
        (2, false) => stored.Read<ushort[]>().Select(value => (double)value),
        (4, true) => stored.Read<int[]>().Select(value => (double)value),
        (4, false) => stored.Read<uint[]>().Select(value => (double)value),
        (_, true) => stored.Read<long[]>().Select(value => (double)value),
        (_, false) => stored.Read<ulong[]>().Select(value => (double)value),
    };
}
