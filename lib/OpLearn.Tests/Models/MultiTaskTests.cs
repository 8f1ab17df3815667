using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace OpLearn.Tests;

/// <summary>The layer tables of the multi-task study: parameter counts that agree with the sizes of its released checkpoints.</summary>
public sealed class MultiTaskTests
{
    private static MaskedOperator Darcy(int grid = 100, bool hidden = false) =>
        MaskedOperator.Create(MioNet.Create(MultiTaskNetworks.Geometries(grid, hidden ? 1 : 2, [16, 32, 64, 64], 1)), input: 1, hidden: hidden);

    [Fact]
    public void Fisher_Has136664Parameters()
    {
        using MioNet model = MioNet.Create(MultiTaskNetworks.SourceTerms(68, 1));
        Assert.Equal(136_664, model.ParameterCount);
    }

    [Fact]
    public void Darcy_Has559164Parameters_AndPredictsNothingOutsideTheMask()
    {
        using MaskedOperator model = Darcy();
        Assert.Equal(559_164, model.ParameterCount);
        using MaskedOperator small = Darcy(20);
        Tensor mask = (ModelChecks.Random(2, 3, 20, 20, 1) > 0).to(float32);
        Tensor output = small.call([ModelChecks.Random(1, 3, 20, 20, 1).to(float32), mask], ModelCase.Grid(20, 20).to(float32)), inside = mask.reshape(3, 400, 1);
        Assert.Equal(0.0, ModelChecks.MaxDifference(output * inside, output));
        Assert.True((output * inside).abs().max().item<float>() > 0.0f);
    }

    [Fact]
    public void OnATarget_351068OfTheDarcyNetworksParametersAreTrained()
    {
        using MaskedOperator model = Darcy();
        model.SetTrainable(MultiTaskNetworks.IsTrainedOnTarget);
        Assert.Equal(351_068, model.parameters().Where(parameter => parameter.requires_grad).Sum(parameter => parameter.numel()));
    }

    [Fact]
    public void HiddenMask_ActsOnTheOutputAlone()
    {
        using MaskedOperator model = Darcy(20, hidden: true);
        model.eval(); // without dropout
        Tensor function = ModelChecks.Random(1, 3, 20, 20, 1).to(float32), locations = ModelCase.Grid(20, 20).to(float32);
        Tensor mask = (ModelChecks.Random(2, 3, 20, 20, 1) > 0).to(float32), full = ones_like(mask);
        Tensor everywhere = model.call([function, full], locations);
        Assert.Equal(0.0, ModelChecks.MaxDifference(everywhere * mask.reshape(3, 400, 1), model.call([function, mask], locations)));
        Assert.Equal(0.0, ModelChecks.MaxDifference(everywhere, model.Inner.call([function], locations)));
    }

    [Fact]
    public void Plate_Has240880Numbers_OfWhich2432AreRunningAverages()
    {
        using MioNet model = MioNet.Create(MultiTaskNetworks.Plate(1));
        long averages = model.named_buffers().Where(buffer => buffer.name.Contains("running", StringComparison.Ordinal)).Sum(buffer => buffer.buffer.numel());
        Assert.Equal(2_432, averages);
        Assert.Equal(240_880, model.ParameterCount + averages);
    }

    [Fact]
    public void Layers_AreThoseOfTheTables()
    {
        using MioNet fisher = MioNet.Create(MultiTaskNetworks.SourceTerms(68, 1)), darcy = MioNet.Create(MultiTaskNetworks.Geometries(100, 2, [16, 32, 64, 64], 1)), plate = MioNet.Create(MultiTaskNetworks.Plate(1));
        Assert.Equal(["68-128", "128-128", "128-300", "2-128", "128-128", "128-128", "128-300"], Dense(fisher));
        Assert.Equal(["2304-128", "128-128", "128-150", "2-64", "64-128", "128-128", "128-128", "128-150"], Dense(darcy));
        Assert.Equal([[16, 2, 5, 5], [32, 16, 5, 5], [64, 32, 5, 5], [64, 64, 5, 5]], darcy.parameters().Where(p => p.dim() == 4).Select(p => p.shape));
        Assert.Equal(["2-32", "32-64", "64-128", "128-128", "128-200"], Dense(plate, "branches"));
        Assert.Equal(["3-32", "32-64", "64-64", "64-64", "64-128", "128-128", "128-128", "128-128", "128-128", "128-200"], Dense(plate, "trunk.layers"));
        Assert.Equal(["32-64", "64-64", "64-128", "64-128", "128-128", "128-128", "128-128"], Dense(plate, "trunk.skips"));

        static IEnumerable<string> Dense(MioNet model, string part = "") =>
            model.named_parameters().Where(p => p.name.StartsWith(part, StringComparison.Ordinal) && p.parameter.dim() == 2).Select(p => $"{p.parameter.shape[1]}-{p.parameter.shape[0]}");
    }

    // Glorot's normal distribution with biases of deviation 0.01; for the plate 0.001 everywhere. Over 10,000 weights a deviation is known to 1 %.
    [Fact]
    public void Weights_AreDrawnAsInTheReleasedCode()
    {
        using MioNet fisher = MioNet.Create(MultiTaskNetworks.SourceTerms(68, 1)), darcy = MioNet.Create(MultiTaskNetworks.Geometries(100, 2, [16, 32, 64, 64], 1)), plate = MioNet.Create(MultiTaskNetworks.Plate(1));
        foreach (MioNet model in new[] { fisher, darcy })
        {
            foreach ((string name, TorchSharp.Modules.Parameter weight) in model.named_parameters().Where(p => p.parameter.numel() > 10_000))
            {
                long field = weight.shape.Skip(2).Aggregate(1L, (product, n) => product * n);
                double ratio = weight.std().item<float>() / Math.Sqrt(2.0 / ((weight.shape[0] + weight.shape[1]) * field));
                Assert.True(ratio is > 0.96 and < 1.04, $"{name}: {ratio}");
            }
            double bias = cat([.. model.named_parameters().Where(p => p.name.EndsWith("bias", StringComparison.Ordinal) && !p.name.Contains("norm", StringComparison.Ordinal)).Select(p => (Tensor)p.parameter)]).std().item<float>();
            Assert.True(bias is > 0.009 and < 0.011, $"{bias}");
        }
        foreach ((string name, TorchSharp.Modules.Parameter weight) in plate.named_parameters().Where(p => p.name.Contains("layers", StringComparison.Ordinal) || p.name.Contains("skips", StringComparison.Ordinal)))
            Assert.True(weight.std().item<float>() is > 0.0007f and < 0.0013f, $"{name}: {weight.std().item<float>()}");
    }

    [Fact]
    public void ProjectedSkip_AddsTheLayerBeforeLast_FromTheThirdHiddenLayerOn()
    {
        Mlp network = Mlp.Create(3, [4, 5, 6, 7, 2], seed: 3, new MlpStyle { Activation = Activation.Tanh, Architecture = MlpArchitecture.ProjectedSkip });
        network.to(float64);
        Dictionary<string, Tensor> p = network.named_parameters().ToDictionary(e => e.name, e => (Tensor)e.parameter);
        Tensor Linear(string name, Tensor h) => nn.functional.linear(h, p[name + ".weight"], p[name + ".bias"]);
        Tensor x = ModelChecks.Random(1, 7, 3), h1 = Linear("layers.0", x).tanh(), h2 = Linear("layers.1", h1).tanh();
        Tensor h3 = Linear("layers.2", h2).tanh() + Linear("skips.0", h1), h4 = Linear("layers.3", h3).tanh() + Linear("skips.1", h2);
        Assert.InRange(ModelChecks.MaxDifference(network.call(x), Linear("layers.4", h4)), 0.0, 1e-12);
        Assert.Equal(2, p.Keys.Count(name => name.StartsWith("skips", StringComparison.Ordinal) && name.EndsWith("weight", StringComparison.Ordinal)));
    }
}
