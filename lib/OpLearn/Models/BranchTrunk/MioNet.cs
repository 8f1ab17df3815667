using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>The multiple-input operator network <c>G(u₁, …, uₙ)(y) = Σₖ (b₁ₖ(u₁) ⋯ bₙₖ(uₙ)) tₖ(y) + b₀</c>, with any branch for each function.</summary>
/// <example><code>
/// BranchNetwork first = new MlpBranch { Sensors = 100, Widths = [40, 40] }, second = new MlpBranch { Sensors = 50, Widths = [40, 40] };
/// var model = MioNet.Create(new MioNetOptions { Branches = [first, second], TrunkWidths = [40, 40], Seed = 0 });
/// </code></example>
/// <remarks>
/// With one <see cref="SequenceBranch"/> for all functions it is the sequential DeepONet. Parameters: those of branches and trunk, plus the bias.
/// Jin, Meng &amp; Lu, <see href="https://arxiv.org/abs/2202.06137"/>, section 2.3 (the "low-rank" form).
/// Linear in one input: give it a <see cref="MlpBranch"/> of one width with <c>Style = new() { Bias = false }</c>, and no output bias.
/// </remarks>
public sealed class MioNet : OperatorModel
{
    private readonly MioNetOptions options;
    private readonly int latent;
    private readonly ModuleList<nn.Module<Tensor, Tensor>> branches = new();
    private readonly Mlp trunk;
    private readonly Parameter? bias;

    private MioNet(MioNetOptions options) : base(nameof(MioNet))
    {
        this.options = options;
        Checks.Positive(options.Dimensions, nameof(MioNet), nameof(options.Dimensions));
        Checks.Widths(options.TrunkWidths, nameof(MioNet), nameof(options.TrunkWidths));
        Checks.That(options.Branches.Count > 0, nameof(MioNet), "one branch or more", "none");
        Checks.That(options.Head.Outputs == 1 || options.Head.Mode != OutputMode.Independent, nameof(MioNet), "outputs that share networks (SplitTrunk, SplitBranch, Shared)", "Independent");
        int[] widths = [.. options.Branches.Select(branch => branch.OutputWidth)];
        Checks.That(widths.Distinct().Count() == 1, nameof(MioNet), "branches that end in one width", Checks.List(widths), "Change the last of their widths.");
        latent = BranchTrunk.LatentWidth(nameof(MioNet), widths[0], options.TrunkWidths[^1], options.Head);
        using Generator random = new((ulong)(uint)options.Seed);
        foreach (BranchNetwork branch in options.Branches) branches.Add(branch.Build(random));
        trunk = new Mlp(options.Dimensions, options.TrunkWidths, options.Trunk, activateLastByDefault: true, random);
        int biases = options.Head.Bias.Count(options.Head.Outputs);
        if (biases > 0) bias = Weight.Zeros(biases);
        RegisterComponents();
    }

    /// <summary>Makes a network with weights drawn from the options' seed, in float32 on the CPU.</summary>
    /// <exception cref="ArgumentException">The last widths do not fit, or a size is not positive.</exception>
    public static MioNet Create(MioNetOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        NativeTorch.EnsureLoaded();
        return new MioNet(options);
    }

    /// <summary>Evaluates the operator.</summary>
    /// <param name="functions">One input function a branch; with one branch any number, on one grid, joined along the channels.</param>
    /// <param name="locations"><c>[points, dimensions]</c> or <c>[samples, points, dimensions]</c>.</param>
    /// <returns><c>[samples, points, outputs]</c>.</returns>
    public override Tensor forward(Tensor[] functions, Tensor locations)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor merged = BranchTrunk.Merge(branches, functions, options.Merge, nameof(MioNet));
        BranchTrunk.CheckLocations(locations, nameof(MioNet), merged.shape[0], options.Dimensions);
        Tensor sum = LatentSum.Combine(merged, trunk.call(locations), latent, options.Head.Outputs);
        return (bias is null ? sum : sum + bias).MoveToOuterDisposeScope();
    }

    internal override Form FormOf(Tensor[] functions, Tensor locations, bool direct)
    {
        ArgumentNullException.ThrowIfNull(functions);
        BranchTrunk.CheckLocations(locations, nameof(MioNet), functions[0].shape[0], options.Dimensions);
        return BranchForms.Of(BranchForms.Coefficients(branches, functions, options.Merge, null, direct, nameof(MioNet)), trunk, locations, bias, latent, options.Head.Outputs);
    }

    /// <summary>The functions that the trunk spans, <c>[outputs or 1, points, p]</c>, without gradients: no answer of this model leaves their span (beside the bias).</summary>
    /// <param name="locations"><c>[points, dimensions]</c>.</param>
    /// <returns>One basis for all outputs, or one each where the trunk is split; the caller disposes it.</returns>
    public Tensor Basis(Tensor locations)
    {
        Checks.Shape(locations, nameof(MioNet), nameof(locations), "[points, dimensions]", -1, options.Dimensions);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradients = no_grad();
        return LatentSum.Split(trunk.call(locations), latent).MoveToOuterDisposeScope();
    }
}
