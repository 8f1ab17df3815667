namespace OpLearn.Kernel.Tests.Languages;

/// <summary>Keeps a cell's outputs.</summary>
public sealed class Recorder : IKernelOutput
{
    public CellFailure? Failure { get; set; }

    public List<string> Results { get; } = [];

    public List<string> Displays { get; } = [];

    public List<string> Streams { get; } = [];

    public string Message => Failure?.Message ?? "";

    public void Stream(string name, string text)
    {
        lock (Streams) Streams.Add($"{name}: {text}");
    }

    public void Display(MimeBundle bundle, string? displayId) => Displays.Add(Text(bundle));

    public void UpdateDisplay(MimeBundle bundle, string displayId) => Displays.Add(Text(bundle));

    public void Result(MimeBundle bundle) => Results.Add(Text(bundle));

    public void Clear(bool wait)
    {
    }

    public string Input(string prompt, bool password) => throw new InvalidOperationException("no input");

    private static string Text(MimeBundle bundle) => bundle.Data["text/plain"]?.ToString() ?? bundle.Data.First().Value!.ToString();
}
