using TorchSharp;
using Xunit;
using static OpLearn.Tests.ForwardChecks;
using static TorchSharp.torch;

namespace OpLearn.Tests;

[Collection("process-wide state")]
public class ConcatenatedForwardTests
{
    private static FnnOperator Model(int[] widths, Activation activation, int sensors = 7) => LossChecks.WithBiases(FnnOperator.Create(new FnnOperatorOptions
    { Sensors = sensors, Dimensions = 2, Widths = widths, Style = new() { Activation = activation }, Seed = 3 }));

    [Theory]
    [InlineData(1, 8)]
    [InlineData(5, 63)]
    [InlineData(70, 64)]
    [InlineData(3, 67)] // a block and three points, which go one by one
    [InlineData(2, 700)]
    public void Values_AreThoseOfThePlainForm(int functions, int points)
    {
        foreach (Activation activation in new[] { Activation.Relu, Activation.Tanh, Activation.Identity })
            foreach (var (widths, sensors) in new[] { (new[] { 100, 100, 1 }, 100), (new[] { 16, 25, 17 }, 7), (new[] { 3 }, 16), (new[] { 33, 2 }, 1) })
                foreach (bool aligned in new[] { true, false })
                {
                    using DisposeScope scope = NewDisposeScope();
                    using FnnOperator model = Model(widths, activation, sensors);
                    Tensor u = Random(1, functions, sensors, 1), y = aligned ? Random(2, points, 2) : Random(2, functions, points, 2), plain = Plainly(model, u, y), fast = Evaluate(model, u, y);
                    Assert.Equal(plain.shape, fast.shape);
                    Assert.True(Distance(plain, fast) < 2e-6, $"{Distance(plain, fast)}");
                    if (widths.Length == 3 && functions * points > 100) Assert.NotEqual(0.0, Distance(plain, fast)); // another order of sums: it has been taken
                }
    }

    [Fact]
    public void WhatItCannotDo_IsDoneByOperations()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor u = Random(1, 60, 7, 1), y = Random(2, 90, 2);
        using FnnOperator model = Model([40, 40, 1], Activation.Tanh), smooth = Model([40, 40, 1], Activation.Gelu), exact = Model([40, 40, 1], Activation.Tanh);
        exact.MoveTo(ScalarType.Float64);
        foreach (var (network, functions, locations) in new[] { (smooth, u, y), (model, u, Random(3, 60, 1, 2)), (model, u, y[..7]), (exact, u.to(float64), y.to(float64)), (model, u, y[..0]) })
            Assert.True(Plainly(network, functions, locations).equal(Evaluate(network, functions, locations)).all().item<bool>());
        Tensor differentiable = model.call([u], y);
        Assert.True(differentiable.requires_grad);
        Assert.True(differentiable.equal(Plainly(model, u, y)).all().item<bool>());
    }

    [Fact]
    public void NumberOfThreads_ChangesNoBit()
    {
        using DisposeScope scope = NewDisposeScope();
        using FnnOperator model = Model([64, 64, 1], Activation.Tanh);
        Tensor u = Random(1, 70, 7, 1), y = Random(2, 110, 2);
        using var restored = new RestoredThreads();
        set_num_threads(1);
        Tensor one = Evaluate(model, u, y);
        set_num_threads(3);
        Assert.True(one.equal(Evaluate(model, u, y)).all().item<bool>());
    }

    [Fact]
    public void ChangedWeights_AreSeen_AndNumbersThatAreNone()
    {
        using DisposeScope scope = NewDisposeScope();
        using FnnOperator model = Model([40, 40, 1], Activation.Relu);
        Tensor u = Random(1, 6, 7, 1).transpose(0, 1).contiguous().transpose(0, 1), y = Random(2, 2, 90).t(), before = Evaluate(model, u, y);
        using (no_grad()) foreach (var parameter in model.parameters()) parameter.mul_(1.5);
        Assert.True(Distance(before, Evaluate(model, u, y)) > 0.5);
        Assert.InRange(Distance(Plainly(model, u, y), Evaluate(model, u, y)), 0.0, 2e-6);
        u[2, 3, 0] = float.NaN;
        Tensor unknown = Evaluate(model, u, y).isnan();
        Assert.Equal(90, unknown.sum().item<long>());
        Assert.True(unknown[2].all().item<bool>());
    }
}
