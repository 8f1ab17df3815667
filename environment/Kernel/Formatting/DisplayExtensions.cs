using System.Text.Json.Nodes;

namespace OpLearn.Kernel;

/// <summary><c>value.Display()</c> for every value.</summary>
public static class DisplayExtensions
{
    /// <summary>Shows a value at once.</summary>
    /// <param name="value">Any value.</param>
    /// <param name="mimeType">The one representation wanted; null for those that suit the value.</param>
    public static DisplayedValue Display<T>(this T value, string? mimeType = null) => OpLearn.Kernel.Display.display(value, mimeType);

    /// <summary>Shows a value in several representations; the front end takes the one that it draws best.</summary>
    /// <param name="value">Any value.</param>
    /// <param name="first">A mime type.</param>
    /// <param name="second">A further one.</param>
    /// <param name="more">Still more.</param>
    public static DisplayedValue Display<T>(this T value, string first, string second, params string[] more)
    {
        JsonObject data = [];
        foreach (string mimeType in (string[])[first, second, .. more])
            data[mimeType] = ValueFormatter.FormatAs(value, mimeType).Data[mimeType]?.DeepClone();
        return OpLearn.Kernel.Display.display(new MimeBundle(data, []));
    }

    /// <summary>Shows a sequence as a table: a row for each item, a column for each of its members.</summary>
    /// <param name="items">The items.</param>
    public static DisplayedValue DisplayTable<T>(this IEnumerable<T> items) => OpLearn.Kernel.Display.display(items.ToArray());

    /// <summary>Shows a text under a mime type, such as <c>text/html</c>, <c>text/markdown</c> or <c>image/svg+xml</c>.</summary>
    /// <param name="value">The text.</param>
    /// <param name="mimeType">Its mime type.</param>
    public static DisplayedValue DisplayAs(this string value, string mimeType) => OpLearn.Kernel.Display.display(value, mimeType);
}
