using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace OpLearn.Tests;

public class MlpTests
{
    [Fact]
    public void Plain_KnownWeights_GivesTheHandComputedValue()
    {
        using Mlp network = Mlp.Create(2, [2, 1], seed: 0, new MlpStyle { Activation = Activation.Tanh });
        using (no_grad())
        {
            Tensor[] parameters = [.. network.parameters()];
            parameters[0].copy_(tensor(new[,] { { 1.0f, 2.0f }, { -1.0f, 0.5f } }));
            parameters[1].copy_(tensor(new[] { 0.1f, -0.2f }));
            parameters[2].copy_(tensor(new[,] { { 3.0f, -2.0f } }));
            parameters[3].copy_(tensor(new[] { 0.5f }));
        }
        double expected = 3.0 * Math.Tanh((0.3 * 1) + (0.4 * 2) + 0.1) - 2.0 * Math.Tanh((-0.3) + (0.5 * 0.4) - 0.2) + 0.5;
        Assert.Equal(expected, network.call(tensor(new[,] { { 0.3f, 0.4f } })).item<float>(), 1e-6);
    }

    [Fact]
    public void ParameterCounts_EqualTheClosedForms()
    {
        static long Count(MlpStyle style) => Mlp.Create(3, [20, 20, 20, 4], seed: 0, style).parameters().Sum(p => p.numel());
        long plain = (4 * 20) + (21 * 20) + (21 * 20) + (21 * 4);
        Assert.Equal(plain, Count(new MlpStyle()));
        Assert.Equal(plain, Count(new MlpStyle { Architecture = MlpArchitecture.Residual }));
        Assert.Equal(plain + (2 * 4 * 20), Count(new MlpStyle { Architecture = MlpArchitecture.Modified }));
        Assert.Equal(plain + (3 * 2 * 20), Count(new MlpStyle { Norm = NormLayer.Layer() }));
        Assert.Equal(plain + ((10 - 3) * 20), Count(new MlpStyle { FourierFeatures = FourierFeatures.Random(5) }));
        Assert.Equal(plain + (10 * 20), Count(new MlpStyle { FourierFeatures = FourierFeatures.Random(5, keepInput: true) }));
    }

    [Fact]
    public void Residual_AndModified_EqualTheirFormulas()
    {
        Tensor x = ModelChecks.Random(1, 7, 3);
        Tensor Layer(Mlp network, int layer, Tensor h) { Tensor[] p = [.. network.parameters()]; return nn.functional.linear(h, p[2 * layer], p[(2 * layer) + 1]); }

        Mlp residual = Mlp.Create(3, [5, 5, 2], seed: 3, new MlpStyle { Activation = Activation.Tanh, Architecture = MlpArchitecture.Residual });
        residual.to(float64);
        Tensor h1 = Layer(residual, 0, x).tanh(), h2 = h1 + Layer(residual, 1, h1).tanh();
        Assert.True(ModelChecks.MaxDifference(residual.call(x), Layer(residual, 2, h2)) < 1e-12);

        Mlp modified = Mlp.Create(3, [5, 5, 2], seed: 3, new MlpStyle { Activation = Activation.Tanh, Architecture = MlpArchitecture.Modified });
        modified.to(float64);
        Dictionary<string, Tensor> named = modified.named_parameters().ToDictionary(p => p.name, p => (Tensor)p.parameter);
        Tensor Named(string name, Tensor h) => nn.functional.linear(h, named[name + ".weight"], named[name + ".bias"]);
        Tensor u = Named("encoderU", x).tanh(), v = Named("encoderV", x).tanh();
        Tensor z1 = Named("layers.0", x).tanh(), m1 = (1 - z1) * u + z1 * v;
        Tensor z2 = Named("layers.1", m1).tanh(), m2 = (1 - z2) * u + z2 * v;
        Assert.True(ModelChecks.MaxDifference(modified.call(x), Named("layers.2", m2)) < 1e-12);
    }

    [Fact]
    public void FourierFeatures_WithKeptInput_AreCosinesAndSines()
    {
        Mlp network = Mlp.Create(1, [9], seed: 5, new MlpStyle { FourierFeatures = FourierFeatures.Random(4, 2.0, keepInput: true) });
        using (no_grad())
        {
            Tensor[] p = [.. network.parameters()];
            p[0].copy_(eye(9)); // shows the features themselves
        }
        Tensor features = network.call(tensor(new[,] { { 0.37f } }));
        Tensor b = network.buffers().Single();
        Tensor expected = cat([tensor(new[] { 0.37f }), (2 * Math.PI * 0.37 * b[0]).cos(), (2 * Math.PI * 0.37 * b[0]).sin()]);
        Assert.True(ModelChecks.MaxDifference(features[0], expected) < 1e-5);
    }

    [Fact]
    public void SameSeed_SameWeights_WhateverRanBefore()
    {
        using Mlp first = Mlp.Create(4, [8, 1], seed: 11);
        manual_seed(12345);
        rand(10);
        using Mlp second = Mlp.Create(4, [8, 1], seed: 11), other = Mlp.Create(4, [8, 1], seed: 12);
        Assert.Equal(0.0, ModelChecks.MaxDifference(first.parameters().First(), second.parameters().First()));
        Assert.True(ModelChecks.MaxDifference(first.parameters().First(), other.parameters().First()) > 0.01);
    }

    [Fact]
    public void AModelMadeInAScope_OutlivesIt()
    {
        Mlp network;
        using (NewDisposeScope()) network = Mlp.Create(2, [4, 1], seed: 0, new MlpStyle { FourierFeatures = FourierFeatures.Random(3), Norm = NormLayer.Layer() });
        Assert.Equal([5L, 1L], network.call(zeros(5, 2)).shape);
    }

    [Fact]
    public void WrongWidth_SaysWhatWasExpected()
    {
        using Mlp network = Mlp.Create(2, [4, 1], seed: 0);
        string message = Assert.Throws<ArgumentException>(() => network.call(zeros(5, 3))).Message;
        Assert.Contains("[…, 2]", message);
        Assert.Contains("[5, 3]", message);
        Assert.Throws<ArgumentException>(() => Mlp.Create(2, [4, 5, 1], seed: 0, new MlpStyle { Architecture = MlpArchitecture.Modified }));
    }
}
