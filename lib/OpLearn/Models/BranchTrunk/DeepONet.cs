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
public sealed class DeepONet : OperatorModel
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
        Caches = [.. Enumerable.Range(0, networks).Select(_ => new TrunkCache())];
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
        if (Operations.MayFindValues && Operations.Values(FormOf(functions, locations, direct: true), Caches) is { } values) return values.MoveToOuterDisposeScope();
        Tensor sensors = BranchTrunk.Join(functions, nameof(DeepONet), options.Sensors);
        BranchTrunk.CheckLocations(locations, nameof(DeepONet), sensors.size(0), options.Dimensions);
        Tensor[] outputs = new Tensor[branches.Count];
        for (int network = 0; network < branches.Count; network++)
        {
            int count = branches.Count > 1 ? 1 : options.Head.Outputs;
            outputs[network] = LatentSum.Combine(branches[network].call(sensors), trunks[network].call(locations), latent, count);
        }
        Tensor sum = outputs.Length == 1 ? outputs[0] : cat(outputs, 2);
        return (bias is null ? sum : sum + bias).MoveToOuterDisposeScope();
    }

    /// <summary>What is kept of evaluations without gradients, for each trunk.</summary>
    internal IReadOnlyList<TrunkCache> Caches { get; }

    internal override Form FormOf(Tensor[] functions, Tensor locations, bool direct)
    {
        Tensor sensors = BranchTrunk.Join(functions, nameof(DeepONet), options.Sensors);
        BranchTrunk.CheckLocations(locations, nameof(DeepONet), sensors.size(0), options.Dimensions);
        Form Network(int network, Tensor? constants, int outputs) =>
            BranchForms.Of(BranchForms.Coefficients(branches[network], sensors, direct), trunks[network], locations, constants, latent, outputs);
        if (branches.Count == 1) return Network(0, bias, options.Head.Outputs);
        Form[] forms = [.. Enumerable.Range(0, branches.Count).Select(network => Network(network, null, 1))];
        return forms.OfType<NoForm>().FirstOrDefault() is { } none ? none : new StackedForm([.. forms.Cast<BranchTrunkForm>()], bias);
    }

    /// <summary>The functions that the trunk spans, <c>[outputs or 1, points, p]</c>, without gradients: no answer of this model leaves their span (beside the bias).</summary>
    /// <param name="locations"><c>[points, dimensions]</c>.</param>
    /// <returns>One basis for all outputs, or one each (<see cref="OutputMode.Independent"/>, <see cref="OutputMode.Shared"/>, <see cref="OutputMode.SplitTrunk"/>); the caller disposes it.</returns>
    public Tensor Basis(Tensor locations)
    {
        Checks.Shape(locations, nameof(DeepONet), nameof(locations), "[points, dimensions]", -1, options.Dimensions);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradients = no_grad();
        return cat([.. trunks.Select(trunk => LatentSum.Split(trunk.call(locations), latent))], 0).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) foreach (TrunkCache cache in Caches) cache.Clear();
        base.Dispose(disposing);
    }
}
