using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>The multi-layer operator network <c>G(u)(y) = Σₗ wₗ Σₖ bₖ⁽ˡ⁾(u) tₖ⁽ˡ⁾(y) + b₀</c>: the products of all layers of branch and trunk, not of the last alone.</summary>
/// <example><code>
/// var model = MultiONet.Create(new MultiONetOptions { Sensors = 100, Widths = [40, 40], Seed = 0 });
/// </code></example>
/// <remarks>
/// l runs over the hidden layers and the last one; branch and trunk have equal widths layer by layer (the trunk once for each output). wₗ are learnt and start at 1 / layers. Several input functions are flattened and joined.
/// Parameters: those of branch and trunk (see <see cref="Mlp"/>), one wₗ a layer and one bias an output.
/// The network of the deep generative neural operator (DGNO); the start of wₗ is chosen here.
/// </remarks>
public sealed class MultiONet : OperatorModel
{
    private readonly MultiONetOptions options;
    private readonly Mlp branch;
    private readonly Mlp trunk;
    private readonly Parameter layerWeights; // [layers]
    private readonly Parameter bias;         // [outputs]

    private MultiONet(MultiONetOptions options) : base(nameof(MultiONet))
    {
        this.options = options;
        Checks.Positive(options.Sensors, nameof(MultiONet), nameof(options.Sensors));
        Checks.Positive(options.Dimensions, nameof(MultiONet), nameof(options.Dimensions));
        Checks.Widths(options.Widths, nameof(MultiONet), nameof(options.Widths));
        Checks.Positive(options.Outputs, nameof(MultiONet), nameof(options.Outputs));
        using Generator random = new((ulong)(uint)options.Seed);
        branch = new Mlp(options.Sensors, options.Widths, options.Branch, activateLastByDefault: false, random);
        trunk = new Mlp(options.Dimensions, [.. options.Widths.Select(width => width * options.Outputs)], options.Trunk, activateLastByDefault: true, random);
        int layers = options.Widths.Count;
        layerWeights = Weight.Of(full([layers], 1.0 / layers, float32));
        bias = Weight.Zeros(options.Outputs);
        RegisterComponents();
    }

    /// <summary>Makes a network with weights drawn from the options' seed, in float32 on the CPU.</summary>
    /// <exception cref="ArgumentException">A size is not positive.</exception>
    public static MultiONet Create(MultiONetOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        NativeTorch.EnsureLoaded();
        return new MultiONet(options);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor[] functions, Tensor locations)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor sensors = BranchTrunk.Join(functions, nameof(MultiONet), options.Sensors);
        BranchTrunk.CheckLocations(locations, nameof(MultiONet), sensors.shape[0], options.Dimensions);
        List<Tensor> b = branch.Layers(sensors), t = trunk.Layers(locations);
        Tensor sum = bias;
        for (int layer = 0; layer < b.Count; layer++) sum += layerWeights[layer] * LatentSum.Combine(b[layer], t[layer], options.Widths[layer], options.Outputs);
        return sum.MoveToOuterDisposeScope();
    }
}
