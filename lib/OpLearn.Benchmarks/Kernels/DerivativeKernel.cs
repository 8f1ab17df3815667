using BenchmarkDotNet.Attributes;
using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn.Benchmarks;

/// <summary>Values, both first derivatives and one second derivative of a trunk 2-5 × 50 with tanh at 100 points: <see cref="TrunkJets"/>.</summary>
public class DerivativeKernel : KernelBenchmark
{
    private static readonly DerivativePlan.Stream[] Streams = [new(-1, -1), new(0, -1), new(1, -1), new(0, 0)];
    private Tensor locations = null!;
    private Mlp network = null!;

    /// <inheritdoc/>
    protected override void Prepare()
    {
        locations = rand(100, 2);
        network = Mlp.Create(2, [50, 50, 50, 50, 50], 0, new MlpStyle { Activation = Activation.Tanh });
    }

    /// <summary>The plain form: operations on tensors.</summary>
    [Benchmark(Baseline = true)]
    public void Reference() => Scoped(() =>
    {
        TrunkDerivatives found = TrunkDerivatives.Of(network.Weights!, locations, new DerivativePlan())!;
        foreach (DerivativePlan.Stream stream in Streams) found.Alone(stream);
    });

    /// <summary>All in one pass.</summary>
    [Benchmark]
    public void Kernel() => Scoped(() => TrunkJets.Run(network.Weights!, locations, Streams, () => throw new InvalidOperationException("no gradients")));
}
