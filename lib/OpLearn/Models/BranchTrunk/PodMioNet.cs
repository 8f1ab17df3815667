using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>A multiple-input operator network whose trunk is the POD basis of the training outputs: <c>G(u₁, …, uₙ) = φ₀ + Σₖ (b₁ₖ(u₁) ⋯ bₙₖ(uₙ)) σₖ φₖ</c>.</summary>
/// <example><code>
/// using var train = OperatorDataset.Generate(new BistablePair(exchange: 2), samples: 40, seed: 0);
/// BranchNetwork branch = new MlpBranch { Sensors = 101, Widths = [40, 2 * 8] }; // last width: outputs times modes
/// var model = PodMioNet.Create(new PodMioNetOptions { Branches = [branch, branch], Modes = 8, Seed = 0 }, train);
/// </code></example>
/// <remarks>
/// As <see cref="MioNet"/> and <see cref="PodDeepONet"/>: φ₀ is the mean, φₖ are orthonormal over the training locations, σₖ the deviation of the k-th coefficient on the training set.
/// It predicts at the training locations only. Several outputs have a basis each (branches end in outputs × modes), or share coefficients
/// (<see cref="PodMioNetOptions.SharedCoefficients"/>; branches end in modes). With <see cref="PodMioNetOptions.Latent"/> the merged branches, H wide, are mixed:
/// <c>G = φ₀ + Σₖ (Σₕ wₖₕ b₁ₕ ⋯ bₙₕ) σₖ φₖ</c>, a <see cref="MioNet"/> whose trunk functions are combinations of the modes. Parameters: those of the branches, plus H × coefficients.
/// </remarks>
public sealed class PodMioNet : OperatorModel, IFixedPointsModel
{
    private readonly PodMioNetOptions options;
    private readonly ModuleList<nn.Module<Tensor, Tensor>> branches = new();
    private readonly Dense? mixing; // [coefficients, H]
    private readonly PodTrunk trunk;

    private PodMioNet(PodMioNetOptions options, PodTrunk trunk) : base(nameof(PodMioNet))
    {
        this.options = options;
        this.trunk = trunk;
        Checks.That(options.Branches.Count > 0, nameof(PodMioNet), "one branch or more", "none");
        int[] widths = [.. options.Branches.Select(branch => branch.OutputWidth)];
        if (options.Latent is { } asked) Checks.Positive(asked, nameof(PodMioNet), nameof(options.Latent));
        string expected = options.Latent is { } latent ? $"branches that end in Latent = {latent}"
            : $"branches that end in {(trunk.Joint ? "" : $"{trunk.Outputs} outputs × ")}{trunk.Modes} modes = {trunk.Width}";
        Checks.That(widths.All(width => width == (options.Latent ?? trunk.Width)), nameof(PodMioNet), expected, Checks.List(widths), "Change the last of their widths.");
        using Generator random = new((ulong)(uint)options.Seed);
        foreach (BranchNetwork branch in options.Branches) branches.Add(branch.Build(random));
        if (options.Latent is { } width) mixing = new Dense(width, trunk.Width, Initializer.GlorotNormal, random, hasBias: false);
        RegisterComponents();
    }

    /// <summary>Fits the basis and draws the branches from the options' seed, in float32 on the CPU.</summary>
    /// <param name="options">Sizes.</param>
    /// <param name="train">Aligned training set.</param>
    /// <param name="normalization">Where the model will be the inner one of a <see cref="NormalizedOperator"/>: its normalisers; the basis is then that of the encoded outputs.</param>
    /// <exception cref="ArgumentException">The set is unaligned or has fewer samples or points than modes, or a branch has another width.</exception>
    public static PodMioNet Create(PodMioNetOptions options, OperatorDataset train, Normalization? normalization = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        NativeTorch.EnsureLoaded();
        return new PodMioNet(options, new PodTrunk(train, normalization, options.Modes, options.SharedCoefficients, nameof(PodMioNet)));
    }

    internal override Form FormOf(Tensor[] functions, Tensor locations, bool direct) =>
        trunk.FormOf(BranchForms.Coefficients(branches, functions, options.Merge, mixing, direct, nameof(PodMioNet)), locations);

    /// <summary>Evaluates the operator at the training locations.</summary>
    /// <param name="functions">One input function a branch; with one branch any number, on one grid, joined along the channels.</param>
    /// <param name="locations">The training locations, <c>[points, dimensions]</c>.</param>
    /// <returns><c>[samples, points, outputs]</c>.</returns>
    /// <exception cref="ArgumentException">Other locations.</exception>
    public override Tensor forward(Tensor[] functions, Tensor locations)
    {
        using DisposeScope scope = NewDisposeScope();
        return trunk.call(Merged(functions), locations).MoveToOuterDisposeScope();
    }

    private Tensor Merged(Tensor[] functions)
    {
        Tensor merged = BranchTrunk.Merge(branches, functions, options.Merge, nameof(PodMioNet));
        return mixing is null ? merged : mixing.call(merged);
    }
}
