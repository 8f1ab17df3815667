namespace OpLearn.Kernel;

/// <summary>Text that is markup: shown as <c>text/html</c>.</summary>
/// <param name="Text">The markup, as it is.</param>
public sealed record HtmlContent(string Text)
{
    /// <inheritdoc/>
    public override string ToString() => Text;
}
