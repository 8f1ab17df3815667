using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>A DeepONet whose trunk is the POD basis of the training outputs: <c>G(u) = φ₀ + Σₖ bₖ(u) σₖ φₖ</c>, each output function with its own basis.</summary>
/// <remarks>
/// φ₀ is the mean, φₖ are orthonormal over the training locations, and σₖ is the deviation of the k-th coefficient on the training set, so that the branch aims at numbers of size 1.
/// It predicts at the training locations only. Mean and scaled basis are buffers, saved with the weights. Lu et al., <see href="https://arxiv.org/abs/2111.05512"/>, section 3.1.3.
/// Differs: the scale σₖ (the paper leaves it to the branch).
/// </remarks>
public sealed class PodDeepONet : OperatorModel
{
    private readonly PodDeepONetOptions options;
    private readonly Mlp branch;
    private readonly Tensor locations; // [points, dimensions]
    private readonly Tensor mean;      // [points, outputs]
    private readonly Tensor basis;     // [outputs, modes, points], times σ

    private PodDeepONet(PodDeepONetOptions options, Tensor fittedLocations, Tensor outputs) : base(nameof(PodDeepONet))
    {
        this.options = options;
        int channels = (int)outputs.shape[2];
        using (DisposeScope scope = NewDisposeScope())
        {
            PodBasis[] bases = [.. Enumerable.Range(0, channels).Select(channel => PodBasis.Fit(outputs.select(2, channel), options.Modes, nameof(PodDeepONet)))];
            mean = stack(bases.Select(fitted => fitted.Mean), 1).to(float32).DetachFromDisposeScope();
            basis = stack(bases.Select(fitted => fitted.Modes * fitted.Deviations.unsqueeze(1)), 0).to(float32).DetachFromDisposeScope();
            locations = fittedLocations.to(float32).clone().DetachFromDisposeScope();
        }
        using Generator random = new((ulong)(uint)options.Seed);
        branch = new Mlp(options.Sensors, [.. options.HiddenWidths, channels * options.Modes], options.Branch, activateLastByDefault: false, random);
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
        BaselineData.RequireAligned(train, "PodDeepONet.Create");
        using DisposeScope scope = NewDisposeScope();
        Tensor locations = normalization is null ? train.Locations : normalization.Locations.Encode(train.Locations);
        Tensor outputs = normalization is null ? train.Outputs : normalization.Outputs.Encode(train.Outputs);
        return new PodDeepONet(options, locations, outputs);
    }

    /// <summary>Evaluates the operator at the training locations.</summary>
    /// <param name="functions">Input functions, together <see cref="PodDeepONetOptions.Sensors"/> values a sample.</param>
    /// <param name="locations">The training locations, <c>[points, dimensions]</c>.</param>
    /// <returns><c>[samples, points, outputs]</c>.</returns>
    /// <exception cref="ArgumentException">Other locations.</exception>
    public override Tensor forward(Tensor[] functions, Tensor locations)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor sensors = BranchTrunk.Join(functions, nameof(PodDeepONet), options.Sensors);
        bool same = locations.shape.SequenceEqual(this.locations.shape) && locations.detach().to(this.locations.dtype).allclose(this.locations, 1e-5, 1e-5);
        Checks.That(same, nameof(PodDeepONet), $"the locations of the training set, {Checks.Shape(this.locations)}", $"others, {Checks.Shape(locations)}", "Use a DeepONet for other locations.");
        Tensor coefficients = branch.call(sensors).reshape(sensors.shape[0], basis.shape[0], basis.shape[1]);
        return (mean + einsum("bok,okn->bno", coefficients, basis)).MoveToOuterDisposeScope();
    }
}
