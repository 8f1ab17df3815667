using CsCheck;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace OpLearn.Tests;

[Collection("process-wide state")]
public sealed class FlatKernelTests
{
    [Theory]
    [InlineData(ScalarType.Float32, 2e-6)]
    [InlineData(ScalarType.Float64, 1e-14)]
    public void FusedAdam_IsAdamByTensorOperations(ScalarType type, double tolerance) =>
        Gen.Select(Gen.Int[1, 300], Gen.Int[0, 1000], Gen.Bool, Gen.Int[0, 5]).Sample((length, step, decoupled, seed) =>
        {
            using var scope = NewDisposeScope();
            using var generator = new Generator((ulong)seed);
            Tensor[] Draw() => [.. Enumerable.Range(0, 4).Select(i => i == 3 ? rand(length, dtype: type, generator: generator) : randn(length, dtype: type, generator: generator))];
            Tensor[] fused = Draw(), plain = [.. fused.Select(tensor => tensor.clone())];
            var numbers = AdamOptimizer.Numbers(new AdamOptions { WeightDecay = 0.03, DecoupledDecay = decoupled }, step, 1e-2, gradientScale: 0.7);
            FlatKernel.Adam(fused[0], fused[1], fused[2], fused[3], numbers);
            AdamOptimizer.WithTensors(plain[0], plain[1], plain[2], plain[3], numbers);
            foreach (int i in new[] { 0, 2, 3 })
                Assert.True((fused[i] - plain[i]).abs().max().ToDouble() < tolerance, $"vector {i} differs by {(fused[i] - plain[i]).abs().max().ToDouble()}");
        }, iter: 40, threads: 1);

    [Fact]
    public void WithoutFastPaths_TheOptimiserTakesTensorOperations()
    {
        using var scope = NewDisposeScope();
        using Mlp network = Mlp.Create(7, [40, 3], seed: 0);
        using var parameters = new FlatParameters(network);
        using Optimizer optimizer = new AdamOptions().Create(parameters);
        Tensor inputs = rand(20, 7), plain = parameters.Values.clone(), first = zeros_like(plain), second = zeros_like(plain);
        using (FastPaths.Off())
            for (int step = 0; step < 20; step++)
            {
                optimizer.Step(() => network.call(inputs).square().mean(), step, 1e-2);
                AdamOptimizer.WithTensors(plain, parameters.Gradient.clone(), first, second, AdamOptimizer.Numbers(new AdamOptions(), step, 1e-2, gradientScale: 1.0));
            }
        Assert.True(plain.equal(parameters.Values).all().item<bool>()); // to the last bit, which the fused update misses
    }

    [Fact]
    public void LongVectors_DoNotFeelTheNumberOfThreads()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        Tensor vector = randn(700_001, generator: generator);
        using var restored = new RestoredThreads();
        set_num_threads(1);
        double one = FlatKernel.Norm(vector);
        set_num_threads(4);
        Assert.Equal(one, FlatKernel.Norm(vector));
        Assert.Equal(vector.to(ScalarType.Float64).norm().ToDouble(), one, 9);
    }

    [Fact]
    public void Parameters_BecomeViewsOfOneVector_AndStayWhatTheyWere()
    {
        using var scope = NewDisposeScope();
        using var model = new TinyOperator(12, seed: 4);
        float[] before = model.Bits();
        using (var flat = new FlatParameters(model))
        {
            Assert.Equal(before, model.Bits());
            Assert.Equal(model.ParameterCount, flat.Count);
            using (no_grad()) flat.Values.mul_(2.0);
            Assert.Equal(before.Select(value => 2 * value), model.Bits());
            Assert.Equal(1.0, flat.Differentiate(() => 0.5 * model.parameters().First().sum() + 1.0) - model.parameters().First().sum().ToDouble() * 0.5, 6);
            Assert.Equal(0.25 * model.parameters().First().numel(), flat.Gradient.square().sum().ToDouble(), 6);
        }
        Assert.Equal(before.Select(value => 2 * value), model.Bits());
        Assert.All(model.parameters(), parameter => Assert.Null(parameter.grad));
    }

    [Fact]
    public void ALossThatClearsTheGradients_IsRefused()
    {
        using var data = TinyOperator.Data(6, seed: 1);
        using var model = new TinyOperator(12, seed: 4);
        var loss = OperatorLoss.FromFunction("clears", (m, batch) =>
        {
            m.zero_grad();
            return (m.call(batch.Functions, batch.Locations) - batch.Targets).square().mean();
        });
        var error = Assert.Throws<InvalidOperationException>(() => Trainer.Fit(model, data, new TrainerOptions { Iterations = 2, Seed = 0, Loss = loss }));
        Assert.Contains("zero_grad", error.Message);
    }

    [Theory]
    [InlineData(40, 1)]
    [InlineData(400, 2)]
    public void SmallLayers_TakeOneThread_AndLargeOnesAll(int width, int expected)
    {
        using var restored = new RestoredThreads();
        set_num_threads(2);
        using var data = TinyOperator.Data(100, seed: 1);
        using var model = DeepONet.Create(new DeepONetOptions { Sensors = 12, BranchWidths = [width, width], TrunkWidths = [width, width], Seed = 0 });
        var run = Trainer.Fit(model, data, new TrainerOptions { Iterations = 2, Seed = 0, Monitor = new MonitorOptions { Every = 1, OnReport = p => Assert.Equal(expected, get_num_threads()) } });
        Assert.Equal(expected, run.Threads);
        Assert.Equal(2, get_num_threads());
    }

    [Theory]
    [InlineData(4, 8, 1)]
    [InlineData(64, 64, 2)]
    public void Recurrences_CountTheirOwnMultiplications(int samples, int units, int expected)
    {
        using var restored = new RestoredThreads();
        set_num_threads(2);
        using var scope = NewDisposeScope();
        using MioNet model = MioNet.Create(new MioNetOptions { Branches = [new SequenceBranch { Encoder = [units], Decoder = [units], Coefficients = 16 }], TrunkWidths = [16], Seed = 0 });
        using var threads = new StepThreads(model, largest: null);
        model.call([zeros(samples, 50, 1)], zeros(1, 1));
        threads.Choose();
        Assert.Equal(expected, threads.Count);
    }
}
