namespace OpLearn;

/// <summary>The networks of the study of coupling regimes, as the code released with the paper has them: branches of p = 100 coefficients, a trunk whose last
/// layer is split among the outputs.</summary>
/// <remarks>
/// <c>ŝ_c(y) = Σₕ bₕ tₕ_c(y) + b₀</c> with <c>b</c> the coefficients of one branch or the product of two, all outputs sharing b and the one number b₀; the
/// trunk has five
/// layers of 101 rectified units and a rectified last one, so its basis functions are not negative. Kobayashi et al.,
/// <see href="https://arxiv.org/abs/2507.03660"/>, by the released code. <see cref="CouplingArm.Matched"/> and <see cref="CouplingArm.Sum"/> are proposed here.
/// Several branches have 1.75 to 1.92 times the parameters of one.
/// </remarks>
public static class CouplingNetworks
{
    private const int Coefficients = 100, TrunkWidth = 101;

    /// <summary>Fully connected branches [512, 512, 512, 512, 256] for one output function on locations (t, x): the paper's network of the reaction–diffusion
    /// problem.</summary>
    /// <param name="arm">How the functions are taken in; the matched branch has 708 units a layer for 512 and 354 for 256.</param>
    /// <param name="sensors">Points of each of the two functions; 255 in the paper.</param>
    /// <param name="seed">Seed of the weights.</param>
    /// <remarks>Parameters with 255 sensors: single 1,258,340, multiple 2,203,848.</remarks>
    public static MioNetOptions FullyConnected(CouplingArm arm, int sensors, int seed)
    {
        ArgumentNullException.ThrowIfNull(arm);
        Checks.Positive(sensors, nameof(CouplingNetworks), nameof(sensors));
        int width = arm.IsMatched ? 708 : 512;
        var branch = new MlpBranch
        {
            Sensors = arm.SeveralBranches ? sensors : 2 * sensors,
            Widths = [width, width, width, width, width / 2, Coefficients],
            Style = new MlpStyle { Initializer = Initializer.GlorotUniform },
        };
        return Network(arm, branch, outputs: 1, dimensions: 2, seed);
    }

    /// <summary>Recurrent branches (GRU 256, 128, repeated 100 times, GRU 128, 256): the paper's networks of the thermo-electrical and thermo-mechanical
    /// problems.</summary>
    /// <param name="arm">How the functions are taken in; the matched branch has the units 362, 181, 181, 362.</param>
    /// <param name="outputs">Output functions; 2 in the paper.</param>
    /// <param name="dimensions">Coordinates of a location; 1 for the thermo-electrical problem, 2 for the thermo-mechanical one.</param>
    /// <param name="seed">Seed of the weights.</param>
    /// <remarks>
    /// Parameters with two outputs: single 805,492 and multiple 1,547,637 in one dimension, 805,593 and 1,547,738 in two. The number of times at which the
    /// functions
    /// are given is free.
    /// </remarks>
    public static MioNetOptions Recurrent(CouplingArm arm, int outputs, int dimensions, int seed)
    {
        ArgumentNullException.ThrowIfNull(arm);
        int[] units = arm.IsMatched ? [362, 181] : [256, 128];
        var branch = new SequenceBranch { Channels = arm.SeveralBranches ? 1 : 2, Coefficients = Coefficients, Encoder = units,
            Decoder = [units[1], units[0]] };
        return Network(arm, branch, outputs, dimensions, seed);
    }

    private static MioNetOptions Network(CouplingArm arm, BranchNetwork branch, int outputs, int dimensions, int seed)
    {
        Checks.Positive(outputs, nameof(CouplingNetworks), nameof(outputs));
        return new MioNetOptions
        {
            Branches = arm.SeveralBranches ? [branch, branch] : [branch],
            TrunkWidths = [TrunkWidth, TrunkWidth, TrunkWidth, TrunkWidth, TrunkWidth, outputs * Coefficients],
            Dimensions = dimensions,
            Trunk = new MlpStyle { Initializer = Initializer.GlorotTruncatedNormal },
            Merge = arm.Merge,
            Head = new DeepONetHead { Outputs = outputs, Mode = OutputMode.SplitTrunk, Bias = OutputBias.Common },
            Seed = seed,
        };
    }
}
