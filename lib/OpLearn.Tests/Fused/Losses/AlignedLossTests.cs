using TorchSharp;
using Xunit;
using static OpLearn.Tests.LossChecks;
using static TorchSharp.torch;

namespace OpLearn.Tests;

[Collection("process-wide state")]
public class AlignedLossTests
{
    private static readonly OperatorLoss MeanSquare = OperatorLoss.MeanSquare();

    private static DeepONet Model(int[] branch, int[] trunk, Activation activation, OutputBias? bias = null, int sensors = 7, int dimensions = 2)
    {
        var style = new MlpStyle { Activation = activation };
        return WithBiases(DeepONet.Create(new DeepONetOptions
        { Sensors = sensors, Dimensions = dimensions, BranchWidths = branch, TrunkWidths = trunk, Branch = style, Trunk = style, Head = new() { Bias = bias ?? OutputBias.PerOutput }, Seed = 3 }));
    }

    private static OperatorBatch Batch(int functions, int points, int sensors = 7, int dimensions = 2, ScalarType type = ScalarType.Float32) =>
        new([ModelChecks.Random(1, functions, sensors, 1).to(type)], ModelChecks.Random(2, points, dimensions).to(type), ModelChecks.Random(3, functions, points, 1).to(type), null);

    [Theory]
    [InlineData(1, 1, "relu", true)]
    [InlineData(3, 5, "tanh", false)]
    [InlineData(64, 130, "relu", true)]  // more than a block of points
    [InlineData(70, 700, "tanh", true)]  // blocks of functions, and groups with several blocks of points
    [InlineData(300, 33, "relu", false)]
    [InlineData(9, 64, "identity", true)]
    [InlineData(9, 64, "gelu", true)]
    [InlineData(70, 130, "silu", false)]
    public void LossAndGradient_AreThoseOfThePlainForm(int functions, int points, string activation, bool bias)
    {
        Activation curve = activation == "relu" ? Activation.Relu : activation == "tanh" ? Activation.Tanh : activation == "gelu" ? Activation.Gelu : activation == "silu" ? Activation.Silu : Activation.Identity;
        foreach (var (branch, trunk) in new[] { (new[] { 40, 20 }, new[] { 17, 33, 20 }), (new[] { 16 }, new[] { 16 }), (new[] { 5, 101, 64 }, new[] { 128, 64 }) })
        {
            using DisposeScope scope = NewDisposeScope();
            using DeepONet model = Model(branch, trunk, curve, bias ? OutputBias.PerOutput : OutputBias.None);
            OperatorBatch batch = Batch(functions, points);
            Tensor[] fast = Differentiate(model, batch), plain = DifferentiatePlainly(model, batch);
            Assert.True(Distance(plain, fast) < 1e-5, $"{Distance(plain, fast)}");
            if (functions > 1) Assert.NotEqual(plain.Select(tensor => tensor.norm().ToDouble()), fast.Select(tensor => tensor.norm().ToDouble())); // another order of sums: it has been taken
        }
    }

    [Fact]
    public void WhatItCannotDo_IsDoneByOperations()
    {
        using DisposeScope scope = NewDisposeScope();
        OperatorBatch batch = Batch(4, 9), wide = Batch(4, 9, type: ScalarType.Float64);
        var masked = batch with { Mask = ModelChecks.Random(4, 9).to(ScalarType.Float32).square() };
        using DeepONet model = Model([12, 8], [12, 8], Activation.Tanh), smooth = Model([12, 8], [12, 8], Activation.Elu), exact = Model([12, 8], [12, 8], Activation.Tanh);
        exact.MoveTo(ScalarType.Float64);
        foreach (var (network, data) in new (DeepONet, OperatorBatch)[] { (smooth, batch), (model, masked), (exact, wide) })
        {
            Assert.Equal(0.0, Distance(DifferentiatePlainly(network, data), Differentiate(network, data)));
        }
    }

    [Fact]
    public void WrongTargets_AreRefusedAsEver()
    {
        using DisposeScope scope = NewDisposeScope();
        using DeepONet model = Model([12, 8], [12, 8], Activation.Tanh);
        Assert.Throws<ArgumentException>(() => MeanSquare.Evaluate(model, Batch(4, 9) with { Targets = zeros(4, 8, 1) }));
    }

    [Fact]
    public void NumberOfThreads_ChangesNoBit()
    {
        using DisposeScope scope = NewDisposeScope();
        using DeepONet model = Model([40, 24], [40, 24], Activation.Tanh);
        OperatorBatch batch = Batch(70, 1100);
        using var restored = new RestoredThreads();
        set_num_threads(1);
        Tensor[] one = Differentiate(model, batch);
        set_num_threads(3);
        Tensor[] three = Differentiate(model, batch);
        Assert.True(AreSame(one, three));
    }

    [Fact]
    public void WeightsAndFactors_AndGradientsOfGradients_GoThrough()
    {
        using DisposeScope scope = NewDisposeScope();
        using DeepONet model = Model([12, 8], [12, 8], Activation.Tanh);
        OperatorBatch batch = Batch(5, 20);
        Tensor[] fast = DifferentiateTwice(model, batch), plain;
        using (FastPaths.Off()) plain = DifferentiateTwice(model, batch);
        Assert.True(Distance(plain, fast) < 1e-5, $"{Distance(plain, fast)}");
    }

    [Fact]
    public void FrozenParameters_StayWithoutGradient()
    {
        using DisposeScope scope = NewDisposeScope();
        using DeepONet model = Model([12, 8], [12, 8], Activation.Tanh);
        model.SetTrainable(name => name.StartsWith("trunk", StringComparison.Ordinal));
        model.zero_grad();
        MeanSquare.Evaluate(model, Batch(5, 20)).backward();
        foreach (var (name, parameter) in model.named_parameters()) Assert.Equal(name.StartsWith("trunk", StringComparison.Ordinal), parameter.grad is not null);
    }

    [Fact]
    public void Training_EndsWhereThePlainFormEnds()
    {
        using DisposeScope scope = NewDisposeScope();
        using var data = TinyOperator.Data(60, seed: 1);
        static OperatorModel Make() => DeepONet.Create(new DeepONetOptions { Sensors = 12, BranchWidths = [24, 16], TrunkWidths = [24, 16], Seed = 0 });
        var batch = new BatchOptions { Functions = 20, Points = 9 };
        double[] fast = Train(Make, data, batch, fast: true), plain = Train(Make, data, batch, fast: false);
        Assert.True(fast[^1] < 0.5 * fast[0]);
        for (int step = 0; step < fast.Length; step++) Assert.Equal(plain[step], fast[step], 1e-3 * plain[step]); // roundings grow in a hundred steps
        for (int step = 0; step < 10; step++) Assert.Equal(plain[step], fast[step], 1e-5 * plain[step]);
    }

    [Fact]
    public void NotANumber_IsSeen()
    {
        using DisposeScope scope = NewDisposeScope();
        using DeepONet model = Model([12, 8], [12, 8], Activation.Relu);
        OperatorBatch batch = Batch(5, 20);
        using (no_grad()) batch.Functions[0][2, 3, 0] = double.NaN;
        Assert.True(double.IsNaN(MeanSquare.Evaluate(model, batch).ToDouble()));
    }

    [Fact]
    public void ThousandsOfSteps_HoldNoTensor()
    {
        using DeepONet model = Model([12, 8], [12, 8], Activation.Tanh);
        using DisposeScope outer = NewDisposeScope();
        OperatorBatch batch = Batch(5, 20);
        Steps(200);
        long tensors = Tensor.TotalCount, managed = GC.GetTotalMemory(true);
        Steps(5_000);
        Assert.Equal(tensors, Tensor.TotalCount);
        Assert.InRange(GC.GetTotalMemory(true) - managed, long.MinValue, 200_000);

        void Steps(int count)
        {
            for (int step = 0; step < count; step++)
            {
                using DisposeScope scope = NewDisposeScope();
                model.zero_grad();
                MeanSquare.Evaluate(model, batch).backward();
            }
            model.zero_grad();
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }
}
