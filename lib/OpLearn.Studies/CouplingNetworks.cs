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
    /// <summary>Coefficients of the branches of <see cref="WithFittedTrunk"/>, H.</summary>
    public const int LatentWidth = 64;

    /// <summary>POD modes of each output function in <see cref="WithFittedTrunk"/>; the outputs need as many points and training samples.</summary>
    public const int FittedModes = 64;

    private const int Coefficients = 100, TrunkWidth = 101;

    /// <summary>Fully connected branches [512, 512, 512, 512, 256] for one output function on locations (t, x): the paper's network of the reaction–diffusion
    /// problem.</summary>
    /// <param name="arm">How the functions are taken in; with 255 sensors the matched branch has 708 units a layer for 512 and 354 for 256.</param>
    /// <param name="sensors">Points of each of the two functions; 255 in the paper.</param>
    /// <param name="seed">Seed of the weights.</param>
    /// <remarks>Parameters with 255 sensors: single 1,258,340, multiple 2,203,848.</remarks>
    public static MioNetOptions FullyConnected(CouplingArm arm, int sensors, int seed)
    {
        ArgumentNullException.ThrowIfNull(arm);
        Checks.Positive(sensors, nameof(CouplingNetworks), nameof(sensors));
        MlpBranch branch = Dense(arm, sensors, 512, width => [width, width, width, width, width / 2, Coefficients],
            new MlpStyle { Initializer = Initializer.GlorotUniform });
        return Network(arm, branch, outputs: 1, dimensions: 2, seed);
    }

    /// <summary>Recurrent branches (GRU 256, 128, repeated 100 times, GRU 128, 256): the paper's networks of the thermo-electrical and thermo-mechanical
    /// problems.</summary>
    /// <param name="arm">How the functions are taken in; the matched branch has the units 362, 181, 181, 362.</param>
    /// <param name="outputs">Output functions; 2 in the paper.</param>
    /// <param name="dimensions">Coordinates of a location; 1 for the thermo-electrical problem, 2 for the thermo-mechanical one.</param>
    /// <param name="seed">Seed of the weights.</param>
    /// <param name="units">Units u of the first layer, even: GRU u, u/2, repeated 100 times, GRU u/2, u. 256 (the default) is the paper's size; 64 has a
    /// seventeenth of its branch's parameters and takes a fraction of its time.</param>
    /// <remarks>
    /// Parameters with two outputs: single 805,492 and multiple 1,547,637 in one dimension, 805,593 and 1,547,738 in two. The number of times at which the
    /// functions
    /// are given is free.
    /// </remarks>
    public static MioNetOptions Recurrent(CouplingArm arm, int outputs, int dimensions, int seed, int units = 256)
    {
        ArgumentNullException.ThrowIfNull(arm);
        Checks.That(units >= 2 && units % 2 == 0, nameof(CouplingNetworks), "an even number of units, 2 or more", $"{units}");
        SequenceBranch branch = Gated(arm, units, Coefficients, decoder: true);
        return Network(arm, branch, outputs, dimensions, seed);
    }

    /// <summary>Small networks with a fitted trunk, for many runs: branches of <see cref="LatentWidth"/> coefficients, mixed into 64 POD modes of each output
    /// function.</summary>
    /// <param name="arm">How the functions are taken in.</param>
    /// <param name="encoder">The branches: two hidden layers of 128 sigmoid linear units, 64 gated recurrent units whose last state a linear layer reads, or
    /// the paper's encoder and decoder with 64, 32, 32 and 64 units.</param>
    /// <param name="sensors">Points of each of the two functions.</param>
    /// <param name="seed">Seed of the weights.</param>
    /// <remarks>
    /// Proposed here, not the paper's: the fitted trunk takes away the error that a trunk trained for a short time leaves, which hides the branches. Make them
    /// with
    /// <see cref="PodMioNet.Create"/>. With 26 sensors, two outputs: fully connected, single 39,744 parameters, multiple 64,640; recurrent 25,408 and 42,240.
    /// The recurrent branch has the paper's kind of unit and not its decoder; <see cref="CouplingEncoder.RecurrentWithDecoder"/> has both.
    /// </remarks>
    public static PodMioNetOptions WithFittedTrunk(CouplingArm arm, CouplingEncoder encoder, int sensors, int seed)
    {
        ArgumentNullException.ThrowIfNull(arm);
        ArgumentNullException.ThrowIfNull(encoder);
        Checks.Positive(sensors, nameof(CouplingNetworks), nameof(sensors));
        BranchNetwork branch = encoder == CouplingEncoder.FullyConnected
            ? Dense(arm, sensors, 128, width => [width, width, LatentWidth], new MlpStyle { Activation = Activation.Silu })
            : Gated(arm, 64, LatentWidth, decoder: encoder == CouplingEncoder.RecurrentWithDecoder);
        return new PodMioNetOptions
        { Branches = arm.SeveralBranches ? [branch, branch] : [branch], Modes = FittedModes, Latent = LatentWidth, Merge = arm.Merge, Seed = seed };
    }

    // A branch on one function or, joined, on both, widened where that is asked for.
    private static MlpBranch Dense(CouplingArm arm, int sensors, int width, Func<int, int[]> widths, MlpStyle style)
    {
        int used = arm.IsMatched ? Matched(2 * Count(sensors, widths(width)), candidate => Count(2 * sensors, widths(candidate))) : width;
        return new MlpBranch { Sensors = arm.SeveralBranches ? sensors : 2 * sensors, Widths = widths(used), Style = style };

        static int Count(int inputs, int[] layers) => layers.Select((layer, i) => ((i == 0 ? inputs : layers[i - 1]) + 1) * layer).Sum();
    }

    private static SequenceBranch Gated(CouplingArm arm, int units, int coefficients, bool decoder)
    {
        int used = arm.IsMatched ? Matched(2 * Count(1, units), candidate => Count(2, candidate)) : units;
        return new SequenceBranch
        {
            Channels = arm.SeveralBranches ? 1 : 2,
            Coefficients = coefficients,
            Encoder = decoder ? [used, used / 2] : [used],
            Decoder = decoder ? [used / 2, used] : []
        };

        int Count(int channels, int first)
        {
            int half = first / 2;
            return decoder ? Gates(channels, first) + Gates(first, half) + Gates(half, half) + Gates(half, first) + first + 1
                : Gates(channels, first) + ((first + 1) * coefficients);
        }

        static int Gates(int inputs, int outputs) => 3 * ((outputs * (inputs + outputs)) + (2 * outputs));
    }

    private static int Matched(int target, Func<int, int> count)
    {
        int width = 2;
        while (count(width + 2) <= target) width += 2; // even, since half of it is a width too
        return target - count(width) <= count(width + 2) - target ? width : width + 2;
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
