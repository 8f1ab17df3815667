using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn.Benchmarks;

/// <summary>What this machine does now at most, by libtorch: matrix products, and numbers from memory and back.</summary>
/// <param name="Products">A product of 1024 × 1024 matrices in float32.</param>
/// <param name="Memory">x += y of two vectors that are four times as large as the caches: two are read, one is written.</param>
internal readonly record struct Limit(Turn Products, Turn Memory)
{
    private const double ProductFlops = 2.0 * 1024 * 1024 * 1024;
    private const int Length = 32 << 20; // numbers of a vector, 128 MB
    private static readonly Lazy<Tensor> Sum = new(() => zeros(Length).DetachFromDisposeScope()), Added = new(() => ones(Length).DetachFromDisposeScope());

    public static Limit Measured()
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradients = no_grad();
        Tensor a = ones(1024, 1024), b = ones(1024, 1024);
        a.mm(b);
        return new Limit(Turn.Of(4, () => a.mm(b).Dispose()), Turn.Of(2, () => Sum.Value.add_(Added.Value)));
    }

    /// <summary>10⁹ operations a second.</summary>
    public double Flops(Func<Turn, double> time) => ProductFlops / time(Products) / 1e6;

    /// <summary>10⁹ bytes a second.</summary>
    public double Bytes(Func<Turn, double> time) => 3.0 * sizeof(float) * Length / time(Memory) / 1e6;

    /// <summary>Milliseconds of processor time of a step's arithmetic at this rate.</summary>
    public double OfProducts(Workload workload) => workload.Flops / Flops(turn => turn.Processor) / 1e6;

    /// <summary>The same of its bytes.</summary>
    public double OfMemory(Workload workload) => workload.Bytes / Bytes(turn => turn.Processor) / 1e6;
}
