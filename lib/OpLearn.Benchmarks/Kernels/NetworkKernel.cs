using BenchmarkDotNet.Attributes;
using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn.Benchmarks;

/// <summary>A trunk 2-3 × 128 with ReLU on some rows, values alone: by <see cref="MlpLanes"/>.</summary>
public unsafe class NetworkKernel : KernelBenchmark
{
    private static readonly int[] Widths = [128, 128, 128];
    private Tensor inputs = null!;
    private TorchSharp.Modules.Sequential modules = null!;
    private MlpLanes lanes = null!;
    private Mlp network = null!;
    private float* spare, panels;

    /// <summary>Rows.</summary>
    [Params(1, 64)]
    public int Rows { get; set; }

    /// <inheritdoc/>
    protected override void Prepare()
    {
        inputs = rand(Rows, 2);
        modules = PlainStep.Network(2, Widths, () => nn.ReLU(), false);
        network = Mlp.Create(2, Widths, 0);
        lanes = new MlpLanes(network.Weights!);
        var memory = new AlignedBuffer(lanes.SpareLength + 64 * Widths[^1], 2); // for as long as the process lives
        spare = memory.Take(lanes.SpareLength);
        panels = memory.Take(64 * Widths[^1]);
    }

    /// <summary>TorchSharp's modules.</summary>
    [Benchmark(Baseline = true)]
    public void Reference() => modules.call(inputs).Dispose();

    /// <summary>Rows in the lanes of vectors.</summary>
    [Benchmark]
    public void Kernel() => lanes.Evaluate(AlignedBuffer.Start(inputs), Rows, spare, panels);
}
