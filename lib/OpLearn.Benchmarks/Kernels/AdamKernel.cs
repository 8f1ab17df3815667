using System.Runtime.Intrinsics;
using BenchmarkDotNet.Attributes;
using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn.Benchmarks;

/// <summary>One step of Adam on a flat vector: <see cref="FlatKernel"/>.</summary>
public unsafe class AdamKernel : KernelBenchmark
{
    private Tensor values = null!, gradient = null!, first = null!, second = null!;
    private readonly AdamNumbers numbers = AdamOptimizer.Numbers(new AdamOptions(), 1_000, 1e-3, 1.0);

    /// <summary>Parameters.</summary>
    [Params(10_000, 1_000_000)]
    public int Parameters { get; set; }

    /// <inheritdoc/>
    protected override void Prepare() => (values, gradient, first, second) = (randn(Parameters), randn(Parameters), zeros(Parameters), ones(Parameters));

    /// <summary>Operations on the same flat vectors.</summary>
    [Benchmark(Baseline = true)]
    public void Reference() => Scoped(() =>
    {
        first.mul_(0.9).add_(gradient, alpha: 0.1);
        second.mul_(0.999).addcmul_(gradient, gradient, 0.001);
        values.addcdiv_(first, second.sqrt().add_(1e-8), -1e-3);
    });

    /// <summary>One pass over memory.</summary>
    [Benchmark]
    public void Kernel() => FlatKernel.Adam(values, gradient, first, second, numbers);

    /// <summary>The least that can be: the same four vectors read and three of them written, with a sum for all arithmetic.</summary>
    [Benchmark]
    public void Memory()
    {
        float* g = AlignedBuffer.Start(gradient), p = AlignedBuffer.Start(values), m = AlignedBuffer.Start(first), v = AlignedBuffer.Start(second);
        for (int i = 0; i <= Parameters - Vector512<float>.Count; i += Vector512<float>.Count)
        {
            Vector512<float> added = Vector512.Load(g + i);
            (Vector512.Load(p + i) + added).Store(p + i);
            (Vector512.Load(m + i) + added).Store(m + i);
            (Vector512.Load(v + i) + added).Store(v + i);
        }
    }
}
