using TorchSharp;
using Xunit;
using static OpLearn.Tests.LossChecks;
using static TorchSharp.torch;

namespace OpLearn.Tests;

/// <summary>Losses in one pass of models with several branches, several outputs, fitted bases, normalisers and envelopes.</summary>
[Collection("process-wide state")]
public class FusedLossTests
{
    private const int Sensors = 9, Functions = 40, Points = 70; // more than a block of points
    private static readonly OperatorDataset Data = Set(Functions, seed: 1), OneOutput = First(Data);

    private static readonly Dictionary<string, (Func<OperatorDataset, Normalization?, OperatorModel> Make, int Outputs)> Models = new()
    {
        ["GELU, Fourier features"] = ((_, _) => DeepONet.Create(Deep(1, [24, 20], [17, 20], Activation.Gelu) with { Trunk = new() { Activation = Activation.Gelu, FourierFeatures = FourierFeatures.Fixed([1, 2]) } }), 1),
        ["split trunk"] = ((_, _) => DeepONet.Create(Deep(2, [24, 20], [17, 40], Activation.Silu, OutputMode.SplitTrunk)), 2),
        ["split branch"] = ((_, _) => DeepONet.Create(Deep(2, [24, 42], [17, 21], Activation.Tanh, OutputMode.SplitBranch)), 2),
        ["both split"] = ((_, _) => DeepONet.Create(Deep(2, [24, 66], [17, 66], Activation.Relu, OutputMode.Shared)), 2),
        ["three branches"] = ((_, _) => Mio(BranchMerge.Product, outputs: 1), 1),
        ["sum of branches, a bias for both outputs"] = ((_, _) => Mio(BranchMerge.Sum, outputs: 2), 2),
        ["fitted basis"] = ((train, scaling) => PodDeepONet.Create(new PodDeepONetOptions { Sensors = 3 * Sensors, HiddenWidths = [24], Modes = 7, Seed = 3 }, train, scaling), 2),
        ["fitted basis, mixed"] = ((train, scaling) => Pod(train, scaling, latent: 11, shared: false), 2),
        ["fitted basis, shared coefficients"] = ((train, scaling) => Pod(train, scaling, latent: null, shared: true), 2),
    };

    // Their branches are evaluated by operations, and the pass begins with the coefficients.
    private static readonly Dictionary<string, (Func<OperatorDataset, Normalization?, OperatorModel> Make, int Outputs)> Given = new()
    {
        ["normalised layers, leaky trunk"] = ((_, _) => DeepONet.Create(Deep(1, [24, 20], [17, 20], Activation.LeakyRelu(0.2)) with { Branch = new() { Norm = NormLayer.Layer() } }), 1),
        ["residual branch, split trunk"] = ((_, _) => DeepONet.Create(Deep(2, [24, 20], [17, 40], Activation.Tanh, OutputMode.SplitTrunk) with { Branch = new() { Architecture = MlpArchitecture.Residual } }), 2),
        ["recurrent branches, fitted basis"] = ((train, scaling) => PodMioNet.Create(new PodMioNetOptions
        { Branches = [.. Enumerable.Repeat(new SequenceBranch { Coefficients = 11, Encoder = [8], Decoder = [] }, 3)], Modes = 7, Latent = 11, Seed = 3 }, train, scaling), 2),
        ["kernel"] = ((_, _) => KernelOperator.Create(new KernelOperatorOptions
        { Sensors = Sensors, Rank = 3, Kernel = new MlpBranch { Sensors = 2 * Sensors, Widths = [20, 3 * 6] }, Dimensions = 2, TrunkWidths = [17, 2 * 6], Outputs = 2, Seed = 3 }), 2),
    };

    public static TheoryData<string> Names => [.. Models.Keys];

    public static TheoryData<string> GivenNames => [.. Given.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void LossAndGradient_AreThoseOfThePlainForm(string name)
    {
        foreach (string around in new[] { "", "normalised", "normalised, envelope" })
        {
            using DisposeScope scope = NewDisposeScope();
            (OperatorModel model, OperatorBatch batch, OperatorLoss[] losses) = Case(name, around);
            foreach (OperatorLoss loss in losses)
            {
                Tensor[] fast = Differentiate(model, batch, loss), plain = DifferentiatePlainly(model, batch, loss), direct = DifferentiateDirectly(model, batch, loss)!;
                Assert.True(Distance(plain, fast) < 1e-5, $"{around}, {loss}: {Distance(plain, fast)}");
                Assert.True(AreSame(fast, direct), $"{around}, {loss}");
                Assert.False(AreSame(plain, fast), $"{around}, {loss}: the plain form has been taken"); // another order of sums
            }
        }
    }

    // Layers that are frozen get no gradient, and no work is done for those below all others.
    [Theory]
    [MemberData(nameof(Names))]
    [MemberData(nameof(GivenNames))]
    public void FrozenParameters_LeaveTheOthersTheirGradients(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        (OperatorModel model, OperatorBatch batch, OperatorLoss[] losses) = Case(name, "normalised");
        CompareWhereSomeAreFrozen(model, batch, losses[1]);
    }

    [Theory]
    [MemberData(nameof(GivenNames))]
    public void GivenCoefficients_TakeTheirGradientOn(string name)
    {
        foreach (string around in new[] { "", "normalised, envelope" })
        {
            using DisposeScope scope = NewDisposeScope();
            (OperatorModel model, OperatorBatch batch, OperatorLoss[] losses) = Case(name, around);
            OperatorLoss sum = OperatorLoss.WeightedSum([losses[1], losses[2]], [0.5, 2.0]), squares = OperatorLoss.FromFunction("squares", (model, _) => model.parameters().First().square().sum());
            foreach (OperatorLoss loss in losses.Append(sum).Append(OperatorLoss.WeightedSum([losses[0], squares], [1, 1e-3])))
            {
                Assert.Null(DifferentiateDirectly(model, batch, loss));
                Tensor[] plain = DifferentiatePlainly(model, batch, loss), automatic = Differentiate(model, batch, loss), step = Step(model, batch, loss);
                Assert.True(Distance(plain, automatic) < 1e-5, $"{around}, {loss}: {Distance(plain, automatic)}");
                Assert.True(Distance(plain, step) < 1e-5, $"{around}, {loss}: {Distance(plain, step)}");
                Assert.False(AreSame(plain, step), $"{around}, {loss}: the plain form has been taken");
            }
            Tensor[] fast = DifferentiateTwice(model, batch, losses[1]), twice;
            using (FastPaths.Off()) twice = DifferentiateTwice(model, batch, losses[1]);
            Assert.True(Distance(twice, fast) < 1e-5, $"{around}: {Distance(twice, fast)}");
        }
    }

    [Fact]
    public void MaskOnTheOutput_HidesErrorsAndSlopes()
    {
        using DisposeScope scope = NewDisposeScope();
        (OperatorModel inner, OperatorBatch batch, _) = Case("split trunk", "normalised");
        OperatorModel model = MaskedOperator.Create(inner, input: 3, hidden: true);
        Tensor mask = (ModelChecks.Random(12, Functions, Points, 1) > 0).to(float32);
        OperatorBatch masked = batch with { Functions = [.. batch.Functions, mask] }; // of targets that are not zero where the mask is
        foreach (OperatorLoss loss in new[] { OperatorLoss.MeanSquare(), OperatorLoss.RelativeL2() })
        {
            Tensor[] plain = DifferentiatePlainly(model, masked, loss), direct = DifferentiateDirectly(model, masked, loss)!;
            Assert.True(Distance(plain, direct) < 1e-5, $"{loss}: {Distance(plain, direct)}");
        }
        Assert.Null(DifferentiateDirectly(EnvelopeOperator.Create(model, y => y.narrow(-1, 0, 1)), masked)); // the mask is the last factor
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void NumberOfThreads_ChangesNoBit(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        using var restored = new RestoredThreads();
        (OperatorModel model, OperatorBatch batch, OperatorLoss[] losses) = Case(name, "normalised");
        foreach (OperatorLoss loss in losses)
        {
            set_num_threads(1);
            Tensor[] one = DifferentiateDirectly(model, batch, loss)!;
            set_num_threads(3);
            Assert.True(AreSame(one, DifferentiateDirectly(model, batch, loss)!));
        }
    }

    [Fact]
    public void GradientsOfGradients_GoThroughThePlainForm()
    {
        using DisposeScope scope = NewDisposeScope();
        (OperatorModel model, OperatorBatch batch, OperatorLoss[] losses) = Case("fitted basis, mixed", "normalised");
        foreach (OperatorLoss loss in losses)
        {
            Tensor[] fast = DifferentiateTwice(model, batch, loss), plain;
            using (FastPaths.Off()) plain = DifferentiateTwice(model, batch, loss);
            Assert.True(Distance(plain, fast) < 1e-5, $"{loss}: {Distance(plain, fast)}");
        }
    }

    [Fact]
    public void FrozenParameters_StayWithoutGradient()
    {
        using DisposeScope scope = NewDisposeScope();
        (OperatorModel model, OperatorBatch batch, OperatorLoss[] losses) = Case("three branches", "normalised");
        model.SetTrainable(name => name.Contains("trunk", StringComparison.Ordinal));
        model.zero_grad();
        losses[1].Evaluate(model, batch).backward();
        foreach (var (name, parameter) in model.named_parameters()) Assert.Equal(name.Contains("trunk", StringComparison.Ordinal), parameter.grad is not null);
    }

    [Fact]
    public void PerfectFit_HasNoSlope_AndATruthOfZeroIsInfinite()
    {
        using DisposeScope scope = NewDisposeScope();
        (OperatorModel model, OperatorBatch batch, _) = Case("three branches", "");
        Tensor exact = model.call(batch.Functions, batch.Locations).detach();
        Tensor[] fit = DifferentiateDirectly(model, batch with { Targets = exact }, OperatorLoss.RelativeL2())!;
        Assert.True(fit[0].ToDouble() < 1e-6);
        Assert.All(fit.Skip(1), gradient => Assert.True(gradient.isfinite().all().item<bool>()));
        Assert.True(double.IsPositiveInfinity(DifferentiateDirectly(model, batch with { Targets = zeros_like(batch.Targets) }, OperatorLoss.RelativeL2())![0].ToDouble()));
    }

    [Fact]
    public void NotANumber_IsSeen()
    {
        using DisposeScope scope = NewDisposeScope();
        (OperatorModel model, OperatorBatch batch, OperatorLoss[] losses) = Case("fitted basis, mixed", "normalised");
        using (no_grad()) batch.Functions[1][2, 3, 0] = double.NaN;
        foreach (OperatorLoss loss in losses) Assert.True(double.IsNaN(DifferentiateDirectly(model, batch, loss)![0].ToDouble()));
    }

    [Fact]
    public void WhatItCannotDo_IsDoneByOperations()
    {
        using DisposeScope scope = NewDisposeScope();
        (OperatorModel model, OperatorBatch batch, _) = Case("fitted basis, mixed", "normalised");
        var masked = batch with { Mask = ones(Points) };
        Assert.Null(DifferentiateDirectly(model, masked, OperatorLoss.RelativeL2()));
        OperatorModel dropping = MioNet.Create(new MioNetOptions
        { Branches = [new MlpBranch { Sensors = 3 * Sensors, Widths = [12, 8], Style = new() { Dropout = new DropoutOptions(0.1) } }], TrunkWidths = [12, 8], Dimensions = 2, Seed = 0 });
        OperatorBatch one = new(batch.Functions, batch.Locations, batch.Targets.narrow(2, 0, 1).contiguous(), null);
        Assert.Null(DifferentiateDirectly(dropping, one));
        OperatorModel residual = MioNet.Create(new MioNetOptions
        { Branches = [new MlpBranch { Sensors = 3 * Sensors, Widths = [12, 8] }], TrunkWidths = [12, 12, 8], Trunk = new() { Architecture = MlpArchitecture.Residual }, Dimensions = 2, Seed = 0 });
        foreach (OperatorModel network in new[] { residual, EnvelopeOperator.Create(residual, y => y.narrow(-1, 0, 1)) })
            Assert.True(AreSame(DifferentiatePlainly(network, one), Differentiate(network, one)));
    }

    [Fact]
    public void OtherLocationsThanTheFittedOnes_AreRefusedAsEver()
    {
        using DisposeScope scope = NewDisposeScope();
        (OperatorModel model, OperatorBatch batch, _) = Case("fitted basis, mixed", "normalised");
        var error = Assert.Throws<ArgumentException>(() => OperatorLoss.RelativeL2().Evaluate(model, batch with { Locations = batch.Locations + 0.1 }));
        Assert.Contains("the locations of the training set", error.Message);
    }

    [Theory]
    [InlineData("fitted basis, mixed")]
    [InlineData("three branches")]
    public void Training_EndsWhereThePlainFormEnds(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        OperatorDataset data = Models[name].Outputs == 1 ? OneOutput : Data;
        foreach (OperatorLoss loss in new[] { OperatorLoss.RelativeL2(), OperatorLoss.VarianceNormalized(data) })
        {
            double[] fast = Train(fast: true), plain = Train(fast: false);
            Assert.True(fast[^1] < fast[0]);
            for (int step = 0; step < fast.Length; step++) Assert.Equal(plain[step], fast[step], (step < 10 ? 1e-5 : 1e-3) * plain[step]); // roundings grow in a hundred steps

            double[] Train(bool fast)
            {
                using IDisposable? off = fast ? null : FastPaths.Off();
                OperatorModel model = Wrapped(name, "normalised, envelope", data);
                return [.. Trainer.Fit(model, data, new TrainerOptions { Iterations = 100, Seed = 0, Batch = new BatchOptions { Functions = 16 }, Loss = loss }).StepLosses];
            }
        }
    }

    private static (OperatorModel Model, OperatorBatch Batch, OperatorLoss[] Losses) Case(string name, string around)
    {
        OperatorDataset data = Of(name).Outputs == 1 ? OneOutput : Data;
        OperatorBatch batch = new([.. data.Inputs.Select(input => input.clone())], data.Locations.clone(), data.Outputs.clone(), null);
        return (WithBiases(Wrapped(name, around, data)), batch, [OperatorLoss.MeanSquare(), OperatorLoss.RelativeL2(), OperatorLoss.VarianceNormalized(data)]);
    }

    private static OperatorModel Wrapped(string name, string around, OperatorDataset data)
    {
        if (around.Length == 0) return Of(name).Make(data, null);
        OperatorDataset other = Set(Functions, seed: 21); // around whose mean the data are not
        Normalization scaling = Normalization.Fit(data.OutputNames.Count == 1 ? First(other) : other, new NormalizationOptions { Outputs = NormalizerKind.PointGaussian });
        OperatorModel model = NormalizedOperator.Create(Of(name).Make(data, scaling), scaling);
        return around == "normalised" ? model : EnvelopeOperator.Create(model, y => y.prod(-1, keepdim: true) + 1);
    }

    private static (Func<OperatorDataset, Normalization?, OperatorModel> Make, int Outputs) Of(string name) => Models.TryGetValue(name, out var plain) ? plain : Given[name];

    private static DeepONetOptions Deep(int outputs, int[] branch, int[] trunk, Activation activation, OutputMode? mode = null) => new()
    {
        Sensors = 3 * Sensors,
        Dimensions = 2,
        BranchWidths = branch,
        TrunkWidths = trunk,
        Branch = new() { Activation = activation },
        Trunk = new() { Activation = activation },
        Head = mode is null ? new DeepONetHead() : new DeepONetHead { Outputs = outputs, Mode = mode },
        Seed = 3,
    };

    private static MioNet Mio(BranchMerge merge, int outputs) => MioNet.Create(new MioNetOptions
    {
        Branches = Branches(20),
        Merge = merge,
        TrunkWidths = [17, outputs * 20],
        Dimensions = 2,
        Head = outputs == 1 ? new DeepONetHead { Bias = OutputBias.None } : new DeepONetHead { Outputs = outputs, Mode = OutputMode.SplitTrunk, Bias = OutputBias.Common },
        Seed = 3,
    });

    private static PodMioNet Pod(OperatorDataset train, Normalization? scaling, int? latent, bool shared) =>
        PodMioNet.Create(new PodMioNetOptions { Branches = Branches(latent ?? 7), Modes = 7, Latent = latent, SharedCoefficients = shared, Seed = 3 }, train, scaling);

    private static MlpBranch[] Branches(int width) =>
    [
        new MlpBranch { Sensors = Sensors, Widths = [width], Style = new() { Bias = false } },
        new MlpBranch { Sensors = Sensors, Widths = [24, 33, width], Style = new() { Activation = Activation.Silu } },
        new MlpBranch { Sensors = Sensors, Widths = [24, width], Style = new() { Activation = Activation.Tanh } },
    ];

    private static OperatorDataset Set(int samples, int seed)
    {
        Tensor[] inputs = [.. Enumerable.Range(0, 3).Select(i => ModelChecks.Random(seed + i, samples, Sensors, 1).to(float32))];
        Tensor places = ModelChecks.Random(7, Points, 2).to(float32), u = cat(inputs, 1).squeeze(2), features = cat([places.sin(), places.cos(), places.square()], 1);
        Tensor outputs = stack([.. Enumerable.Range(0, 2).Select(k => u.matmul(ModelChecks.Random(8 + k, 3 * Sensors, 6).to(float32)).matmul(features.t()) + k + 1)], 2);
        return new OperatorDataset(["u", "v", "w"], inputs, places, ["s", "r"], outputs + 0.1 * ModelChecks.Random(10, samples, Points, 2).to(float32));
    }

    private static OperatorDataset First(OperatorDataset set) => new(set.InputNames, [.. set.Inputs.Select(input => input.alias())], set.Locations.alias(), ["s"], set.Outputs.narrow(2, 0, 1).contiguous());
}
