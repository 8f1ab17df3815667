using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.DotNet.Interactive.Formatting;
using Microsoft.FSharp.Core;
using Microsoft.FSharp.Reflection;

namespace OpLearn.Kernel;

/// <summary>Turns the values of cells into outputs.</summary>
/// <remarks>
/// Formatters registered with <see cref="Formatter"/> come first. What nobody registered is shown by the kernel: charts as a figure with a static picture,
/// tables as HTML, everything with <c>text/plain</c> beside it. The text does not depend on the culture and has a bounded size.
/// </remarks>
public static class ValueFormatter
{
    private const string Plain = "text/plain";
    private const string Html = "text/html";

    private static readonly JsonSerializerOptions JsonOptions = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        ReferenceHandler = ReferenceHandler.IgnoreCycles,
    };

    static ValueFormatter()
    {
        Formatter.Register(new ObjectFormatter(Plain));
        Formatter.Register(new ObjectFormatter(Html));
    }

    /// <summary>The representations of a value; without any data for values that show nothing, such as F#'s unit.</summary>
    /// <param name="value">The value; null is a value too.</param>
    /// <param name="declared">The static type where it is known: it tells F#'s <c>None</c> and <c>()</c> from null.</param>
    public static MimeBundle Format(object? value, Type? declared)
    {
        if (value is Unit || (value is null && declared is not null && (declared == typeof(Unit) || declared == typeof(void))))
            return new MimeBundle([], []);
        if (value is MimeBundle bundle)
            return bundle;
        if (value is DisplayedValue)
            return new MimeBundle([], []);
        try
        {
            return value is not null && !HasRegistration(value) && ChartFormatter.TryFormat(value) is { } chart ? chart : Bounded(Represent(value, declared));
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Exception cause = exception is System.Reflection.TargetInvocationException { InnerException: { } inner } ? inner : exception;
            return MimeBundle.Of(Plain, $"{TypeNames.Of(value!.GetType())} could not be shown: {cause.GetType().Name}: {cause.Message}");
        }
    }

    /// <summary>One representation only.</summary>
    /// <param name="value">The value; a string stands for itself in any text type.</param>
    /// <param name="mimeType">The mime type wanted.</param>
    public static MimeBundle FormatAs(object? value, string mimeType)
    {
        ArgumentException.ThrowIfNullOrEmpty(mimeType);
        if (mimeType == "application/json" || mimeType.EndsWith("+json", StringComparison.Ordinal))
        {
            if (Format(value, null).Data.TryGetPropertyValue(mimeType, out JsonNode? made) && made is not null)
                return new MimeBundle(new JsonObject { [mimeType] = made is JsonValue plain && plain.TryGetValue(out string? written) ? Json(written) : made.DeepClone() }, []);
            return new MimeBundle(new JsonObject { [mimeType] = Json(value) }, []);
        }
        if (value is string text)
            return MimeBundle.Of(mimeType, text);
        MimeBundle all = Format(value, null);
        if (all.Data.TryGetPropertyValue(mimeType, out JsonNode? node) && node is not null)
            return new MimeBundle(new JsonObject { [mimeType] = node.DeepClone() }, []);
        return mimeType == Plain ? MimeBundle.Of(Plain, ValueText.Of(value)) : Bounded(new() { [mimeType] = (value ?? "null").ToDisplayString(mimeType) });
    }

    // JSON types stand in a notebook as JSON, not as text that holds it.
    private static JsonNode? Json(object? value)
    {
        try
        {
            return value is string text ? JsonNode.Parse(text) : JsonSerializer.SerializeToNode(value, JsonOptions);
        }
        catch (JsonException)
        {
            return JsonValue.Create(value is string text ? text : ValueText.Of(value));
        }
    }

    private static JsonObject Represent(object? value, Type? declared)
    {
        JsonObject data = [];
        IReadOnlyDictionary<string, string> registered = value is null || TensorText.IsTensor(value) && !HasRegistration(value)
            ? new Dictionary<string, string>()
            : UserFormatters.Represent(value);
        foreach ((string mimeType, string text) in registered)
            data[mimeType] = text;
        if (registered.Count == 0 && value is HtmlContent markup)
            data[Html] = markup.Text;
        else if (registered.Count == 0 && value?.GetType().GetInterface("IHtmlContent") is not null)
            data[Html] = value.ToString();
        else if (registered.Count == 0 && ValueTable.TryHtml(value) is { } table)
            data[Html] = table;
        if (!data.ContainsKey(Plain) && !data.ContainsKey(Html) | value is not HtmlContent)
            data[Plain] = ValueText.Of(value, declared);
        return data;
    }

    private static bool HasRegistration(object value) =>
        Formatter.RegisteredFormatters(false).Any(f => f is not ObjectFormatter && f.Type != typeof(object) && f.Type.IsInstanceOfType(value));

    /// <summary>Leaves out a representation that would swell the notebook, and says so.</summary>
    private static MimeBundle Bounded(JsonObject data)
    {
        foreach ((string mimeType, JsonNode? node) in data.ToArray())
        {
            if (node is not JsonValue text || text.GetValueKind() != System.Text.Json.JsonValueKind.String || text.GetValue<string>() is not { Length: > FormatLimits.Representation } whole)
                continue;
            if (mimeType == Plain)
            {
                data[Plain] = FormatLimits.Cut(whole, FormatLimits.Text);
                continue;
            }
            data.Remove(mimeType);
            string note = FormattableString.Invariant($"[{mimeType} left out: {whole.Length} characters, more than the {FormatLimits.Representation} a notebook output may have]");
            data[Plain] = data[Plain] is { } plain ? plain.GetValue<string>() + "\n" + note : note;
        }
        return new MimeBundle(data, []);
    }
}
