using System.Collections;
using System.Reflection;
using Microsoft.DotNet.Interactive.Formatting;

namespace OpLearn.Kernel;

/// <summary>Formatters that people registered with <see cref="Formatter"/>, and those that a type brings by a <c>TypeFormatterSource</c> attribute of any namespace.</summary>
internal static class UserFormatters
{
    /// <summary>Representations by mime type, the most specific registered formatter first; empty when nobody registered one.</summary>
    public static IReadOnlyDictionary<string, string> Represent(object value)
    {
        Dictionary<string, string> representations = [];
        foreach (ITypeFormatter formatter in Matching(value.GetType()))
        {
            if (!representations.ContainsKey(formatter.MimeType) && Run(formatter, value) is { } text)
                representations[formatter.MimeType] = text;
        }
        if (representations.Count == 0)
            FromAttribute(value, representations);
        return representations;
    }

    /// <summary>The text that a registered <c>text/plain</c> formatter gives, or null.</summary>
    public static string? TryText(object value) =>
        Matching(value.GetType()).Where(f => f.MimeType == PlainTextFormatter.MimeType).Select(f => Run(f, value)).FirstOrDefault(text => text is not null);

    private static IEnumerable<ITypeFormatter> Matching(Type type) =>
        Formatter.RegisteredFormatters(false)
            .Where(f => f is not ObjectFormatter && Distance(f.Type, type) < int.MaxValue)
            .OrderBy(f => Distance(f.Type, type));

    private static string? Run(ITypeFormatter formatter, object value)
    {
        using StringWriter writer = new(System.Globalization.CultureInfo.InvariantCulture);
        using FormatContext context = new(writer);
        return formatter.Format(value, context) ? writer.ToString() : null;
    }

    /// <summary>Steps from a type up to the type that a formatter was registered for; interfaces come after classes, <see cref="object"/> last.</summary>
    private static int Distance(Type registered, Type type)
    {
        if (registered == typeof(object))
            return 10_000;
        int steps = 0;
        for (Type? current = type; current is not null; current = current.BaseType, steps++)
        {
            if (current == registered || (registered.IsGenericTypeDefinition && current.IsGenericType && current.GetGenericTypeDefinition() == registered))
                return steps;
        }
        bool implements = registered.IsAssignableFrom(type)
            || (registered.IsGenericTypeDefinition && type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == registered));
        return implements ? 1_000 : int.MaxValue;
    }

    private static void FromAttribute(object value, Dictionary<string, string> representations)
    {
        Attribute? hook = value.GetType().GetCustomAttributes(true).OfType<Attribute>().FirstOrDefault(a => a.GetType().Name == "TypeFormatterSourceAttribute");
        if (hook?.GetType().GetProperty("FormatterSourceType")?.GetValue(hook) is not Type sourceType || Activator.CreateInstance(sourceType, true) is not { } source)
            return;
        if (sourceType.GetMethod("CreateTypeFormatters")?.Invoke(source, null) is not IEnumerable formatters)
            return;
        foreach (object formatter in formatters)
        {
            if (formatter.GetType().GetProperty("MimeType")?.GetValue(formatter) is not string mimeType || representations.ContainsKey(mimeType))
                continue;
            using StringWriter writer = new(System.Globalization.CultureInfo.InvariantCulture);
            using FormatContext context = new(writer);
            MethodInfo[] methods = [.. formatter.GetType().GetMethods().Where(m => m.Name == "Format" && m.GetParameters().Length == 2)];
            object? sink = methods.Any(m => m.GetParameters()[1].ParameterType == typeof(TextWriter)) ? writer : context;
            MethodInfo? format = methods.FirstOrDefault(m => m.GetParameters()[1].ParameterType.IsInstanceOfType(sink) && m.GetParameters()[0].ParameterType.IsInstanceOfType(value));
            if (format?.Invoke(formatter, [value, sink]) is true)
                representations[mimeType] = writer.ToString();
        }
    }
}
