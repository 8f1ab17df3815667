namespace OpLearn.Kernel;

/// <summary><c>value.Display()</c> for every value.</summary>
public static class DisplayExtensions
{
    /// <summary>Shows a value at once.</summary>
    /// <param name="value">Any value.</param>
    /// <param name="mimeType">The one representation wanted; null for those that suit the value.</param>
    public static DisplayedValue Display<T>(this T value, string? mimeType = null) => OpLearn.Kernel.Display.display(value, mimeType);

    /// <summary>Shows a text under a mime type, such as <c>text/html</c>, <c>text/markdown</c> or <c>image/svg+xml</c>.</summary>
    /// <param name="value">The text.</param>
    /// <param name="mimeType">Its mime type.</param>
    public static DisplayedValue DisplayAs(this string value, string mimeType) => OpLearn.Kernel.Display.display(value, mimeType);
}
