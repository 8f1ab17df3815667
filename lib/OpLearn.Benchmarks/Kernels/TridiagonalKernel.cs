using BenchmarkDotNet.Attributes;

namespace OpLearn.Benchmarks;

/// <summary>A time step of 16 samples of the reaction–diffusion problem with 64 cells, a lane each: mass matrix, elimination of the middle nodes and a tridiagonal system of 65 unknowns.</summary>
public class TridiagonalKernel : KernelBenchmark
{
    private const int Cells = 64;
    private readonly ReactionDiffusionBatch batch = new(Cells, 0.01, 0.01, crankNicolson: false);
    private readonly double[] source = new double[(2 * Cells + 1) * ReactionDiffusionBatch.Lanes], inverse = new double[Cells + 1], x = new double[Cells + 1];

    /// <inheritdoc/>
    protected override void Prepare()
    {
        Array.Fill(source, 1.0);
        Array.Fill(inverse, 0.5);
        batch.Start(new double[source.Length]);
    }

    /// <summary>The 16 tridiagonal systems alone, one after the other, factored as well.</summary>
    [Benchmark(Baseline = true)]
    public double Reference()
    {
        const double off = -0.3;
        for (int sample = 0; sample < ReactionDiffusionBatch.Lanes; sample++)
        {
            Array.Fill(x, 1.0);
            for (int i = 1; i <= Cells; i++) x[i] -= off * inverse[i - 1] * x[i - 1];
            x[Cells] *= inverse[Cells];
            for (int i = Cells - 1; i >= 0; i--) x[i] = (x[i] - off * x[i + 1]) * inverse[i];
        }
        return x[0];
    }

    /// <summary>The whole step.</summary>
    [Benchmark]
    public void Kernel() => batch.Step(source);
}
