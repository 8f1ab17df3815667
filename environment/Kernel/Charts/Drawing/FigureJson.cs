using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpLearn.Kernel.Charts;

/// <summary>Reads what figures hold: numbers, texts, arrays as JSON lists or as base64 typed arrays, and options by path.</summary>
internal static class FigureJson
{
    /// <summary>The node at a path such as <c>marker.line.color</c>, or null.</summary>
    public static JsonNode? At(this JsonNode? node, string path)
    {
        foreach (string name in path.Split('.'))
            node = node is JsonObject item && item.TryGetPropertyValue(name, out JsonNode? child) ? child : null;
        return node;
    }

    public static double? Number(this JsonNode? node, string path) => node.At(path) is JsonValue value && double.IsFinite(Number(value)) ? Number(value) : null;

    public static double Number(this JsonNode? node, string path, double absent) => node.Number(path) ?? absent;

    public static string? Text(this JsonNode? node, string path) => node.At(path) is JsonValue value && !IsNull(value) ? Text(value) : null;

    public static string Text(this JsonNode? node, string path, string absent) => node.Text(path) ?? absent;

    public static bool Flag(this JsonNode? node, string path, bool absent) =>
        node.At(path) is JsonValue value && value.GetValueKind() is JsonValueKind.True or JsonValueKind.False ? node.At(path)!.GetValueKind() == JsonValueKind.True : absent;

    public static string Text(JsonNode? node) => node switch
    {
        null => "",
        JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
        JsonValue value when value.GetValueKind() is JsonValueKind.True or JsonValueKind.False => value.GetValueKind() == JsonValueKind.True ? "true" : "false",
        JsonValue value => Number(value).ToString("G12", CultureInfo.InvariantCulture),
        _ => node.ToJsonString(),
    };

    /// <summary>A number, a number written as text, or NaN.</summary>
    public static double Number(JsonNode? node)
    {
        if (node is not JsonValue value)
            return double.NaN;
        return value.GetValueKind() switch
        {
            JsonValueKind.Number => double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture),
            JsonValueKind.String when double.TryParse(value.GetValue<string>(), NumberStyles.Float, CultureInfo.InvariantCulture, out double parsed) => parsed,
            JsonValueKind.True => 1,
            JsonValueKind.False => 0,
            _ => double.NaN,
        };
    }

    /// <summary>The items of a list or a typed array; a single value is a list of one; null for what is absent.</summary>
    public static IReadOnlyList<JsonNode?>? Items(JsonNode? node) => node switch
    {
        JsonArray list => [.. list],
        JsonObject typed when IsTyped(typed) => [.. Decode(typed).Select(value => (JsonNode?)(double.IsFinite(value) ? JsonValue.Create(value) : null))],
        JsonValue single => [single],
        _ => null,
    };

    /// <summary>Is this a list, rather than one value for all points?</summary>
    public static bool IsList(JsonNode? node) => node is JsonArray || (node is JsonObject typed && IsTyped(typed));

    public static double[]? Numbers(JsonNode? node) => node switch
    {
        JsonArray list => [.. list.Select(Number)],
        JsonObject typed when IsTyped(typed) => Decode(typed),
        _ => null,
    };

    /// <summary>A field as rows; NaN where there is no number; null for what is no field.</summary>
    public static double[][]? Matrix(JsonNode? node)
    {
        if (node is JsonArray rows)
        {
            double[][] read = [.. rows.Select(row => Numbers(row) ?? [])];
            int widest = read.Length == 0 ? 0 : read.Max(row => row.Length);
            return [.. read.Select(row => row.Length == widest ? row : [.. row, .. Enumerable.Repeat(double.NaN, widest - row.Length)])];
        }
        if (node is not JsonObject typed || !IsTyped(typed))
            return null;
        int[] shape = [.. typed.Text("shape", "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(n => int.Parse(n, CultureInfo.InvariantCulture))];
        double[] values = Decode(typed);
        if (shape.Length != 2)
            return [values];
        return [.. Enumerable.Range(0, shape[0]).Select(i => values[(i * shape[1])..((i + 1) * shape[1])])];
    }

    public static bool IsTyped(JsonObject node) => node.ContainsKey("bdata") && node.ContainsKey("dtype");

    /// <summary>Lays options over defaults; lists and values replace, objects merge.</summary>
    public static JsonObject Merge(JsonNode? defaults, JsonNode? options)
    {
        JsonObject merged = defaults is JsonObject given ? given.DeepClone().AsObject() : [];
        if (options is not JsonObject set)
            return merged;
        foreach ((string name, JsonNode? value) in set)
        {
            if (value is null || IsNull(value))
                continue;
            merged[name] = value is JsonObject child && merged[name] is JsonObject under && !IsTyped(child) ? Merge(under, child) : value.DeepClone();
        }
        return merged;
    }

    private static bool IsNull(JsonNode node) => node.GetValueKind() == JsonValueKind.Null;

    private static double[] Decode(JsonObject typed)
    {
        byte[] bytes = Convert.FromBase64String(typed.Text("bdata", ""));
        ReadOnlySpan<byte> data = bytes;
        int size = typed.Text("dtype") switch { "f8" => 8, "f4" or "i4" or "u4" => 4, "i2" or "u2" => 2, _ => 1 };
        string type = typed.Text("dtype", "f8");
        double[] values = new double[bytes.Length / size];
        for (int i = 0; i < values.Length; i++)
        {
            ReadOnlySpan<byte> item = data.Slice(i * size, size);
            values[i] = type switch
            {
                "f8" => BinaryPrimitives.ReadDoubleLittleEndian(item),
                "f4" => BinaryPrimitives.ReadSingleLittleEndian(item),
                "i4" => BinaryPrimitives.ReadInt32LittleEndian(item),
                "u4" => BinaryPrimitives.ReadUInt32LittleEndian(item),
                "i2" => BinaryPrimitives.ReadInt16LittleEndian(item),
                "u2" => BinaryPrimitives.ReadUInt16LittleEndian(item),
                "i1" => (sbyte)item[0],
                _ => item[0],
            };
        }
        return values;
    }
}
