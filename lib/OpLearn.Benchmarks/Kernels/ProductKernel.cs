using BenchmarkDotNet.Attributes;
using static TorchSharp.torch;

namespace OpLearn.Benchmarks;

/// <summary>512 rows times a square matrix; the matrix is in panels already.</summary>
public unsafe class ProductKernel : KernelBenchmark
{
    private const int Rows = 512, Block = 64;
    private Tensor a = null!, b = null!, c = null!;
    private float* rows, panels, target;

    /// <summary>Columns.</summary>
    [Params(64, 128, 256)]
    public int Columns { get; set; }

    /// <inheritdoc/>
    protected override void Prepare()
    {
        (a, b, c) = (randn(Rows, Columns), randn(Columns, Columns), zeros(Rows, Columns));
        var memory = new AlignedBuffer(Rows * Columns + Columns * Columns, 2); // for as long as the process lives
        rows = AlignedBuffer.Start(a);
        target = memory.TakeZeros(Rows * Columns);
        panels = memory.Take(Columns * Columns);
        PackedGemm.Pack(AlignedBuffer.Start(b), Columns, Columns, Columns, panels);
    }

    /// <summary>libtorch.</summary>
    [Benchmark(Baseline = true)]
    public void Reference() => c.addmm_(a, b);

    /// <summary>Blocks of rows through all panels.</summary>
    [Benchmark]
    public void Kernel()
    {
        for (int row = 0; row < Rows; row += Block)
            for (int column = 0; column < Columns; column += PackedGemm.Width)
                PackedGemm.Add(rows + row * Columns, Columns, Block, panels + column * Columns, Columns, target + row * Columns + column, Columns);
    }
}
