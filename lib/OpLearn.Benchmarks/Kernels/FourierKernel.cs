using BenchmarkDotNet.Attributes;
using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn.Benchmarks;

/// <summary>The kept frequencies of 20 fields and back: <see cref="TruncatedFourier"/>. One axis: 1,024 points, 64 channels, 16 modes; two: 85 × 85, 32 channels, 12 × 12 modes.</summary>
public class FourierKernel : KernelBenchmark
{
    private Tensor field = null!;
    private int[] modes = null!;
    private long[] grid = null!, axes = null!;

    /// <summary>Axes.</summary>
    [Params(1, 2)]
    public int Axes { get; set; }

    /// <inheritdoc/>
    protected override void Prepare()
    {
        (modes, grid, axes, int channels) = Axes == 1 ? ((int[])[16], (long[])[1024], (long[])[1], 64) : ([12, 12], [85, 85], [1, 2], 32);
        field = randn([20, .. grid, channels]);
    }

    /// <summary>libtorch's transform of all frequencies and back.</summary>
    [Benchmark(Baseline = true)]
    public void Reference() => Scoped(() => fft.irfftn(fft.rfftn(field, dim: axes), grid, axes));

    /// <summary>Products with real matrices.</summary>
    [Benchmark]
    public void Kernel() => Scoped(() => TruncatedFourier.Synthesise(TruncatedFourier.Analyse(field, modes), modes, grid, null));
}
