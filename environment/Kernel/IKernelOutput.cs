namespace OpLearn.Kernel;

/// <summary>Where a running cell's outputs go. Thread-safe; bound to the request that started the cell.</summary>
public interface IKernelOutput
{
    /// <summary>Text of <c>stdout</c> or <c>stderr</c>.</summary>
    void Stream(string name, string text);

    /// <summary>Shows a value; with a display id it can be updated later.</summary>
    void Display(MimeBundle bundle, string? displayId);

    /// <summary>Replaces what was shown under the display id.</summary>
    void UpdateDisplay(MimeBundle bundle, string displayId);

    /// <summary>The value of the cell's last expression.</summary>
    void Result(MimeBundle bundle);

    /// <summary>Clears the cell's output, at once or when the next output comes.</summary>
    void Clear(bool wait);

    /// <summary>Asks the person at the front end for a line of text.</summary>
    /// <exception cref="InvalidOperationException">The front end takes no input.</exception>
    string Input(string prompt, bool password);
}
