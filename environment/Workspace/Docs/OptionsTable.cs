using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace OpLearn.Workspace.Docs;

/// <summary>The properties of an options record as a table: name, type, default, meaning.</summary>
internal static class OptionsTable
{
    /// <summary>Properties that a caller sets.</summary>
    public static IReadOnlyList<PropertyInfo> Properties(Type options) =>
        [.. options.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.SetMethod?.IsPublic == true && property.GetIndexParameters().Length == 0)];

    /// <summary>The values of a type that are made by name: <c>Activation.Relu</c>, <c>Pooling.Average</c>.</summary>
    public static IReadOnlyList<string> Values(Type type) => type.IsEnum ? [.. Enum.GetNames(type).Select(name => $"{type.Name}.{name}")]
        : [.. type.GetProperties(BindingFlags.Public | BindingFlags.Static).Where(property => property.PropertyType == type)
            .Select(property => $"{type.Name}.{property.Name}")];

    /// <summary>Writes the table; empty where the values are made by name alone.</summary>
    public static string Of(Type options, XmlDocs docs)
    {
        if (Values(options) is { Count: > 0 } values) return $"Values: {string.Join(", ", values.Select(value => $"`{value}`"))}.\n";
        object? example = options.GetConstructor(Type.EmptyTypes) is null ? null : Activator.CreateInstance(options);
        var table = new StringBuilder("| option | type | default | |\n|---|---|---|---|\n");
        foreach (PropertyInfo property in Properties(options))
        {
            bool required = property.GetCustomAttributes().Any(attribute => attribute.GetType().Name == "RequiredMemberAttribute") || example is null;
            string value = required ? "required" : Value(property.GetValue(example)), meaning = docs.Of(property).Replace("|", "\\|", StringComparison.Ordinal);
            table.Append($"| `{property.Name}` | {TypeName(property)} | {value} | {meaning} |\n");
        }
        return table.ToString();
    }

    /// <summary>Types of the library that options are made of, and the kinds of each abstract one.</summary>
    public static IReadOnlyList<Type> Parts(IEnumerable<Type> options)
    {
        var found = new SortedSet<Type>(Comparer<Type>.Create((a, b) => string.CompareOrdinal(a.Name, b.Name)));
        var waiting = new Queue<Type>(options);
        var seen = new HashSet<Type>(waiting);
        while (waiting.TryDequeue(out Type? type))
        {
            IEnumerable<Type> named = Properties(type).SelectMany(property => Named(property.PropertyType));
            foreach (Type part in named.Where(part => part.Assembly == typeof(OperatorModel).Assembly).SelectMany(Kinds).Where(seen.Add))
            {
                waiting.Enqueue(part);
                if (Properties(part).Count > 0 || Values(part).Count > 0) found.Add(part);
            }
        }
        return [.. found];
    }

    private static IEnumerable<Type> Kinds(Type type) =>
        type.IsAbstract ? type.Assembly.GetExportedTypes().Where(kind => kind.IsSubclassOf(type) && !kind.IsAbstract) : [type];

    private static IEnumerable<Type> Named(Type type) => type.IsGenericType ? type.GetGenericArguments().SelectMany(Named) : [type];

    private static string TypeName(PropertyInfo property)
    {
        string name = TypeName(property.PropertyType);
        bool mayBeNull = new NullabilityInfoContext().Create(property).ReadState == NullabilityState.Nullable;
        bool nullable = mayBeNull && Nullable.GetUnderlyingType(property.PropertyType) is null; // of an int? the type's name says it
        return $"`{name}{(nullable ? "?" : "")}`";
    }

    private static string TypeName(Type type) => Nullable.GetUnderlyingType(type) is { } inner ? TypeName(inner) + "?"
        : type == typeof(int) ? "int" : type == typeof(double) ? "double" : type == typeof(bool) ? "bool" : type == typeof(string) ? "string"
        : type.IsGenericType ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(TypeName))}>" : type.Name;

    private static string Value(object? value) => value switch
    {
        null => "none",
        bool yes => yes ? "true" : "false",
        string text => $"\"{text}\"",
        IFormattable number when value.GetType().IsPrimitive => number.ToString(null, CultureInfo.InvariantCulture),
        Enum name => $"`{name.GetType().Name}.{name}`",
        IEnumerable items => $"[{string.Join(", ", items.Cast<object?>().Select(Value))}]",
        _ => $"`{Known(value) ?? $"new {value.GetType().Name}()"}`",
    };

    // Activation.Relu and its kin: the static property that holds the value.
    private static string? Known(object value)
    {
        Type type = value.GetType();
        PropertyInfo? known = type.GetProperties(BindingFlags.Public | BindingFlags.Static)
            .FirstOrDefault(property => property.PropertyType == type && Equals(property.GetValue(null), value));
        return known is null ? null : $"{type.Name}.{known.Name}";
    }
}
