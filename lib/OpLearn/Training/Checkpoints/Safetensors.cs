using System.Buffers.Binary;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>Reads and writes the <see href="https://github.com/huggingface/safetensors">safetensors</see> format: named tensors and text, readable from Python.</summary>
/// <remarks>
/// Eight bytes n (little endian), n bytes of JSON (name → dtype, shape, offsets), then the numbers, row-major. Types: F32, F64, I64.
/// Names are written in ordinal order and numbers as they are, so equal content gives equal bytes.
/// </remarks>
public static class Safetensors
{
    private const int LargestHeader = 100_000_000;

    /// <summary>Writes <paramref name="tensors"/> to <paramref name="file"/>, atomically: beside it first, then renamed over it.</summary>
    /// <param name="file">File name; its folder must be there.</param>
    /// <param name="tensors">float32, float64 or int64 tensors of any shape and device.</param>
    /// <param name="metadata">Text by name; null for none.</param>
    /// <exception cref="ArgumentException">A tensor has another type, or the reserved name <c>__metadata__</c>.</exception>
    public static void Write(string file, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        ArgumentNullException.ThrowIfNull(tensors);
        string[] names = [.. tensors.Keys.Order(StringComparer.Ordinal)];
        byte[] header = Header(names, tensors, metadata);
        string part = $"{file}.{Guid.NewGuid():N}.part";
        try
        {
            using (var stream = new FileStream(part, FileMode.CreateNew, FileAccess.Write))
            {
                Span<byte> length = stackalloc byte[8];
                BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
                stream.Write(length);
                stream.Write(header);
                foreach (string name in names) WriteNumbers(stream, tensors[name]);
                stream.Flush(flushToDisk: true);
            }
            File.Move(part, file, overwrite: true);
        }
        finally
        {
            File.Delete(part);
        }
    }

    /// <summary>Reads a file whole; the tensors are on the CPU and belong to the result.</summary>
    /// <exception cref="InvalidDataException">The file is truncated, has bytes too many or is no safetensors file of the types above.</exception>
    public static SafetensorsContent Read(string file)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        NativeTorch.EnsureLoaded();
        using var stream = File.OpenRead(file);
        Span<byte> length = stackalloc byte[8];
        if (stream.ReadAtLeast(length, 8, throwOnEndOfStream: false) < 8) throw Bad(file, "it is shorter than the 8 bytes of its header's length");
        long size = BinaryPrimitives.ReadInt64LittleEndian(length);
        if (size is < 2 or > LargestHeader || size > stream.Length - 8) throw Bad(file, $"a header of {size} bytes does not fit into {stream.Length} bytes");
        byte[] header = new byte[size];
        stream.ReadExactly(header);
        var tensors = new Dictionary<string, Tensor>();
        var metadata = new Dictionary<string, string>();
        try
        {
            using var json = JsonDocument.Parse(header);
            foreach (JsonProperty entry in json.RootElement.EnumerateObject())
            {
                if (entry.Name == "__metadata__")
                    foreach (JsonProperty text in entry.Value.EnumerateObject()) metadata.Add(text.Name, text.Value.GetString() ?? "");
                else tensors.Add(entry.Name, ReadTensor(file, stream, 8 + size, entry));
            }
            long numbers = tensors.Values.Sum(tensor => tensor.numel() * tensor.element_size());
            if (8 + size + numbers != stream.Length) throw Bad(file, $"its header describes {numbers} bytes of numbers and it holds {stream.Length - 8 - size}");
            return new SafetensorsContent(tensors, metadata);
        }
        catch (Exception failure)
        {
            foreach (Tensor tensor in tensors.Values) tensor.Dispose();
            if (failure is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException or IndexOutOfRangeException or OverflowException)
                throw Bad(file, "its header is not readable: " + failure.Message);
            throw;
        }
    }

    private static byte[] Header(string[] names, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject("__metadata__");
                foreach (string key in metadata.Keys.Order(StringComparer.Ordinal)) json.WriteString(key, metadata[key]);
                json.WriteEndObject();
            }
            long offset = 0;
            foreach (string name in names)
            {
                Tensor tensor = tensors[name];
                if (name == "__metadata__") throw new ArgumentException("Safetensors.Write: the name __metadata__ is reserved by the format; choose another.");
                json.WriteStartObject(name);
                json.WriteString("dtype", TypeName(name, tensor.dtype));
                json.WriteStartArray("shape");
                foreach (long extent in tensor.shape) json.WriteNumberValue(extent);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += tensor.numel() * tensor.element_size());
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        while (buffer.Length % 8 != 0) buffer.WriteByte((byte)' ');
        return buffer.ToArray();
    }

    private static void WriteNumbers(Stream stream, Tensor tensor)
    {
        if (tensor.numel() == 0) return;
        using var scope = NewDisposeScope();
        stream.Write(tensor.detach().cpu().contiguous().bytes);
    }

    private static Tensor ReadTensor(string file, Stream stream, long start, JsonProperty entry)
    {
        long[] shape = [.. entry.Value.GetProperty("shape").EnumerateArray().Select(extent => extent.GetInt64())];
        long begin = entry.Value.GetProperty("data_offsets")[0].GetInt64(), end = entry.Value.GetProperty("data_offsets")[1].GetInt64();
        ScalarType type = entry.Value.GetProperty("dtype").GetString() switch
        {
            "F32" => ScalarType.Float32,
            "F64" => ScalarType.Float64,
            "I64" => ScalarType.Int64,
            string other => throw Bad(file, $"tensor {entry.Name} is of type {other}; F32, F64 and I64 can be read"),
            null => throw Bad(file, $"tensor {entry.Name} has no type"),
        };
        long bytes = shape.Aggregate(type == ScalarType.Float32 ? 4L : 8L, (product, extent) => extent < 0 ? throw Bad(file, "a shape is negative") : checked(product * extent));
        if (begin < 0 || end - begin != bytes || end > stream.Length - start)
            throw Bad(file, $"tensor {entry.Name} [{string.Join(", ", shape)}] needs {bytes} bytes, and its offsets {begin} … {end} do not hold them");
        Tensor tensor = empty(shape, dtype: type);
        if (bytes == 0) return tensor;
        stream.Position = start + begin;
        stream.ReadExactly(tensor.bytes);
        return tensor;
    }

    private static string TypeName(string name, ScalarType type) => type switch
    {
        ScalarType.Float32 => "F32",
        ScalarType.Float64 => "F64",
        ScalarType.Int64 => "I64",
        _ => throw new ArgumentException($"Safetensors.Write: tensor {name} is of type {type}; float32, float64 and int64 can be written. Convert it, complex numbers by view_as_real."),
    };

    private static InvalidDataException Bad(string file, string what) => new($"Safetensors.Read: {file} cannot be read: {what}. It may be truncated; write it anew.");
}
