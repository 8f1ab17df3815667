using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>Reads NumPy's .npy and .npz files, so that published data can be used.</summary>
/// <remarks>Real arrays of floats, integers and booleans in either byte order and either memory order, format versions 1 to 3. Objects (pickles) are refused:
/// they are programs.</remarks>
public static partial class NumpyFile
{
    /// <summary>The array of a .npy file in its own shape, float32 or float64 as stored, everything else as float64; the caller disposes it.</summary>
    /// <exception cref="InvalidDataException">The file is no .npy file, is truncated, or holds another type.</exception>
    public static Tensor ReadArray(string path)
    {
        NativeTorch.EnsureLoaded();
        return Parse(File.ReadAllBytes(path), path);
    }

    /// <summary>The arrays of a .npz archive by name (without .npy).</summary>
    /// <inheritdoc cref="ReadArray"/>
    public static IReadOnlyDictionary<string, Tensor> ReadArchive(string path)
    {
        NativeTorch.EnsureLoaded();
        using ZipArchive archive = ZipFile.OpenRead(path);
        var arrays = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            using Stream stream = entry.Open();
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            string name = entry.FullName.EndsWith(".npy", StringComparison.Ordinal) ? entry.FullName[..^4] : entry.FullName;
            arrays[name] = Parse(bytes.ToArray(), $"{path}:{entry.FullName}");
        }
        return arrays;
    }

    private static Tensor Parse(byte[] file, string where)
    {
        if (file.Length < 12 || file[0] != 0x93 || Encoding.ASCII.GetString(file, 1, 5) != "NUMPY")
            throw new InvalidDataException($"NumpyFile: expected a .npy file; {where} does not begin with its mark. Check the path.");
        int start = file[6] == 1 ? 10 : 12;
        long headerLength = file[6] == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(8)) : BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(8));
        if (start + headerLength > file.Length)
            throw new InvalidDataException($"NumpyFile: the header of {where} ends after the file does. The file is truncated.");
        string header = Encoding.UTF8.GetString(file, start, (int)headerLength);
        Match match = Header().Match(header);
        if (!match.Success)
            throw new InvalidDataException($"NumpyFile: expected a plain array; {where} has the header {header.Trim()}. Save it with numpy.save and a numeric type.");
        long[] shape = [.. match.Groups["shape"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(axis => long.Parse(axis, CultureInfo.InvariantCulture))];
        bool fortran = match.Groups["fortran"].Value == "True";
        NumberReader reader = NumberReader.Numpy(match.Groups["type"].Value, where);
        long count = shape.Aggregate(1L, (product, axis) => checked(product * axis));
        int data = start + (int)headerLength;
        if (data + count * reader.Size > file.Length)
            throw new InvalidDataException($"NumpyFile: expected {count} values of {reader.Size} bytes; {where} has {file.Length - data} bytes of them. The file is truncated.");
        return reader.Read(file.AsSpan(data), shape, fortran);
    }

    [GeneratedRegex(@"^\s*\{'descr':\s*'(?<type>[^']+)',\s*'fortran_order':\s*(?<fortran>True|False),\s*'shape':\s*\((?<shape>[^)]*)\),?\s*\}")]
    private static partial Regex Header();
}
