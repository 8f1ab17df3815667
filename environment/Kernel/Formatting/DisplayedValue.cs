namespace OpLearn.Kernel;

/// <summary>An output that is on the page and can be replaced there, from the same cell or from a later one.</summary>
public sealed class DisplayedValue
{
    private readonly string? mimeType;
    private readonly IKernelOutput? output;

    internal DisplayedValue(string displayId, string? mimeType, IKernelOutput? output)
    {
        DisplayId = displayId;
        this.mimeType = mimeType;
        this.output = output;
    }

    /// <summary>Names the output to the front end; the same from run to run.</summary>
    public string DisplayId { get; }

    /// <summary>Replaces what is shown.</summary>
    /// <param name="value">The new value, formatted like the first one.</param>
    public void Update(object? value)
    {
        MimeBundle bundle = OpLearn.Kernel.Display.Bundle(value, mimeType);
        if ((KernelOutput.Current ?? output) is { } current)
            current.UpdateDisplay(bundle, DisplayId);
        else
            Console.WriteLine(ValueText.Of(value));
    }
}
