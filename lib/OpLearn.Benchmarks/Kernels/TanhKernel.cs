using BenchmarkDotNet.Attributes;
using static TorchSharp.torch;

namespace OpLearn.Benchmarks;

/// <summary>tanh of 8,192 numbers: <see cref="VectorFunctions"/>.</summary>
public class TanhKernel : KernelBenchmark
{
    private const int Count = 8_192;
    private Tensor numbers = null!;

    /// <inheritdoc/>
    protected override void Prepare() => numbers = randn(Count);

    /// <summary>libtorch, in place.</summary>
    [Benchmark(Baseline = true)]
    public void Reference() => numbers.tanh_();

    /// <summary>The same, in place.</summary>
    [Benchmark]
    public unsafe void Kernel() => MlpKernel.Activate(FusedActivation.Tanh, AlignedBuffer.Start(numbers), Count);
}
