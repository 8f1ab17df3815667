using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using TorchSharp;

namespace OpLearn;

/// <summary>Writes a value as text that is the same for equal values and different for others: what the key of a run is the hash of.</summary>
/// <remarks>
/// Records are written with all their properties, numbers with all their digits, dictionaries in the order of their keys, data sets by the hash of their numbers,
/// problems by their parameters, schedules, losses and activations by their name. Where a run is watched and kept does not decide its numbers and is left out.
/// </remarks>
internal static class RunKey
{
    public static string Of(object? value)
    {
        var text = new StringBuilder();
        Write(text, value, "settings", 0);
        return text.ToString();
    }

    private static void Write(StringBuilder text, object? value, string where, int depth)
    {
        if (depth > 20) throw new ArgumentException($"Sweep: the setting {where} refers to itself; describe it by text.");
        switch (value)
        {
            case null: text.Append("null"); break;
            case MonitorOptions or CheckpointOptions: text.Append('-'); break;
            case string words: text.Append(CultureInfo.InvariantCulture, $"\"{words.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""); break;
            case double number: text.Append(number.ToString("R", CultureInfo.InvariantCulture)); break;
            case float number: text.Append(number.ToString("R", CultureInfo.InvariantCulture)); break;
            case bool or Enum: text.Append(value); break;
            case IFormattable number when value.GetType().IsPrimitive || value is decimal: text.Append(number.ToString(null, CultureInfo.InvariantCulture)); break;
            case OperatorDataset set: text.Append(CultureInfo.InvariantCulture, $"data {DatasetFile.ContentHash(set)}"); break;
            case OperatorProblem problem: WriteProblem(text, problem, where, depth); break;
            case torch.Tensor or Delegate: throw new ArgumentException($"Sweep: the setting {where} is a {value.GetType().Name}, which has no words; name it by text or numbers, or leave it to the run's work.");
            case IDictionary entries: WriteEntries(text, entries, where, depth); break;
            case IEnumerable items: WriteItems(text, items, where, depth); break;
            default: WriteObject(text, value, where, depth); break;
        }
    }

    private static void WriteProblem(StringBuilder text, OperatorProblem problem, string where, int depth)
    {
        text.Append(CultureInfo.InvariantCulture, $"{problem.GetType().Name} {problem.Name}: {problem.Equation} ");
        Write(text, problem.Parameters, where, depth + 1);
        Write(text, problem.Inputs.Select(field => $"{field.Name} [{string.Join(", ", field.Axes)}]"), where, depth + 1);
        Write(text, problem.Outputs.Select(field => $"{field.Name} [{string.Join(", ", field.Axes)}]"), where, depth + 1);
    }

    private static void WriteEntries(StringBuilder text, IDictionary entries, string where, int depth)
    {
        text.Append('{');
        foreach (object key in entries.Keys.Cast<object>().OrderBy(key => Convert.ToString(key, CultureInfo.InvariantCulture), StringComparer.Ordinal))
        {
            Write(text, key, where, depth + 1);
            text.Append(": ");
            Write(text, entries[key], $"{where}.{key}", depth + 1);
            text.Append("; ");
        }
        text.Append('}');
    }

    private static void WriteItems(StringBuilder text, IEnumerable items, string where, int depth)
    {
        // A dictionary that is not an IDictionary (F#'s Map, a read-only one) comes as a sequence of pairs, in whatever order.
        object?[] all = [.. items.Cast<object?>()];
        bool pairs = all.Length > 0 && all.All(item => item is not null && item.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>));
        if (pairs)
        {
            var entries = new Hashtable();
            foreach (object? pair in all) entries.Add(pair!.GetType().GetProperty("Key")!.GetValue(pair)!, pair.GetType().GetProperty("Value")!.GetValue(pair));
            WriteEntries(text, entries, where, depth);
            return;
        }
        text.Append('[');
        foreach (object? item in all)
        {
            Write(text, item, where, depth + 1);
            text.Append(", ");
        }
        text.Append(']');
    }

    private static void WriteObject(StringBuilder text, object value, string where, int depth)
    {
        Type type = value.GetType();
        bool isRecord = type.GetMethod("<Clone>$") is not null;
        bool ownWords = type.GetMethod(nameof(ToString), Type.EmptyTypes) is { } words && words.DeclaringType != typeof(object) && words.DeclaringType != typeof(ValueType)
            && words.GetCustomAttribute<CompilerGeneratedAttribute>() is null;
        PropertyInfo[] properties = [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.GetIndexParameters().Length == 0).OrderBy(property => property.Name, StringComparer.Ordinal)];
        bool holdsFunction = properties.Any(property => property.PropertyType.IsSubclassOf(typeof(Delegate)));
        if (isRecord && !(holdsFunction && ownWords))
        {
            text.Append(type.Name).Append(" {");
            foreach (PropertyInfo property in properties)
            {
                text.Append(property.Name).Append(" = ");
                Write(text, property.GetValue(value), $"{where}.{property.Name}", depth + 1);
                text.Append("; ");
            }
            text.Append('}');
        }
        else if (ownWords) text.Append(CultureInfo.InvariantCulture, $"{type.Name}({value})");
        else throw new ArgumentException($"Sweep: the setting {where} is a {type.Name}, which has no words; give a record, numbers or text in its place.");
    }
}
