namespace OpLearn.Kernel.Tests.Languages;

/// <summary>One session for a class of tests: starting F# costs seconds.</summary>
public sealed class SessionFixture : IDisposable
{
    public KernelSession Session { get; } = new(new KernelOptions { Preloaded = [typeof(TorchSharp.torch).Assembly], OnStart = NativeTorch.EnsureLoaded });

    /// <summary>Runs a cell and returns what it showed.</summary>
    public Recorder Run(string source, string? language = null, CancellationToken interrupt = default)
    {
        var recorder = new Recorder();
        recorder.Failure = Session.Execute(source, language, recorder, interrupt).Failure;
        return recorder;
    }

    public void Dispose() => Session.Dispose();
}
