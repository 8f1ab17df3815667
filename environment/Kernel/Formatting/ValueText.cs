using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.FSharp.Core;
using Microsoft.FSharp.Reflection;

namespace OpLearn.Kernel;

/// <summary>
/// Values as text, for both languages: bounded in depth, items and length, independent of the culture, and safe on cycles, on endless sequences and on
/// properties that throw.
/// </summary>
internal sealed class ValueText
{
    private const int LineWidth = 120;
    private readonly HashSet<object> open = new(ReferenceEqualityComparer.Instance);
    private int budget;

    private ValueText(int limit) => budget = limit;

    /// <summary>The text of a value; a string at the top stands as it is, without quotes.</summary>
    public static string Of(object? value, Type? declared = null, int limit = FormatLimits.Text)
    {
        string text = value is string top ? top : new ValueText(limit).Write(value, declared, 0);
        return FormatLimits.Cut(text, limit);
    }

    private string Write(object? value, Type? declared, int depth)
    {
        if (budget <= 0)
            return "…";
        string text = WriteUnbounded(value, declared, depth);
        budget -= text.Length / (depth + 1);
        return text;
    }

    private string WriteUnbounded(object? value, Type? declared, int depth)
    {
        if (value is null)
            return IsOption(declared) ? "None" : declared == typeof(Unit) ? "()" : "null";
        if (depth > 0 && UserFormatters.TryText(value) is { } custom)
            return custom;
        if (Scalar(value, depth) is { } scalar)
            return scalar;
        if (TensorText.IsTensor(value))
            return depth == 0 ? TensorText.Of(value) : TensorText.Header(value);
        if (FrameTable.Describe(value) is { } frame)
            return frame;
        if (depth >= FormatLimits.Depth)
            return "…";
        bool tracked = !value.GetType().IsValueType;
        if (tracked && !open.Add(value))
            return "(cycle)";
        try
        {
            return Composite(value, value.GetType(), depth);
        }
        finally
        {
            if (tracked)
                open.Remove(value);
        }
    }

    private static string? Scalar(object value, int depth) => value switch
    {
        string text => Quote(FormatLimits.Cut(text, FormatLimits.NestedString)),
        bool flag => flag ? "true" : "false",
        char letter => depth == 0 ? letter.ToString() : $"'{letter}'",
        Enum name => name.ToString(),
        Type type => TypeNames.Of(type),
        DateTime time => time.ToString(time.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture),
        Exception exception => ExceptionText.Of(exception),
        Task task => TaskText(task),
        Delegate function => TypeNames.Of(function.GetType()),
        IFormattable number and not IEnumerable => number.ToString(null, CultureInfo.InvariantCulture),
        _ => null,
    };

    // The state machines that compilers derive from Task are no names for people.
    private static string TaskText(Task task)
    {
        Type? type = task.GetType();
        while (type is not null && !IsGeneric(type, typeof(Task<>))) type = type.BaseType;
        Type? result = type?.GetGenericArguments()[0];
        string name = result is null || result.Name == "VoidTaskResult" || result == typeof(Unit) ? "Task" : $"Task<{TypeNames.Of(result)}>";
        string text = $"{name} ({task.Status})";
        return task.IsCompletedSuccessfully && name != "Task" ? $"{text}: {Of(type!.GetProperty("Result")!.GetValue(task), result, FormatLimits.NestedString)}" : text;
    }

    private string Composite(object value, Type type, int depth)
    {
        if (value is ITuple tuple)
            return "(" + string.Join(", ", Enumerable.Range(0, tuple.Length).Select(i => Write(tuple[i], null, depth + 1))) + ")";
        if (IsGeneric(type, typeof(Microsoft.FSharp.Control.FSharpAsync<>)))
            return $"async computation of {TypeNames.Of(type.GetGenericArguments()[0])}, not started";
        if (value is IDictionary dictionary)
            return Items(dictionary.Cast<object>(), dictionary.Count, "{", ",", "}", depth);
        if (value is System.Dynamic.ExpandoObject expando)
            return Items(expando, ((ICollection<KeyValuePair<string, object?>>)expando).Count, "{ ", ",", " }", depth);
        if (value is DictionaryEntry entry)
            return Write(entry.Key, null, depth + 1) + ": " + Write(entry.Value, null, depth + 1);
        if (IsGeneric(type, typeof(KeyValuePair<,>)))
            return Write(Members.Get(value, "Key"), null, depth + 1) + ": " + Write(Members.Get(value, "Value"), null, depth + 1);
        if (value is Array { Rank: > 1 } grid)
            return TypeNames.Of(type) + " " + string.Join("×", Enumerable.Range(0, grid.Rank).Select(grid.GetLength)) + " " + Grid(grid, depth);
        if (value is IEnumerable sequence)
            return Sequence(sequence, type, depth);
        if (FSharpType.IsUnion(type, null))
            return Union(value, type, depth);
        if (FSharpType.IsFunction(type))
            return "<function " + string.Join(" -> ", Signature(type)) + ">";
        return Object(value, type, depth);
    }

    private string Sequence(IEnumerable sequence, Type type, int depth)
    {
        int? count = sequence is ICollection collection ? collection.Count : Members.Count(sequence);
        bool list = type.FullName?.StartsWith("Microsoft.FSharp.Collections.FSharpList", StringComparison.Ordinal) == true;
        bool map = type.FullName?.StartsWith("Microsoft.FSharp.Collections.FSharpMap", StringComparison.Ordinal) == true;
        bool set = type.FullName?.StartsWith("Microsoft.FSharp.Collections.FSharpSet", StringComparison.Ordinal) == true;
        Type? element = Members.ElementType(type);
        if (set) return Items(sequence, count, "set [", ";", "]", depth, element);
        return map ? Items(sequence, count, "map [", ";", "]", depth, element) : Items(sequence, count, "[", list ? ";" : ",", "]", depth, element);
    }

    private string Items(IEnumerable items, int? count, string opening, string separator, string closing, int depth, Type? element = null)
    {
        List<string> texts = [];
        bool more = false;
        try
        {
            foreach (object? item in items)
            {
                more = texts.Count >= FormatLimits.Items || budget <= 0;
                if (more)
                    break;
                texts.Add(Write(item, element, depth + 1));
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            texts.Add($"<{exception.GetType().Name}: {exception.Message}>");
        }
        if (more)
            texts.Add(count is { } all ? FormattableString.Invariant($"… ({all - texts.Count} more)") : "…");
        return Join(texts, opening, separator, closing);
    }

    private string Grid(Array grid, int depth)
    {
        int[] index = new int[grid.Rank];
        string Axis(int axis)
        {
            List<string> parts = [];
            for (int i = 0; i < grid.GetLength(axis); i++)
            {
                if (i >= FormatLimits.Items || budget <= 0)
                {
                    parts.Add(FormattableString.Invariant($"… ({grid.GetLength(axis) - i} more)"));
                    break;
                }
                index[axis] = i;
                parts.Add(axis == grid.Rank - 1 ? Write(grid.GetValue(index), null, depth + 1) : Axis(axis + 1));
            }
            return axis == grid.Rank - 1 ? "[" + string.Join(", ", parts) + "]" : "[" + string.Join(",\n ", parts.Select(Indent)) + "]";
        }
        return Axis(0);
    }

    private string Union(object value, Type type, int depth)
    {
        (UnionCaseInfo unionCase, object[] fields) = FSharpValue.GetUnionFields(value, type, null).ToValueTuple();
        if (fields.Length == 0)
            return unionCase.Name;
        System.Reflection.PropertyInfo[] declared = unionCase.GetFields();
        string[] texts = [.. fields.Select((field, i) => Write(field, declared[i].PropertyType, depth + 1))];
        bool plain = texts.Length == 1 && !texts[0].Contains(' ', StringComparison.Ordinal) && !texts[0].StartsWith('-');
        return unionCase.Name + (plain ? " " + texts[0] : " (" + string.Join(", ", texts) + ")");
    }

    private string Object(object value, Type type, int depth)
    {
        bool record = FSharpType.IsRecord(type, null);
        if (!record && !Members.IsData(type))
            return value.ToString() ?? TypeNames.Of(type);
        IEnumerable<string> fields = Members.Read(value).Select(member => member.Name + " = " + Write(member.Value, member.Type, depth + 1));
        string name = record ? "" : TypeNames.Of(type);
        return Join([.. fields], name.Length == 0 ? "{ " : name + " { ", record ? ";" : ",", " }");
    }

    private static string Join(List<string> parts, string opening, string separator, string closing)
    {
        string line = opening + string.Join(separator + " ", parts) + closing;
        bool rows = parts.Count > 1 && parts.Any(part => part.Contains('\n', StringComparison.Ordinal));
        if (line.Length <= LineWidth && !rows)
            return line;
        StringBuilder text = new(opening.TrimEnd());
        int width = 0;
        for (int i = 0; i < parts.Count; i++)
        {
            string part = Indent(parts[i]) + (i < parts.Count - 1 ? separator : "");
            bool fresh = i == 0 || rows || width + part.Length > LineWidth || part.Length > LineWidth / 3;
            text.Append(fresh ? "\n  " : " ").Append(part);
            width = fresh ? part.Length + 2 : width + part.Length + 1;
        }
        return text.Append(closing.TrimStart()).ToString();
    }

    private static string Indent(string text) => text.Replace("\n", "\n  ", StringComparison.Ordinal);

    private static string Quote(string text)
    {
        StringBuilder quoted = new("\"");
        foreach (char letter in text)
        {
            quoted.Append(letter switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                _ => char.IsControl(letter) ? FormattableString.Invariant($"\\u{(int)letter:x4}") : letter.ToString(),
            });
        }
        return quoted.Append('"').ToString();
    }

    private static IEnumerable<string> Signature(Type function)
    {
        Type? type = function;
        while (type is not null && !IsGeneric(type, typeof(FSharpFunc<,>)))
            type = type.BaseType;
        if (type is null)
            return [TypeNames.Of(function)];
        Type[] ends = type.GetGenericArguments();
        return IsGeneric(ends[1], typeof(FSharpFunc<,>)) ? [TypeNames.Of(ends[0]), .. Signature(ends[1])] : [TypeNames.Of(ends[0]), TypeNames.Of(ends[1])];
    }

    private static bool IsOption(Type? type) => type is not null && IsGeneric(type, typeof(FSharpOption<>));

    private static bool IsGeneric(Type type, Type definition) => type.IsGenericType && type.GetGenericTypeDefinition() == definition;
}
