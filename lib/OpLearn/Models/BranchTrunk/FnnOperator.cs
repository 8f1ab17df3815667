using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>One fully connected network of the joined sensors and coordinates, <c>s = f(u₁ … u_m, y)</c>: the baseline of the DeepONet paper.</summary>
/// <example><code>
/// var model = FnnOperator.Create(new FnnOperatorOptions { Sensors = 100, Widths = [100, 100, 1], Seed = 0 });
/// </code></example>
/// <remarks>Its work grows with samples × points × sensors: a DeepONet of equal widths is far cheaper on aligned data.</remarks>
public sealed class FnnOperator : OperatorModel
{
    private readonly int sensors;
    private readonly int dimensions;
    private readonly Mlp network;

    private FnnOperator(FnnOperatorOptions options) : base(nameof(FnnOperator))
    {
        Checks.Positive(options.Sensors, nameof(FnnOperator), nameof(options.Sensors));
        Checks.Positive(options.Dimensions, nameof(FnnOperator), nameof(options.Dimensions));
        sensors = options.Sensors;
        dimensions = options.Dimensions;
        using Generator random = new((ulong)(uint)options.Seed);
        network = new Mlp(sensors + dimensions, options.Widths, options.Style, activateLastByDefault: false, random);
        RegisterComponents();
    }

    /// <summary>Makes a network with weights drawn from the options' seed, in float32 on the CPU.</summary>
    public static FnnOperator Create(FnnOperatorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        NativeTorch.EnsureLoaded();
        return new FnnOperator(options);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor[] functions, Tensor locations)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor joined = BranchTrunk.Join(functions, nameof(FnnOperator), sensors);
        BranchTrunk.CheckLocations(locations, nameof(FnnOperator), joined.size(0), dimensions);
        if (Operations.MayFindValues && Operations.Values(FormOf(functions, locations, direct: true), []) is { } values) return values.MoveToOuterDisposeScope();
        long samples = joined.size(0), points = locations.size(-2);
        Tensor y = locations.dim() == 2 ? locations.unsqueeze(0).expand(samples, -1, -1) : locations;
        return network.call(cat([joined.unsqueeze(1).expand(-1, points, -1), y], 2)).MoveToOuterDisposeScope();
    }

    internal override Form FormOf(Tensor[] functions, Tensor locations, bool direct) => network.Weights is not { } weights ? new NoForm($"{network.WhyNoWeights} in the network")
        : network.ExpandsInputs ? new NoForm("Fourier features of sensors and coordinates")
        : new ConcatenatedForm(weights, BranchTrunk.Join(functions, nameof(FnnOperator), sensors).contiguous(), locations.contiguous());
}
