using System.Globalization;
using System.Reflection;

namespace OpLearn.Kernel;

/// <summary>Tensors of TorchSharp, recognised by name, so that the kernel needs no reference to it: type, shape, device, and a summary of the values.</summary>
internal static class TensorText
{
    private const long SummaryLimit = 4_000_000;
    private const long ValuesLimit = 64;

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
        long count = shape.Aggregate(1L, (product, n) => product * n);
        string type = ((object)tensor.dtype).ToString() ?? "";
        if (count is 0 or > SummaryLimit || type.StartsWith("Complex", StringComparison.Ordinal))
            return header;
        try
        {
            double[] values = Doubles(tensor);
            string summary = Summary(values);
            return count == 1 ? $"{header}: {Number(values[0])}"
                : count <= ValuesLimit && shape.Length <= 2 ? $"{header}\n{Rows(values, shape)}"
                : $"{header}\n{summary}";
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return header + "\nvalues could not be read: " + (exception.InnerException ?? exception).Message.Split('\n')[0];
        }
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

    private static string Summary(double[] values)
    {
        double[] finite = [.. values.Where(double.IsFinite)];
        int nan = values.Count(double.IsNaN);
        int infinite = values.Length - finite.Length - nan;
        string range = finite.Length == 0 ? "no finite value" : $"min {Number(finite.Min())}, max {Number(finite.Max())}, mean {Number(finite.Average())}";
        return range + (nan > 0 ? FormattableString.Invariant($", {nan} NaN") : "") + (infinite > 0 ? FormattableString.Invariant($", {infinite} infinite") : "");
    }

    private static string Rows(double[] values, long[] shape)
    {
        int width = shape.Length == 0 ? 1 : (int)shape[^1];
        IEnumerable<string> rows = values.Chunk(Math.Max(1, width)).Select(row => "[" + string.Join(", ", row.Select(Number)) + "]");
        return shape.Length < 2 ? string.Join("", rows) : "[" + string.Join(",\n ", rows) + "]";
    }

    private static string Number(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
}
