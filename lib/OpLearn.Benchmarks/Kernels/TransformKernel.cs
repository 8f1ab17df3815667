using System.Numerics;
using BenchmarkDotNet.Attributes;
using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn.Benchmarks;

/// <summary>The transform of 1,024 real numbers and back, as the generators of periodic problems take it: <see cref="RealFft"/>.</summary>
public class TransformKernel : KernelBenchmark
{
    private const int Points = 1_024;
    private readonly RealFft own = new(Points);
    private readonly double[] values = new double[Points];
    private readonly Complex[] spectrum = new Complex[Points / 2 + 1];
    private Tensor tensorValues = null!;

    /// <inheritdoc/>
    protected override void Prepare()
    {
        tensorValues = randn(Points, float64);
        tensorValues.data<double>().CopyTo(values);
    }

    /// <summary>libtorch.</summary>
    [Benchmark(Baseline = true)]
    public void Reference() => Scoped(() => fft.irfft(fft.rfft(tensorValues), Points));

    /// <summary>Managed code.</summary>
    [Benchmark]
    public void Kernel()
    {
        own.Forward(values, spectrum);
        own.Inverse(spectrum, values);
    }
}
