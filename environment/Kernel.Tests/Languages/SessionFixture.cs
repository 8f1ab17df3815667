using Xunit;

namespace OpLearn.Kernel.Tests.Languages;

/// <summary>One session for a class of tests: starting F# costs seconds.</summary>
public sealed class SessionFixture : IDisposable
{
    public KernelSession Session { get; } = new(new KernelOptions { Preloaded = [typeof(TorchSharp.torch).Assembly, typeof(SessionFixture).Assembly], OnStart = NativeTorch.EnsureLoaded });

    /// <summary>Runs a cell and returns what it showed.</summary>
    /// <remarks>On a thread of its own, as the server does after an abort: see <see cref="InterruptGuard.ThreadIsSpent"/>.</remarks>
    public Recorder Run(string source, string? language = null, CancellationToken interrupt = default)
    {
        var recorder = new Recorder();
        var thread = new Thread(() => recorder.Failure = Session.Execute(source, language, recorder, interrupt).Failure) { IsBackground = true };
        thread.Start();
        Assert.True(thread.Join(TimeSpan.FromMinutes(2)), $"The cell does not end: {source}");
        return recorder;
    }

    public void Dispose() => Session.Dispose();
}
