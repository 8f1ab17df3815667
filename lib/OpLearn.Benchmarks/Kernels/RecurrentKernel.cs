using BenchmarkDotNet.Attributes;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OpLearn.Benchmarks;

/// <summary>A layer of gated recurrent units over 101 steps of 64 samples, values alone: <see cref="GruSequence"/>.</summary>
public class RecurrentKernel : KernelBenchmark
{
    private Tensor sequence = null!; // [steps, samples, inputs]
    private GRU layer = null!;
    private Tensor[] weights = null!;

    /// <summary>Units, and inputs.</summary>
    [Params(64, 256)]
    public int Units { get; set; }

    /// <inheritdoc/>
    protected override void Prepare()
    {
        sequence = randn(101, 64, Units);
        layer = nn.GRU(Units, Units);
        weights = [.. layer.parameters()];
    }

    /// <summary>libtorch's layer.</summary>
    [Benchmark(Baseline = true)]
    public void Reference() => Scoped(() => layer.call(sequence, null));

    /// <summary>A block of samples through all steps.</summary>
    [Benchmark]
    public void Kernel() => Scoped(() => GruSequence.Run(sequence, 0, weights));
}
