using BenchmarkDotNet.Attributes;
using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn.Benchmarks;

/// <summary>A kernel beside what libtorch or the plain form makes of the same numbers, both on one thread and without gradients.</summary>
public abstract class KernelBenchmark
{
    private IDisposable? noGradients;

    /// <summary>Makes the numbers.</summary>
    protected abstract void Prepare();

    /// <summary>Before the first measurement.</summary>
    [GlobalSetup]
    public void Start()
    {
        NativeTorch.EnsureLoaded();
        set_num_threads(1);
        noGradients = no_grad();
        random.manual_seed(0);
        Prepare();
    }

    /// <summary>After the last one.</summary>
    [GlobalCleanup]
    public void End() => noGradients?.Dispose();

    /// <summary>Runs it and disposes of all tensors that it made.</summary>
    protected static void Scoped(Action work)
    {
        using DisposeScope scope = NewDisposeScope();
        work();
    }
}
