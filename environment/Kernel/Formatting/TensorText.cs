using System.Globalization;
using System.Reflection;

namespace OpLearn.Kernel;

/// <summary>Tensors of TorchSharp, recognised by name, so that the kernel needs no reference to it: type, shape, device, and a summary of the values.</summary>
internal static class TensorText
{
    private const long SummaryLimit = 4_000_000;
    private const long ValuesLimit = 64;
    private const int FirstValues = 6;

    public static bool IsTensor(object value)
    {
        for (Type? type = value.GetType(); type is not null; type = type.BaseType)
        {
            if (type.FullName == "TorchSharp.torch+Tensor")
                return true;
        }
        return false;
    }

    /// <summary><c>Tensor Float32 [2, 3] on cpu</c>.</summary>
    public static string Header(object value)
    {
        dynamic tensor = value;
        if ((bool)tensor.IsInvalid)
            return "Tensor (disposed)";
        long[] shape = tensor.shape;
        object dtype = tensor.dtype;
        object device = tensor.device;
        return $"Tensor {dtype} [{string.Join(", ", shape.Select(n => n.ToString(CultureInfo.InvariantCulture)))}] on {device}"
            + ((bool)tensor.requires_grad ? ", requires grad" : "");
    }

    /// <summary>The header, then the values of a small tensor or the range and mean of a larger one.</summary>
    public static string Of(object value)
    {
        string header = Header(value);
        dynamic tensor = value;
        if ((bool)tensor.IsInvalid)
            return header;
        long[] shape = tensor.shape;
        try
        {
            if (Values(value) is not { } values)
                return header;
            return values.Length == 1 ? $"{header}: {Number(values[0])}"
                : values.Length <= ValuesLimit && shape.Length <= 2 ? $"{header}\n{Rows(values, shape)}"
                : $"{header}\n{Summary(values)}\nfirst values: {string.Join(", ", values.Take(FirstValues).Select(Number))}, …";
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return header + "\nvalues could not be read: " + (exception.InnerException ?? exception).Message.Split('\n')[0];
        }
    }

    /// <summary>The values in row-major order; null for those that are not shown: none, too many, complex, or a tensor that is disposed.</summary>
    public static double[]? Values(object value)
    {
        dynamic tensor = value;
        if ((bool)tensor.IsInvalid)
            return null;
        long[] shape = tensor.shape;
        long count = shape.Aggregate(1L, (product, n) => product * n);
        string type = ((object)tensor.dtype).ToString() ?? "";
        return count is 0 or > SummaryLimit || type.StartsWith("Complex", StringComparison.Ordinal) ? null : Doubles(tensor);
    }

    private static double[] Doubles(dynamic tensor)
    {
        object dtype = tensor.dtype;
        dynamic float64 = Enum.Parse(dtype.GetType(), "Float64");
        using IDisposable detached = tensor.detach();
        using IDisposable local = ((dynamic)detached).cpu();
        using IDisposable wide = ((dynamic)local).to_type(float64);
        using IDisposable dense = ((dynamic)wide).contiguous();
        MethodInfo data = dense.GetType().GetMethods().First(m => m.Name == "data" && m.IsGenericMethodDefinition && m.GetParameters().Length == 0);
        object accessor = data.MakeGenericMethod(typeof(double)).Invoke(dense, null)!;
        return (double[])accessor.GetType().GetMethod("ToArray", Type.EmptyTypes)!.Invoke(accessor, null)!;
    }

    /// <summary>Smallest, largest, mean and deviation of the finite values, and how many are none.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Statistics(double[] values)
    {
        double[] finite = [.. values.Where(double.IsFinite)];
        int nan = values.Count(double.IsNaN), infinite = values.Length - finite.Length - nan;
        List<KeyValuePair<string, string>> found = [];
        if (finite.Length > 0)
        {
            double mean = finite.Average(), deviation = finite.Length > 1 ? Math.Sqrt(finite.Sum(v => (v - mean) * (v - mean)) / (finite.Length - 1)) : 0;
            found.AddRange([new("min", Number(finite.Min())), new("mean", Number(mean)), new("max", Number(finite.Max())), new("std", Number(deviation))]);
        }
        if (nan > 0)
            found.Add(new("NaN", nan.ToString(CultureInfo.InvariantCulture)));
        if (infinite > 0)
            found.Add(new("infinite", infinite.ToString(CultureInfo.InvariantCulture)));
        return found;
    }

    private static string Summary(double[] values) => string.Join(", ", Statistics(values).Select(entry => entry.Key + " " + entry.Value));

    private static string Rows(double[] values, long[] shape)
    {
        int width = shape.Length == 0 ? 1 : (int)shape[^1];
        IEnumerable<string> rows = values.Chunk(Math.Max(1, width)).Select(row => "[" + string.Join(", ", row.Select(Number)) + "]");
        return shape.Length < 2 ? string.Join("", rows) : "[" + string.Join(",\n ", rows) + "]";
    }

    public static string Number(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
}
