using TorchSharp;
using Xunit;
using static OpLearn.Tests.LossChecks;
using static TorchSharp.torch;

namespace OpLearn.Tests;

/// <summary>The mean square error where every row has a location of its own, of DeepONets and of one network of the joined sensors and coordinates.</summary>
[Collection("process-wide state")]
public class PerFunctionLossTests
{
    private const int Sensors = 7, Dimensions = 2;
    private static readonly OperatorLoss MeanSquare = OperatorLoss.MeanSquare();

    private static OperatorModel DeepONetOf(int[] branch, int[] trunk, Activation activation, OutputBias? bias = null, int outputs = 1)
    {
        var style = new MlpStyle { Activation = activation };
        return WithBiases(DeepONet.Create(new DeepONetOptions
        {
            Sensors = Sensors,
            Dimensions = Dimensions,
            BranchWidths = branch,
            TrunkWidths = trunk,
            Branch = style,
            Trunk = style,
            Seed = 3,
            Head = new() { Outputs = outputs, Mode = OutputMode.Independent, Bias = bias ?? OutputBias.PerOutput },
        }));
    }

    private static OperatorModel Joined(int[] widths, Activation activation) =>
        WithBiases(FnnOperator.Create(new FnnOperatorOptions { Sensors = Sensors, Dimensions = Dimensions, Widths = widths, Style = new() { Activation = activation }, Seed = 3 }));

    private static Tensor Random(int seed, params long[] shape) => ModelChecks.Random(seed, shape).to(ScalarType.Float32);

    /// <summary>Targets away from what an untrained network says: a loss that is the difference of two equal numbers would have no digits to compare.</summary>
    private static OperatorBatch Batch(int functions, int points, int outputs = 1, bool aligned = false) =>
        new([Random(1, functions, Sensors, 1)], aligned ? Random(2, points, Dimensions) : Random(2, functions, points, Dimensions), Random(3, functions, points, outputs) + 4.0, null);

    private static Activation Named(string name) => name == "relu" ? Activation.Relu : name == "tanh" ? Activation.Tanh : Activation.Identity;

    public static TheoryData<int, int, string> Sizes => new()
    {
        { 1, 1, "tanh" }, { 64, 1, "relu" }, { 65, 1, "tanh" }, { 1300, 1, "relu" }, // a block, a row more, groups with several blocks
        { 33, 2, "tanh" }, { 7, 9, "relu" }, { 16, 64, "identity" }, { 17, 65, "relu" }, { 2, 700, "tanh" }, { 300, 5, "relu" }, // several points a function, at the edges of both kinds of blocks
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void DeepONet_LossAndGradientAreThoseOfThePlainForm(int functions, int points, string activation)
    {
        foreach (OutputBias bias in new[] { OutputBias.PerOutput, OutputBias.None })
            foreach (var (branch, trunk) in new[] { (new[] { 40, 20 }, new[] { 25, 33, 20 }), (new[] { 16 }, new[] { 16 }), (new[] { 5, 101, 64 }, new[] { 128, 64 }), (new[] { 24, 8 }, new[] { 8 }) })
            {
                using DisposeScope scope = NewDisposeScope();
                using OperatorModel model = DeepONetOf(branch, trunk, Named(activation), bias);
                Compare(model, Batch(functions, points));
            }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void JoinedNetwork_LossAndGradientAreThoseOfThePlainForm(int functions, int points, string activation)
    {
        foreach (bool aligned in new[] { false, true })
            foreach (int[] widths in new[] { new[] { 100, 100, 1 }, [16, 25, 17], [1], [33, 3] })
            {
                using DisposeScope scope = NewDisposeScope();
                using OperatorModel model = Joined(widths, Named(activation));
                Compare(model, Batch(functions, points, widths[^1], aligned));
            }
    }

    private static void Compare(OperatorModel model, OperatorBatch batch)
    {
        Tensor[] fast = Differentiate(model, batch), plain = DifferentiatePlainly(model, batch);
        Assert.True(Distance(plain, fast) < 1e-5, $"{Distance(plain, fast)}");
        string[] names = ["loss", .. model.named_parameters().Select(entry => entry.name)];
        for (int i = 0; i < plain.Length; i++) // each alone: a small one would not be seen beside the large ones
            Assert.True((plain[i] - fast[i]).norm().ToDouble() <= 1e-4 * plain[i].norm().ToDouble(), $"{names[i]}: {plain[i].norm().ToDouble()}, {fast[i].norm().ToDouble()}");
        if (batch.Targets.numel() > 100) Assert.False(AreSame(plain, fast)); // another order of sums: it has been taken
    }

    public static TheoryData<string> Both => new("deeponet", "joined");

    private static OperatorModel Example(string name) => name == "deeponet" ? DeepONetOf([40, 24], [40, 24], Activation.Tanh) : Joined([40, 24, 1], Activation.Tanh);

    [Theory]
    [MemberData(nameof(Both))]
    public void WithoutAutomaticDifferentiation_TheSameIsWritten(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        using OperatorModel model = Example(name);
        OperatorBatch batch = Batch(90, 3);
        Tensor[] automatic = Differentiate(model, batch);
        Assert.True(AreSame(automatic, DifferentiateDirectly(model, batch)!));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public void WhatItCannotDo_IsDoneByOperations(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        OperatorBatch batch = Batch(40, 3), wide = new([batch.Functions[0].to(float64)], batch.Locations.to(float64), batch.Targets.to(float64), null);
        using OperatorModel model = Example(name), exact = Example(name), smooth = name == "deeponet" ? DeepONetOf([12, 8], [12, 8], Activation.Gelu) : Joined([12, 1], Activation.Gelu);
        using OperatorModel two = DeepONetOf([12, 8], [12, 8], Activation.Tanh, outputs: 2);
        exact.MoveTo(ScalarType.Float64);
        OperatorBatch masked = batch with { Mask = Random(4, 40, 3).square() }, differentiable = batch with { Locations = batch.Locations.detach().clone().requires_grad_() };
        foreach (var (network, data) in new[] { (smooth, batch), (model, masked), (model, differentiable), (exact, wide), (two, Batch(40, 3, outputs: 2)) })
        {
            Assert.True(AreSame(DifferentiatePlainly(network, data), Differentiate(network, data)));
            Assert.Null(DifferentiateDirectly(network, data));
        }
    }

    [Theory]
    [MemberData(nameof(Both))]
    public void WrongShapes_AreRefusedAsEver(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        using OperatorModel model = Example(name);
        OperatorBatch batch = Batch(40, 3);
        foreach (OperatorBatch wrong in new[]
        {
            batch with { Targets = zeros(40, 2, 1) }, batch with { Targets = zeros(40, 3, 2) }, batch with { Locations = zeros(39, 3, Dimensions) }, batch with { Locations = zeros(40, 3, Dimensions + 1) },
            batch with { Functions = [zeros(40, Sensors + 1, 1)] },
        })
            Assert.Throws<ArgumentException>(() => MeanSquare.Evaluate(model, wrong));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public void NumberOfThreads_ChangesNoBit(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        using OperatorModel model = Example(name);
        foreach (OperatorBatch batch in new[] { Batch(1500, 1), Batch(200, 30) })
        {
            using var restored = new RestoredThreads();
            set_num_threads(1);
            Tensor[] one = Differentiate(model, batch);
            foreach (int threads in new[] { 2, 3 })
            {
                set_num_threads(threads);
                Assert.True(AreSame(one, Differentiate(model, batch)));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Both))]
    public void GradientsOfGradients_GoThroughThePlainForm(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        using OperatorModel model = Example(name);
        OperatorBatch batch = Batch(70, 2);
        Tensor[] fast = DifferentiateTwice(model, batch), plain;
        using (FastPaths.Off()) plain = DifferentiateTwice(model, batch);
        Assert.True(Distance(plain, fast) < 1e-5, $"{Distance(plain, fast)}");
    }

    [Theory]
    [MemberData(nameof(Both))]
    public void FrozenParameters_LeaveTheOthersTheirGradients(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        using OperatorModel model = Example(name);
        CompareWhereSomeAreFrozen(model, Batch(70, 2), MeanSquare);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public void InputsInAnyOrderOfMemory_AndSeveralFunctions(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        using OperatorModel model = Example(name);
        Tensor u = Random(1, 3, 90, Sensors).select(0, 1), y = Random(2, 4, 90, Dimensions).transpose(0, 1), s = Random(3, 1, 4, 90).permute(2, 1, 0);
        var joined = new OperatorBatch([u], y, s, null);
        Compare(model, joined);
        Assert.True(AreSame(Differentiate(model, joined), Differentiate(model, joined with { Functions = [u.narrow(1, 0, 3), u.narrow(1, 3, Sensors - 3).unsqueeze(2)] })));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public void NotANumber_IsSeen(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        using OperatorModel model = Example(name);
        OperatorBatch batch = Batch(70, 2);
        using (no_grad()) batch.Functions[0][65, 3, 0] = double.NaN;
        Assert.True(double.IsNaN(MeanSquare.Evaluate(model, batch).ToDouble()));
    }

    [Theory]
    [InlineData("deeponet", 1)]
    [InlineData("deeponet", 4)]
    [InlineData("joined", 1)]
    [InlineData("joined", 10)] // all points: aligned
    public void Training_EndsWhereThePlainFormEnds(string name, int points)
    {
        using DisposeScope scope = NewDisposeScope();
        using OperatorDataset whole = TinyOperator.Data(150, seed: 1);
        using OperatorDataset part = points == 1 ? whole.ToTriples(1, seed: 2) : whole.SamplePoints(points, seed: 2);
        OperatorModel Make() => name == "deeponet" ? DeepONet.Create(new DeepONetOptions { Sensors = 12, BranchWidths = [24, 16], TrunkWidths = [24, 16], Seed = 0 })
            : FnnOperator.Create(new FnnOperatorOptions { Sensors = 12, Widths = [24, 24, 1], Seed = 0 });
        OperatorDataset data = points == 10 ? whole : part;
        foreach (var batch in new[] { new BatchOptions(), new BatchOptions { Functions = 70 } })
        {
            double[] fast = Train(Make, data, batch, fast: true), plain = Train(Make, data, batch, fast: false);
            Assert.True(fast[^1] < 0.5 * fast[0], $"{fast[0]} → {fast[^1]}");
            for (int step = 0; step < fast.Length; step++) Assert.Equal(plain[step], fast[step], (step < 10 ? 1e-5 : 1e-3) * plain[step]); // roundings grow in a hundred steps
        }
    }

    [Theory]
    [MemberData(nameof(Both))]
    public void ThousandsOfSteps_HoldNoTensor(string name)
    {
        using OperatorModel model = Example(name);
        using DisposeScope outer = NewDisposeScope();
        OperatorBatch batch = Batch(5, 2);
        Steps(200);
        long tensors = Tensor.TotalCount, managed = GC.GetTotalMemory(true);
        Steps(3_000);
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
