using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>The deep operator network <c>G(u)(y) = Σₖ bₖ(u) tₖ(y) + b₀</c>: branch coefficients times a trunk basis.</summary>
/// <example><code>
/// var model = DeepONet.Create(new DeepONetOptions { Sensors = 100, BranchWidths = [40, 40], TrunkWidths = [40, 40], Seed = 0 });
/// </code></example>
/// <remarks>
/// Several input functions are flattened and joined for one branch. Takes aligned locations
/// (the trunk runs once for all samples) and unaligned ones. Asked again without gradients at the same locations, it keeps the trunk's values, up to 16 MB a trunk, until a weight changes.
/// Parameters: those of the branches and trunks (see <see cref="Mlp"/>) plus the bias.
/// Lu et al., Nature Machine Intelligence 3, 218 (2021), <see href="https://arxiv.org/abs/1910.03193"/>: the "unstacked" form.
/// </remarks>
public sealed class DeepONet : OperatorModel, IFusesLoss, IPushesDerivatives
{
    private readonly DeepONetOptions options;
    private readonly int latent;
    private readonly ModuleList<Mlp> branches = new();
    private readonly ModuleList<Mlp> trunks = new();
    private readonly Parameter? bias;

    private DeepONet(DeepONetOptions options) : base(nameof(DeepONet))
    {
        Checks.Positive(options.Sensors, nameof(DeepONet), nameof(options.Sensors));
        Checks.Positive(options.Dimensions, nameof(DeepONet), nameof(options.Dimensions));
        Checks.Widths(options.BranchWidths, nameof(DeepONet), nameof(options.BranchWidths));
        Checks.Widths(options.TrunkWidths, nameof(DeepONet), nameof(options.TrunkWidths));
        this.options = options;
        latent = BranchTrunk.LatentWidth(nameof(DeepONet), options.BranchWidths[^1], options.TrunkWidths[^1], options.Head);
        using Generator random = new((ulong)(uint)options.Seed);
        int networks = options.Head.Mode == OutputMode.Independent ? options.Head.Outputs : 1;
        for (int network = 0; network < networks; network++)
        {
            branches.Add(new Mlp(options.Sensors, options.BranchWidths, options.Branch, activateLastByDefault: false, random));
            trunks.Add(new Mlp(options.Dimensions, options.TrunkWidths, options.Trunk, activateLastByDefault: true, random));
        }
        Bases = [.. Enumerable.Range(0, networks).Select(_ => new KeptBasis())];
        int biases = options.Head.Bias.Count(options.Head.Outputs);
        if (biases > 0) bias = Weight.Zeros(biases);
        RegisterComponents();
    }

    /// <summary>Makes a network with weights drawn from the options' seed, in float32 on the CPU.</summary>
    /// <exception cref="ArgumentException">The last widths of branch and trunk do not fit, or a size is not positive.</exception>
    public static DeepONet Create(DeepONetOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        NativeTorch.EnsureLoaded();
        return new DeepONet(options);
    }

    /// <summary>Evaluates the operator.</summary>
    /// <param name="functions">Input functions <c>[samples, axes…, channels]</c>, together <see cref="DeepONetOptions.Sensors"/> values a sample.</param>
    /// <param name="locations"><c>[points, dimensions]</c> or <c>[samples, points, dimensions]</c>.</param>
    /// <returns><c>[samples, points, outputs]</c>.</returns>
    public override Tensor forward(Tensor[] functions, Tensor locations)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor sensors = BranchTrunk.Join(functions, nameof(DeepONet), options.Sensors);
        BranchTrunk.CheckLocations(locations, nameof(DeepONet), sensors.size(0), options.Dimensions);
        if (Evaluated(sensors, locations) is { } values) return values.MoveToOuterDisposeScope();
        Tensor[] outputs = new Tensor[branches.Count];
        for (int network = 0; network < branches.Count; network++)
        {
            int count = branches.Count > 1 ? 1 : options.Head.Outputs;
            outputs[network] = BranchTrunk.Combine(branches[network].call(sensors), trunks[network].call(locations), latent, count);
        }
        Tensor sum = outputs.Length == 1 ? outputs[0] : cat(outputs, 2);
        return (bias is null ? sum : sum.Plus(bias)).MoveToOuterDisposeScope();
    }

    /// <summary>What is kept of evaluations without gradients, for each trunk.</summary>
    internal IReadOnlyList<KeptBasis> Bases { get; }

    LossProblem? IFusesLoss.Problem(Tensor[] functions, Tensor locations, Tensor targets, ErrorForm form, bool direct)
    {
        if (branches.Count > 1) return null;
        Tensor u = BranchTrunk.Join(functions, nameof(DeepONet), options.Sensors);
        if (locations.dim() == 2)
            return trunks[0].Rows is not { } trunk || Coefficients.Of(CoefficientNetworks.One(branches[0], u), direct, () => branches[0].call(u)) is not { } coefficients ? null
                : new AlignedProblem(coefficients, trunk, trunks[0].Expand(locations).contiguous(), bias, latent, targets, form);
        bool reached = options.Head.Outputs == 1 && form == ErrorForm.MeanSquare;
        return reached && branches[0].Plain is { } ofFunctions && trunks[0].Plain is { } ofLocations ? new UnalignedProblem(ofFunctions, ofLocations, bias, u.contiguous(), locations.contiguous(), targets) : null;
    }

    /// <summary>The outputs without gradients by <see cref="AlignedForward"/>, where that can work, else null.</summary>
    private Tensor? Evaluated(Tensor sensors, Tensor locations)
    {
        if (is_grad_enabled() || !FastPaths.Enabled) return null;
        var networks = new (PlainMlp Branch, PlainMlp Trunk)[branches.Count];
        for (int network = 0; network < networks.Length; network++)
        {
            if (branches[network].Plain is not { } branch || trunks[network].Plain is not { } trunk) return null;
            networks[network] = (branch, trunk);
        }
        (Tensor u, Tensor y) = (sensors.contiguous(), locations.contiguous());
        return AlignedForward.Reaches(u, y, bias, networks) ? AlignedForward.Run(networks, options.Head.Outputs, latent, bias, u, y, Bases) : null;
    }

    OutputDerivatives? IPushesDerivatives.Derivatives(Tensor[] functions, Tensor locations, DerivativePlan plan)
    {
        Tensor sensors = BranchTrunk.Join(functions, nameof(DeepONet), options.Sensors);
        BranchTrunk.CheckLocations(locations, nameof(DeepONet), sensors.shape[0], options.Dimensions);
        if (plan.IsSettled && options.Head.Outputs == 1 && branches[0].Plain is { } branch && trunks[0].Plain is { } trunk)
        {
            var problem = new JetProblem(branch, trunk, bias, sensors.contiguous(), locations.contiguous());
            if (problem.IsReached) return AlignedJets.Run(problem, plan, (u, y) => Pushed(u, y, new DerivativePlan())!);
        }
        return Pushed(sensors, locations, plan);
    }

    private OutputDerivatives? Pushed(Tensor sensors, Tensor locations, DerivativePlan plan)
    {
        TrunkDerivatives?[] pushed = [.. trunks.Select(trunk => TrunkDerivatives.Of(trunk, locations, plan))];
        if (pushed.Any(trunk => trunk is null)) return null;
        int count = branches.Count > 1 ? 1 : options.Head.Outputs;
        return BranchTrunk.Push([.. branches.Zip(pushed, (branch, trunk) =>
        {
            Tensor coefficients = TrunkJets.Value(branch, sensors, plan);
            return ((Func<Tensor, Tensor>)(part => BranchTrunk.Combine(coefficients, part, latent, count)), trunk!);
        })], bias);
    }

    /// <summary>The functions that the trunk spans, <c>[outputs or 1, points, p]</c>, without gradients: no answer of this model leaves their span (beside the bias).</summary>
    /// <param name="locations"><c>[points, dimensions]</c>.</param>
    /// <returns>One basis for all outputs, or one each (<see cref="OutputMode.Independent"/>, <see cref="OutputMode.Shared"/>, <see cref="OutputMode.SplitTrunk"/>); the caller disposes it.</returns>
    public Tensor Basis(Tensor locations)
    {
        Checks.Shape(locations, nameof(DeepONet), nameof(locations), "[points, dimensions]", -1, options.Dimensions);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradients = no_grad();
        return cat([.. trunks.Select(trunk => BranchTrunk.Split(trunk.call(locations), latent))], 0).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) foreach (KeptBasis basis in Bases) basis.Clear();
        base.Dispose(disposing);
    }
}
