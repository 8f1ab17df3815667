using System.Globalization;
using System.Reflection;
using Deedle;

namespace OpLearn.Kernel;

/// <summary>Frames and series of Deedle: head and tail as an HTML table, missing values marked.</summary>
internal static class FrameTable
{
    private const int Half = FormatLimits.Rows / 2;
    private const string Missing = "<missing>";
    private const string Gap = "…";

    /// <summary>One line that says what a frame or series is; null for other values.</summary>
    public static string? Describe(object value) => Invoke(value, nameof(DescribeFrame), nameof(DescribeSeries));

    /// <summary>The table, or null for other values.</summary>
    public static string? TryHtml(object value) => Invoke(value, nameof(HtmlOfFrame), nameof(HtmlOfSeries));

    private static string? Invoke(object value, string forFrame, string forSeries)
    {
        for (Type? type = value.GetType(); type is not null; type = type.BaseType)
        {
            if (!type.IsGenericType)
                continue;
            Type definition = type.GetGenericTypeDefinition();
            string? name = definition == typeof(Frame<,>) ? forFrame : definition == typeof(Series<,>) ? forSeries : null;
            if (name is null)
                continue;
            MethodInfo method = typeof(FrameTable).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(type.GetGenericArguments());
            return (string)method.Invoke(null, [value])!;
        }
        return null;
    }

    private static string DescribeFrame<TRow, TColumn>(Frame<TRow, TColumn> frame)
    {
        string columns = string.Join(", ", frame.ColumnKeys.Take(FormatLimits.Columns).Select(key => ValueTable.Cell(key)));
        return FormattableString.Invariant($"Frame {frame.RowCount} rows × {frame.ColumnCount} columns: {columns}");
    }

    private static string DescribeSeries<TKey, TValue>(Series<TKey, TValue> series) =>
        FormattableString.Invariant($"Series<{TypeNames.Of(typeof(TKey))}, {TypeNames.Of(typeof(TValue))}> {series.KeyCount} values");

    private static string HtmlOfFrame<TRow, TColumn>(Frame<TRow, TColumn> frame)
    {
        TRow[] keys = [.. frame.RowKeys];
        TColumn[] names = [.. frame.ColumnKeys.Take(FormatLimits.Columns)];
        Series<TRow, object>[] columns = [.. names.Select((_, i) => frame.GetColumnAt<object>(i))];
        IEnumerable<string> heading = names.Select(name => ValueTable.Cell(name)).Prepend("");
        IEnumerable<IEnumerable<string>> rows = Positions(keys.Length)
            .Select(i => i < 0 ? names.Select(_ => Gap).Prepend(Gap) : columns.Select(column => Value(column.TryGetAt(i))).Prepend(ValueTable.Cell(keys[i])));
        string size = FormattableString.Invariant($"{keys.Length} rows × {frame.ColumnCount} columns");
        return ValueTable.Html(heading, rows, size);
    }

    private static string HtmlOfSeries<TKey, TValue>(Series<TKey, TValue> series)
    {
        TKey[] keys = [.. series.Keys];
        IEnumerable<IEnumerable<string>> rows = Positions(keys.Length)
            .Select(i => (IEnumerable<string>)(i < 0 ? [Gap, Gap] : [ValueTable.Cell(keys[i]), Value(series.TryGetAt(i))]));
        return ValueTable.Html(["key", "value"], rows, keys.Length.ToString(CultureInfo.InvariantCulture) + " values");
    }

    private static string Value<T>(OptionalValue<T> value) => value.HasValue ? ValueTable.Cell(value.Value) : Missing;

    /// <summary>All positions, or the first and the last with -1 where some are left out.</summary>
    private static IEnumerable<int> Positions(int count) =>
        count <= FormatLimits.Rows ? Enumerable.Range(0, count) : [.. Enumerable.Range(0, Half), -1, .. Enumerable.Range(count - Half, Half)];
}
