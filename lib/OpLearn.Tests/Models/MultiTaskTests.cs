using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace OpLearn.Tests.Models;

/// <summary>The layer tables of the multi-task study: parameter counts that agree with the sizes of its released checkpoints.</summary>
public sealed class MultiTaskTests
{
    private static readonly Initializer Glorot = Initializer.GlorotTruncatedNormal.WithNormalBias(0.01);
    private static readonly DeepONetHead NoBias = new() { Bias = OutputBias.None };

    private static MlpStyle Leaky(NormLayer? norm = null) =>
        new() { Activation = Activation.LeakyRelu(0.2), LastActivation = Activation.Identity, Initializer = Glorot, Norm = norm ?? NormLayer.None };

    /// <summary>Several source functions: 4 coefficients and 64 initial values; layer norms in the branch.</summary>
    private static MioNet Fisher() => MioNet.Create(new MioNetOptions
    {
        Branches = [new MlpBranch { Sensors = 68, Widths = [128, 128, 300], Style = Leaky(NormLayer.Layer(1e-3)) }],
        TrunkWidths = [128, 128, 128, 300],
        Trunk = Leaky(),
        Dimensions = 2,
        Head = NoBias,
        Seed = 1,
    });

    /// <summary>Several geometries: permeability and mask as channels of a 100 × 100 grid, and the mask on the output.</summary>
    private static MaskedOperator Darcy(int grid = 100) => MaskedOperator.Create(MioNet.Create(new MioNetOptions
    {
        Branches =
        [
            new CnnBranch
            {
                Grid = [grid, grid],
                Channels = 2,
                Filters = [16, 32, 64, 64],
                Convolutions = new() { Kernel = 5, Initializer = Glorot },
                Widths = [128, 128, 150],
                Dense = new() { Activation = Activation.Tanh, Initializer = Glorot, Dropout = new DropoutOptions(0.1) },
            },
        ],
        TrunkWidths = [64, 128, 128, 128, 150],
        Trunk = Leaky(),
        Dimensions = 2,
        Head = NoBias,
        Seed = 1,
    }), input: 1);

    /// <summary>Heated plate with holes: two numbers describe the geometry; batch norms, a skip past every other layer of the trunk.</summary>
    private static MioNet Plate()
    {
        Initializer tiny = Initializer.Normal(0.001).WithNormalBias(0.001);
        MlpStyle style = new() { Activation = Activation.Silu, Initializer = tiny, Norm = NormLayer.Batch(1e-3, 0.01) };
        return MioNet.Create(new MioNetOptions
        {
            Branches = [new MlpBranch { Sensors = 2, Widths = [32, 64, 128, 128, 200], Style = style with { LastActivation = Activation.Selu, Dropout = new DropoutOptions(0.1, 2) } }],
            TrunkWidths = [32, 64, 64, 64, 128, 128, 128, 128, 128, 200],
            Trunk = style with { LastActivation = Activation.Identity, Architecture = MlpArchitecture.ProjectedSkip },
            Dimensions = 3,
            Head = NoBias,
            Seed = 1,
        });
    }

    [Fact]
    public void Fisher_Has136664Parameters()
    {
        using MioNet model = Fisher();
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
    public void Plate_Has240880Numbers_OfWhich2432AreRunningAverages()
    {
        using MioNet model = Plate();
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
