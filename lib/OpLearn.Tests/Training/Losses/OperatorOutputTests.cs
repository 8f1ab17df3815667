using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace OpLearn.Tests;

public sealed class OperatorOutputTests
{
    private static DeepONet Model(int outputs = 1)
    {
        var style = new MlpStyle { Activation = Activation.Tanh };
        var model = DeepONet.Create(new DeepONetOptions
        {
            Sensors = 6,
            Dimensions = 2,
            BranchWidths = [9, 7],
            TrunkWidths = [9, 7 * outputs],
            Branch = style,
            Trunk = style,
            Head = new DeepONetHead { Outputs = outputs },
            Seed = 3,
        });
        model.to(ScalarType.Float64);
        return model;
    }

    private static OperatorBatch Batch(bool aligned)
    {
        using var generator = new Generator(4);
        Tensor locations = aligned ? rand([5, 2], dtype: ScalarType.Float64, generator: generator) : rand([3, 5, 2], dtype: ScalarType.Float64, generator: generator);
        return new OperatorBatch([randn([3, 6, 1], dtype: ScalarType.Float64, generator: generator)], locations, zeros(3, 5, 1, dtype: ScalarType.Float64), null);
    }

    [Fact]
    public void AModelOnAGrid_IsRefused_AlsoInsideAnother()
    {
        using var scope = NewDisposeScope();
        using var set = new OperatorDataset(["u"], [rand(4, 16, 1)], linspace(0, 1, 16).unsqueeze(1), ["s"], rand(4, 16, 1));
        using OperatorModel model = NormalizedOperator.Create(Fno.Create(new FnoOptions { Modes = [3], Width = 4, Seed = 0 }), Normalization.Fit(set));
        var residual = OperatorLoss.Residual("s′ = u", output => output.Derivative(0));
        var error = Assert.Throws<ArgumentException>(() => Trainer.Fit(model, set, new TrainerOptions { Iterations = 1, Seed = 0, Loss = residual }));
        Assert.Contains("Fno", error.Message);
        Assert.Contains("DeepONet", error.Message);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Derivatives_AreThoseOfCentralDifferences(bool aligned)
    {
        using var scope = NewDisposeScope();
        using var model = Model(outputs: 2);
        OperatorBatch batch = Batch(aligned);
        var output = new OperatorOutput(model, batch, new DerivativePlan());
        const double h = 1e-4;
        for (int channel = 0; channel < 2; channel++)
            for (int i = 0; i < 2; i++)
            {
                Close((At((i, h)) - At((i, -h))) / (2 * h), output.Derivative(i, channel), 1e-7);
                for (int j = 0; j < 2; j++)
                    Close((At((i, h), (j, h)) - At((i, h), (j, -h)) - At((i, -h), (j, h)) + At((i, -h), (j, -h))) / (4 * h * h), output.SecondDerivative(i, j, channel), 1e-6);

                Tensor At(params (int Coordinate, double Shift)[] shifts)
                {
                    Tensor moved = batch.Locations.clone();
                    foreach (var (coordinate, shift) in shifts) moved.select(-1, coordinate).add_(shift);
                    return model.call(batch.Functions, moved).select(2, channel).detach();
                }
            }

        static void Close(Tensor expected, Tensor found, double tolerance)
        {
            double size = found.abs().max().ToDouble(), error = (expected - found).abs().max().ToDouble();
            Assert.True(size > 1e-3 && error < tolerance, $"{error} of {size}");
        }
    }

    public static TheoryData<string> Activations => ["identity", "relu", "tanh", "gelu", "silu", "softplus", "sigmoid", "sine(2)", "elu"];

    [Theory]
    [MemberData(nameof(Activations))]
    public void PushedForward_TheyAreThoseOfNestedDifferentiation(string name)
    {
        Activation[] all = [Activation.Identity, Activation.Relu, Activation.Tanh, Activation.Gelu, Activation.Silu, Activation.Softplus, Activation.Sigmoid, Activation.Sine(2.0), Activation.Elu];
        var style = new MlpStyle { Activation = all.Single(activation => activation.Name == name) };
        foreach (ScalarType type in new[] { ScalarType.Float64, ScalarType.Float32 })
            foreach (bool aligned in new[] { true, false })
                foreach (OperatorModel model in Models(style))
                {
                    using var scope = NewDisposeScope();
                    using OperatorModel owned = model;
                    model.MoveTo(type);
                    OperatorBatch batch = Batch(aligned);
                    batch = batch with { Functions = [batch.Functions[0].to(type)], Locations = batch.Locations.to(type) };
                    DerivativePlan plan = new();
                    Tensor[] Run()
                    {
                        model.zero_grad();
                        var output = new OperatorOutput(model, batch, plan);
                        Tensor[] values = [.. from channel in new[] { 0, 1 } from value in new[] { output.Value(channel), output.Derivative(0, channel), output.Derivative(1, channel),
                            output.SecondDerivative(0, 0, channel), output.SecondDerivative(1, 0, channel), output.SecondDerivative(1, 1, channel) } select value];
                        values.Select((value, index) => ((index + 1) * value).square().mean()).Aggregate((a, b) => a + b).backward();
                        return [.. values, .. model.parameters().Select(parameter => parameter.grad!.clone())];
                    }
                    Tensor[] oneByOne = Run(), nested;
                    Assert.Equal(name == "elu" ? 1 : 6, plan.Streams.Length);
                    plan.Settle();
                    Tensor[] together = Run();
                    using (FastPaths.Off()) nested = Run();
                    foreach (Tensor[] pushed in new[] { oneByOne, together })
                        for (int i = 0; i < nested.Length; i++)
                        {
                            double error = (pushed[i] - nested[i]).abs().max().ToDouble(), size = nested[i].abs().max().ToDouble();
                            Assert.True(error <= (type == ScalarType.Float64 ? 1e-12 : 1e-5) * Math.Max(size, 1.0), $"{model.GetName()}, {type}, {(aligned ? "aligned" : "unaligned")}, {(pushed == together ? "together" : "one by one")}, {i}: {error} of {size}");
                        }
                }
    }

    [Fact]
    public void PushingForward_IsTaken()
    {
        using var scope = NewDisposeScope();
        foreach (OperatorModel model in Models(new MlpStyle { Activation = Activation.Tanh }))
        {
            using OperatorModel owned = model;
            model.MoveTo(ScalarType.Float64);
            Assert.NotNull(Operations.Derivatives(() => model.FormOf(Batch(true).Functions, Batch(true).Locations, direct: false), new DerivativePlan(), model.LossPath));
            Assert.Equal("fused: derivatives pushed through the trunk", model.LossPath.Words);
        }
        using DeepONet modified = DeepONet.Create(new DeepONetOptions { Sensors = 6, Dimensions = 2, BranchWidths = [7], TrunkWidths = [9, 7], Trunk = new() { Architecture = MlpArchitecture.Modified }, Seed = 0 });
        Assert.Null(Operations.Derivatives(() => modified.FormOf([zeros(3, 6, 1)], zeros(5, 2), direct: false), new DerivativePlan(), modified.LossPath));
        Assert.Equal("operations: modified layers in the trunk", modified.LossPath.Words);
    }

    [Theory]
    [InlineData(40, 7)]
    [InlineData(64, 1)]
    [InlineData(9, 64)]
    public void InOnePass_TheyAreThoseOfTheOperations(int points, int width)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(6);
        Tensor locations = randn([points, 3], generator: generator);
        foreach (Activation activation in new[] { Activation.Tanh, Activation.Relu, Activation.Identity })
            foreach (bool activateLast in new[] { true, false })
            {
                using Mlp network = Mlp.Create(3, [33, 20, width], 1, new MlpStyle { Activation = activation, LastActivation = activateLast ? activation : Activation.Identity });
                var plan = new DerivativePlan();
                plan.Add(2);
                plan.Add(0, 1);
                plan.Add(1, 1);
                Assert.Equal([-1, 0, 1, 2, 0, 1], plan.Streams.Select(stream => stream.I));
                TrunkDerivatives plain = TrunkDerivatives.Of(network.Weights!, locations, new DerivativePlan())!;
                Assert.Null(plain.All);
                Tensor expected = stack([.. plan.Streams.Select(plain.Alone)]);
                plan.Settle();
                Tensor found = TrunkDerivatives.Of(network.Weights!, locations, plan)!.All!;
                Tensor weights = randn(expected.shape, generator: generator);
                Tensor[] parameters = [.. network.parameters()];
                Close(expected, found);
                // The gradient of the gradient's size too: a graph of the backward pass.
                IList<Tensor> Gradients(Tensor all) => autograd.grad([(all * weights).sum()], parameters, null, true, true, true);
                IList<Tensor> first = Gradients(expected), second = Gradients(found);
                for (int i = 0; i < parameters.Length; i++) Close(first[i], second[i]);
                if (activation != Activation.Tanh) continue;
                Tensor[] twice(IList<Tensor> gradients) => [.. autograd.grad([gradients.Select(gradient => gradient.square().sum()).Aggregate((a, b) => a + b)], parameters, null, true, false, true)];
                foreach (var (one, other) in twice(first).Zip(twice(second)))
                    if (!one.IsInvalid || !other.IsInvalid) Close(one, other); // the last bias has no part in its own gradient
            }

        static void Close(Tensor expected, Tensor found)
        {
            double error = (expected - found).abs().max().ToDouble(), size = Math.Max(1.0, expected.abs().max().ToDouble());
            Assert.True(error < 1e-5 * size, $"{error} of {size}");
        }
    }

    [Fact]
    public void AResidual_IsEvaluatedTwiceInTheFirstStepOnly_AndWhenItAsksForMore()
    {
        using var scope = NewDisposeScope();
        using var model = Model();
        model.MoveTo(ScalarType.Float32);
        OperatorBatch batch = Batch(aligned: true);
        batch = batch with { Functions = [batch.Functions[0].to(ScalarType.Float32)], Locations = batch.Locations.to(ScalarType.Float32) };
        int calls = 0;
        bool more = false;
        var loss = OperatorLoss.Residual("heat", output =>
        {
            calls++;
            Tensor heat = output.Derivative(0) - output.SecondDerivative(1, 1);
            return more ? heat + output.SecondDerivative(0, 1) : heat;
        });
        List<(int, double)> seen = [];
        foreach (bool asks in new[] { false, false, true, true })
        {
            more = asks;
            double value = loss.Evaluate(model, batch).ToDouble();
            seen.Add((calls, value));
            using IDisposable off = FastPaths.Off();
            Assert.Equal(loss.Evaluate(model, batch).ToDouble(), value, 1e-5 * Math.Max(1.0, value));
        }
        Assert.Equal([2, 4, 7, 9], seen.Select(entry => entry.Item1)); // one call in between is the comparison's
        Assert.NotEqual(seen[1].Item2, seen[2].Item2);
        Assert.Equal(seen[2].Item2, seen[3].Item2);
    }

    private static IEnumerable<OperatorModel> Models(MlpStyle style)
    {
        DeepONet Network(OutputMode mode, int branch, int trunk) => DeepONet.Create(new DeepONetOptions
        { Sensors = 6, Dimensions = 2, BranchWidths = [9, branch], TrunkWidths = [9, 8, trunk], Branch = style, Trunk = style, Head = new DeepONetHead { Outputs = 2, Mode = mode }, Seed = 3 });
        yield return Network(OutputMode.SplitTrunk, 7, 14);
        yield return Network(OutputMode.Independent, 7, 7);
        yield return MioNet.Create(new MioNetOptions
        { Branches = [new MlpBranch { Sensors = 6, Widths = [9, 7] }], Dimensions = 2, TrunkWidths = [14], Trunk = style, Head = new DeepONetHead { Outputs = 2 }, Seed = 4 });
        using var generator = new Generator(9);
        Normalizer Scales(int channels) => Normalizer.Gaussian(3.0 * randn(20, 5, channels, dtype: ScalarType.Float64, generator: generator) + 2.0);
        yield return NormalizedOperator.Create(Network(OutputMode.SplitBranch, 14, 7), new Normalization([Scales(1)], Scales(2), Scales(2)));
    }

    [Fact]
    public void SharedAndOwnLocations_GiveOneAnswer()
    {
        using var scope = NewDisposeScope();
        using var model = Model();
        OperatorBatch shared = Batch(aligned: true), own = shared with { Locations = shared.Locations.unsqueeze(0).repeat(3, 1, 1) };
        OperatorOutput first = new(model, shared, new DerivativePlan()), second = new(model, own, new DerivativePlan());
        Assert.True((first.SecondDerivative(0, 1) - second.SecondDerivative(0, 1)).abs().max().ToDouble() < 1e-12);
        Assert.True((first.Derivative(1) - second.Derivative(1)).abs().max().ToDouble() < 1e-12);
    }

    [Fact]
    public void Residual_HasTheGradientOfCentralDifferences_InTheWeights()
    {
        using var scope = NewDisposeScope();
        using var model = Model();
        OperatorBatch batch = Batch(aligned: true) with { Mask = tensor(new[] { 1.0, 0, 1, 1, 0 }) };
        var loss = OperatorLoss.Residual("heat", output => output.Derivative(0) - output.SecondDerivative(1, 1) + output.Value().square() - output.Coordinate(0));
        model.zero_grad();
        loss.Evaluate(model, batch).backward();
        foreach (var parameter in model.parameters())
        {
            double found = parameter.grad!.flatten()[0].ToDouble();
            Assert.Equal((Shifted(1e-5) - Shifted(-1e-5)) / 2e-5, found, 7);

            double Shifted(double shift)
            {
                using var _ = no_grad();
                Tensor entry = parameter.flatten()[0];
                entry.add_(shift);
                double value = loss.Evaluate(model, batch).ToDouble();
                entry.add_(-shift);
                return value;
            }
        }
    }

    [Fact]
    public void DerivativeThatIsZeroEverywhere_IsZero()
    {
        using var scope = NewDisposeScope();
        using var model = new Line();
        OperatorBatch batch = Batch(aligned: true);
        var output = new OperatorOutput(model, batch, new DerivativePlan());
        Assert.Equal(3.0, output.Derivative(0).mean().ToDouble(), 12);
        Assert.Equal(0.0, output.Derivative(1).abs().max().ToDouble());
        Assert.Equal(0.0, output.SecondDerivative(0, 0).abs().max().ToDouble());
        Assert.Throws<ArgumentOutOfRangeException>(() => output.Derivative(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => output.Value(1));
    }

    /// <summary>s = 3 y₀ for every function.</summary>
    private sealed class Line() : OperatorModel("line")
    {
        public override Tensor forward(Tensor[] functions, Tensor locations) => 1.0 * (3.0 * locations.select(-1, 0)).expand(functions[0].shape[0], -1).unsqueeze(2);
    }
}
