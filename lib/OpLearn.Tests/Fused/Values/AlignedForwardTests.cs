using TorchSharp;
using Xunit;
using static OpLearn.Tests.ForwardChecks;
using static TorchSharp.torch;

namespace OpLearn.Tests;

[Collection("process-wide state")]
public class AlignedForwardTests
{
    private static DeepONet Model(int[] branch, int[] trunk, Activation activation, DeepONetHead? head = null, int sensors = 7, int dimensions = 2)
    {
        var style = new MlpStyle { Activation = activation };
        return LossChecks.WithBiases(DeepONet.Create(new DeepONetOptions
        { Sensors = sensors, Dimensions = dimensions, BranchWidths = branch, TrunkWidths = trunk, Branch = style, Trunk = style, Head = head ?? new DeepONetHead(), Seed = 3 }));
    }

    public static TheoryData<int, int> Sizes => new() { { 1, 1 }, { 1, 100 }, { 2, 3 }, { 3, 65 }, { 4, 4 }, { 5, 63 }, { 16, 16 }, { 17, 130 }, { 67, 2 }, { 300, 33 }, { 70, 700 } };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Values_AreThoseOfThePlainForm(int functions, int points)
    {
        foreach (Activation activation in new[] { Activation.Relu, Activation.Tanh, Activation.Identity })
            foreach (var (branch, trunk, sensors) in new[] { (new[] { 40, 20 }, new[] { 17, 33, 20 }, 7), (new[] { 16 }, new[] { 16 }, 16), (new[] { 5, 101, 64 }, new[] { 128, 64 }, 1), (new[] { 3 }, new[] { 3 }, 300) })
            {
                using DisposeScope scope = NewDisposeScope();
                using DeepONet model = Model(branch, trunk, activation, sensors: sensors);
                Tensor u = Random(1, functions, sensors, 1), y = Random(2, points, 2), plain = Plainly(model, u, y), fast = Evaluate(model, u, y);
                Assert.Equal(plain.shape, fast.shape);
                Assert.True(Distance(plain, fast) < 2e-6, $"{Distance(plain, fast)}");
                if (branch.Length == 3 && functions * points > 100) Assert.NotEqual(0.0, Distance(plain, fast)); // another order of sums: it has been taken
            }
    }

    [Theory]
    [InlineData("independent")]
    [InlineData("shared")]
    [InlineData("split branch")]
    [InlineData("split trunk")]
    public void SeveralOutputs_InEveryMode(string name)
    {
        OutputMode mode = new[] { OutputMode.Independent, OutputMode.Shared, OutputMode.SplitBranch, OutputMode.SplitTrunk }.Single(each => each.Name == name);
        int branch = mode == OutputMode.Shared || mode == OutputMode.SplitBranch ? 60 : 20, trunk = mode == OutputMode.Shared || mode == OutputMode.SplitTrunk ? 60 : 20;
        foreach (OutputBias bias in new[] { OutputBias.PerOutput, OutputBias.Common, OutputBias.None })
            foreach (int functions in new[] { 1, 37 })
            {
                using DisposeScope scope = NewDisposeScope();
                using DeepONet model = Model([40, branch], [30, trunk], Activation.Tanh, new DeepONetHead { Outputs = 3, Mode = mode, Bias = bias });
                Tensor u = Random(1, functions, 7, 1), y = Random(2, 90, 2), plain = Plainly(model, u, y), fast = Evaluate(model, u, y);
                Assert.Equal(plain.shape, fast.shape);
                Assert.InRange(Distance(plain, fast), 1e-12, 2e-6);
            }
    }

    [Fact]
    public void WhatItCannotDo_IsDoneByOperations()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor u = Random(1, 6, 7, 1), y = Random(2, 90, 2);
        using DeepONet model = Model([40, 32], [40, 32], Activation.Tanh), smooth = Model([40, 32], [40, 32], Activation.Gelu), exact = Model([40, 32], [40, 32], Activation.Tanh);
        exact.MoveTo(ScalarType.Float64);
        foreach (var (network, functions, locations) in new[] { (smooth, u, y), (model, u, Random(3, 6, 90, 2)), (exact, u.to(float64), y.to(float64)), (model, u, y[..0]) })
            Assert.True(Plainly(network, functions, locations).equal(Evaluate(network, functions, locations)).all().item<bool>());
        Tensor differentiable = model.call([u], y);
        Assert.True(differentiable.requires_grad);
        Assert.True(differentiable.equal(Plainly(model, u, y)).all().item<bool>());
    }

    [Fact]
    public void WhatItCannotRead_IsRefusedAsEver()
    {
        using DisposeScope scope = NewDisposeScope();
        using DeepONet model = Model([40, 32], [40, 32], Activation.Tanh);
        Assert.Throws<ArgumentException>(() => Evaluate(model, Random(1, 6, 8, 1), Random(2, 90, 2)));
        Assert.Throws<ArgumentException>(() => Evaluate(model, Random(1, 6, 7, 1), Random(2, 90, 3)));
    }

    [Fact]
    public void ChangedWeights_AreSeen()
    {
        using DisposeScope scope = NewDisposeScope();
        using DeepONet model = Model([40, 32], [40, 32], Activation.Relu);
        Tensor u = Random(1, 6, 7, 1), y = Random(2, 90, 2), before = Evaluate(model, u, y);
        using (no_grad()) foreach (var parameter in model.parameters()) parameter.mul_(1.5);
        Tensor plain = Plainly(model, u, y), fast = Evaluate(model, u, y);
        Assert.True(Distance(before, fast) > 1.0);
        Assert.InRange(Distance(plain, fast), 0.0, 2e-6);
    }

    [Fact]
    public void InputsInAnyOrderOfMemory_AndSeveralFunctions()
    {
        using DisposeScope scope = NewDisposeScope();
        using DeepONet model = Model([40, 32], [40, 32], Activation.Relu, sensors: 10);
        Tensor u = Random(1, 5, 2, 9).transpose(1, 2)[TensorIndex.Colon, ..5], y = Random(2, 2, 90).t();
        Assert.InRange(Distance(Plainly(model, u, y), Evaluate(model, u, y)), 1e-12, 2e-6);
        using IDisposable noGradients = no_grad();
        Tensor both = model.call([u.narrow(2, 0, 1), u.narrow(2, 1, 1)], y), joined = model.call([cat([u.select(2, 0), u.select(2, 1)], 1).unsqueeze(2)], y);
        Assert.True(both.equal(joined).all().item<bool>());
    }

    [Fact]
    public void Prediction_WithNormalisers()
    {
        using DisposeScope scope = NewDisposeScope();
        using OperatorDataset data = TinyOperator.Data(40, seed: 1);
        using DeepONet inner = Model([40, 32], [40, 32], Activation.Relu, sensors: 12, dimensions: 1);
        using NormalizedOperator model = NormalizedOperator.Create(inner, Normalization.Fit(data));
        Tensor fast = model.Predict(data, 16), plain;
        using (FastPaths.Off()) plain = model.Predict(data, 16);
        Assert.InRange(Distance(plain, fast), 1e-12, 2e-6);
    }

    [Fact]
    public void NumberOfThreads_ChangesNoBit()
    {
        using DisposeScope scope = NewDisposeScope();
        using DeepONet model = Model([128, 64], [128, 64], Activation.Tanh);
        Tensor u = Random(1, 700, 7, 1), y = Random(2, 1100, 2);
        using var restored = new RestoredThreads();
        set_num_threads(1);
        Tensor one = Evaluate(model, u, y);
        set_num_threads(3);
        Assert.True(one.equal(Evaluate(model, u, y)).all().item<bool>());
    }

    [Fact]
    public void NotANumber_IsSeenWhereItIs()
    {
        using DisposeScope scope = NewDisposeScope();
        using DeepONet model = Model([40, 32], [40, 32], Activation.Relu);
        Tensor u = Random(1, 6, 7, 1);
        u[2, 3, 0] = float.NaN;
        Tensor unknown = Evaluate(model, u, Random(2, 90, 2)).isnan();
        Assert.Equal(90, unknown.sum().item<long>());
        Assert.True(unknown[2].all().item<bool>());
    }

    [Fact]
    public void ThousandsOfEvaluations_HoldNothing()
    {
        using DisposeScope scope = NewDisposeScope();
        using DeepONet model = Model([12, 8], [12, 8], Activation.Tanh);
        Tensor u = Random(1, 5, 7, 1), y = Random(2, 20, 2);
        Repeat(200);
        long tensors = Tensor.TotalCount, managed = GC.GetTotalMemory(true);
        Repeat(5_000);
        Assert.Equal(tensors, Tensor.TotalCount);
        Assert.InRange(GC.GetTotalMemory(true) - managed, long.MinValue, 200_000);

        void Repeat(int count)
        {
            for (int i = 0; i < count; i++) Evaluate(model, u, y).Dispose();
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }
}
