namespace OpLearn;

/// <summary>The networks of the multi-task study, layer by layer as its released code has them: one for several source terms, one for several geometries, one for a plate with holes.</summary>
/// <remarks>
/// Kumar et al., Neural Networks 184 (2025) 107113, <see href="https://arxiv.org/abs/2408.02198"/>. Outputs are <c>Σₖ bₖ tₖ(y)</c> without a bias. Differs: the slope of the leaky ReLU is taken
/// to be 0.2, which the code leaves to a version of its framework.
/// </remarks>
public static class MultiTaskNetworks
{
    private static readonly Initializer Glorot = Initializer.GlorotTruncatedNormal.WithNormalBias(0.01);
    private static readonly DeepONetHead NoBias = new() { Bias = OutputBias.None };

    /// <summary>Several source terms: branch [128, 128, 300] with layer normalisation on the source's coefficients and the initial state in one function, trunk [128, 128, 128, 300] on (t, x).</summary>
    /// <param name="sensors">Values of the branch's function: 4 + 64 in the paper, and then 136,664 parameters.</param>
    /// <param name="seed">Seed of the weights.</param>
    public static MioNetOptions SourceTerms(int sensors, int seed) => new()
    {
        Branches = [new MlpBranch { Sensors = sensors, Widths = [128, 128, 300], Style = Leaky(NormLayer.Layer(1e-3)) }],
        TrunkWidths = [128, 128, 128, 300],
        Trunk = Leaky(NormLayer.None),
        Dimensions = 2,
        Head = NoBias,
        Seed = seed,
    };

    /// <summary>Several geometries: a branch of 5 × 5 convolutions, average pooling and dense layers [128, 128, 150] with dropout 0.1, trunk [64, 128, 128, 128, 150] on (x, y).</summary>
    /// <param name="grid">Points a side of the branch's functions.</param>
    /// <param name="channels">Its functions: the permeability, and the mask unless it is left out.</param>
    /// <param name="filters">Channels of the convolutions, each of which halves the grid; [16, 32, 64, 64] in the paper, on 100 points a side, with two channels 559,164 parameters.</param>
    /// <param name="seed">Seed of the weights.</param>
    /// <remarks>The paper multiplies the output by the mask: <see cref="MaskedOperator"/>.</remarks>
    public static MioNetOptions Geometries(int grid, int channels, IReadOnlyList<int> filters, int seed) => new()
    {
        Branches =
        [
            new CnnBranch
            {
                Grid = [grid, grid],
                Channels = channels,
                Filters = filters,
                Convolutions = new() { Kernel = 5, Initializer = Glorot },
                Widths = [128, 128, 150],
                Dense = new() { Activation = Activation.Tanh, Initializer = Glorot, Dropout = new DropoutOptions(0.1) },
            },
        ],
        TrunkWidths = [64, 128, 128, 128, 150],
        Trunk = Leaky(NormLayer.None),
        Dimensions = 2,
        Head = NoBias,
        Seed = seed,
    };

    /// <summary>Whether the paper trains a parameter of <see cref="Geometries"/> on a new shape: those of the first convolution, of the dense layers and of the trunk's last layer, 351,068 of 559,164.</summary>
    /// <param name="parameter">Its name in the network or in models around it: for <see cref="OperatorModel.SetTrainable"/>.</param>
    public static bool IsTrainedOnTarget(string parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return parameter.Contains("body.layers.0.", StringComparison.Ordinal) || parameter.Contains("head.", StringComparison.Ordinal) || parameter.Contains("trunk.layers.4.", StringComparison.Ordinal);
    }

    /// <summary>A plate with holes: branch [32, 64, 128, 128, 200] on two numbers and a trunk of ten layers on (x, y, z), with batch normalisation and a skip past every other layer of the trunk.</summary>
    /// <param name="seed">Seed of the weights.</param>
    /// <remarks>238,448 parameters and 2,432 running averages. All weights are drawn from N(0, 0.001²), so the network starts at zero and stays there for a while.</remarks>
    public static MioNetOptions Plate(int seed)
    {
        MlpStyle style = new() { Activation = Activation.Silu, Initializer = Initializer.Normal(0.001).WithNormalBias(0.001), Norm = NormLayer.Batch(1e-3, 0.01) };
        return new()
        {
            Branches = [new MlpBranch { Sensors = 2, Widths = [32, 64, 128, 128, 200], Style = style with { LastActivation = Activation.Selu, Dropout = new DropoutOptions(0.1, 2) } }],
            TrunkWidths = [32, 64, 64, 64, 128, 128, 128, 128, 128, 200],
            Trunk = style with { LastActivation = Activation.Identity, Architecture = MlpArchitecture.ProjectedSkip },
            Dimensions = 3,
            Head = NoBias,
            Seed = seed,
        };
    }

    private static MlpStyle Leaky(NormLayer norm) =>
        new() { Activation = Activation.LeakyRelu(0.2), LastActivation = Activation.Identity, Initializer = Glorot, Norm = norm };
}
