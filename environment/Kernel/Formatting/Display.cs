using System.Globalization;

namespace OpLearn.Kernel;

/// <summary>What cells call to show values: <c>using static OpLearn.Kernel.Display;</c> in C#, <c>open type OpLearn.Kernel.Display</c> in F#.</summary>
/// <remarks>Outside a running kernel the value goes to the console as text.</remarks>
public static class Display
{
    private static int count;

    /// <summary>Shows a value at once.</summary>
    /// <param name="value">Any value.</param>
    /// <param name="mimeType">The one representation wanted; null for those that suit the value.</param>
    /// <returns>A handle that replaces the output later.</returns>
    public static DisplayedValue display(object? value, string? mimeType = null)
    {
        MimeBundle bundle = Bundle(value, mimeType);
        IKernelOutput? output = KernelOutput.Current;
        // A count, not a random name: a notebook run again gives the same file.
        DisplayedValue displayed = new("display-" + Interlocked.Increment(ref count).ToString(CultureInfo.InvariantCulture), mimeType, output);
        if (output is null)
            Console.WriteLine(ValueText.Of(value));
        else if (bundle.Data.Count > 0)
            output.Display(bundle, displayed.DisplayId);
        return displayed;
    }

    /// <summary>Marks text as HTML, to be the cell's value or an argument of <see cref="display"/>.</summary>
    /// <param name="text">Markup.</param>
    public static HtmlContent HTML(string text) => new(text);

    /// <summary>The same as <see cref="HTML"/>.</summary>
    /// <param name="text">Markup.</param>
    public static HtmlContent Html(string text) => new(text);

    /// <summary>Shows a style sheet, for the page that the front end draws.</summary>
    /// <param name="text">The rules.</param>
    public static void CSS(string text) => display(HTML($"<style>{text}</style>"));

    /// <summary>Shows a script, for front ends that run it.</summary>
    /// <param name="text">The code.</param>
    public static void Javascript(string text) => display(text, "application/javascript");

    /// <summary>Takes away what the cell has shown so far; does nothing outside a running kernel.</summary>
    /// <param name="wait">True to keep it until the next output comes, so that an animation does not flicker.</param>
    public static void Clear(bool wait = false) => KernelOutput.Current?.Clear(wait);

    internal static MimeBundle Bundle(object? value, string? mimeType) =>
        string.IsNullOrEmpty(mimeType) ? ValueFormatter.Format(value, null) : ValueFormatter.FormatAs(value, mimeType);
}
