using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace OpLearn.Tests.Models;

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
