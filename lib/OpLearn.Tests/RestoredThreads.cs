using TorchSharp;

namespace OpLearn.Tests;

/// <summary>For a test that sets torch's number of threads: gives back what was there before, whatever the test's end.</summary>
internal sealed class RestoredThreads : IDisposable
{
    private readonly int before = torch.get_num_threads();

    public void Dispose() => torch.set_num_threads(before);
}
