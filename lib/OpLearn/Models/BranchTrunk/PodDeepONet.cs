using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>A DeepONet whose trunk is the POD basis of the training outputs: <c>G(u) = φ₀ + Σₖ bₖ(u) σₖ φₖ</c>, each output function with its own basis.</summary>
/// <example><code>
/// using var train = OperatorDataset.Generate(new Antiderivative(), samples: 100, seed: 0);
/// var model = PodDeepONet.Create(new PodDeepONetOptions { Sensors = 100, HiddenWidths = [40], Modes = 8, Seed = 0 }, train);
/// </code></example>
/// <remarks>
/// φ₀ is the mean, φₖ are orthonormal over the training locations, and σₖ is the deviation of the k-th coefficient on the training set, so that the branch aims at numbers of size 1.
/// It predicts at the training locations only. Mean and scaled basis are buffers, saved with the weights. Lu et al., <see href="https://arxiv.org/abs/2111.05512"/>, section 3.1.3.
/// Differs: the scale σₖ (the paper leaves it to the branch).
/// </remarks>
public sealed class PodDeepONet : OperatorModel, IFixedPointsModel
{
    private readonly PodDeepONetOptions options;
    private readonly Mlp branch;
    private readonly PodTrunk trunk;

    private PodDeepONet(PodDeepONetOptions options, PodTrunk trunk) : base(nameof(PodDeepONet))
    {
        this.options = options;
        this.trunk = trunk;
        using Generator random = new((ulong)(uint)options.Seed);
        branch = new Mlp(options.Sensors, [.. options.HiddenWidths, trunk.Width], options.Branch, activateLastByDefault: false, random);
        RegisterComponents();
    }

    /// <summary>Fits the basis and draws the branch from the options' seed, in float32 on the CPU.</summary>
    /// <param name="options">Sizes.</param>
    /// <param name="train">Aligned training set.</param>
    /// <param name="normalization">Where the model will be the inner one of a <see cref="NormalizedOperator"/>: its normalisers; the basis is then that of the encoded outputs.</param>
    /// <exception cref="ArgumentException">The set is unaligned or has fewer samples or points than modes.</exception>
    public static PodDeepONet Create(PodDeepONetOptions options, OperatorDataset train, Normalization? normalization = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        NativeTorch.EnsureLoaded();
        return new PodDeepONet(options, new PodTrunk(train, normalization, options.Modes, joint: false, nameof(PodDeepONet)));
    }

    internal override Form FormOf(Tensor[] functions, Tensor locations, bool direct) =>
        trunk.FormOf(BranchForms.Coefficients(branch, BranchTrunk.Join(functions, nameof(PodDeepONet), options.Sensors), direct), locations);

    /// <summary>Evaluates the operator at the training locations.</summary>
    /// <param name="functions">Input functions, together <see cref="PodDeepONetOptions.Sensors"/> values a sample.</param>
    /// <param name="locations">The training locations, <c>[points, dimensions]</c>.</param>
    /// <returns><c>[samples, points, outputs]</c>.</returns>
    /// <exception cref="ArgumentException">Other locations.</exception>
    public override Tensor forward(Tensor[] functions, Tensor locations)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor sensors = BranchTrunk.Join(functions, nameof(PodDeepONet), options.Sensors);
        return trunk.call(branch.call(sensors), locations).MoveToOuterDisposeScope();
    }
}
