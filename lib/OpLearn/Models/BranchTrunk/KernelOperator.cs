using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>An operator that is linear in its first function and any in the others: <c>G(u, c)(y) = Σᵢⱼ tᵢ(y) Mᵢⱼ(c) (A u)ⱼ</c>, an integral <c>∫ κ_c(y, x) u(x) dx</c> with a low-rank kernel.</summary>
/// <example><code>
/// BranchNetwork kernel = new MlpBranch { Sensors = 128, Widths = [64, 16 * 16] }; // last width: rank times the trunk's last width
/// var model = KernelOperator.Create(new KernelOperatorOptions { Sensors = 128, Rank = 16, Kernel = kernel, TrunkWidths = [64, 16], Seed = 0 });
/// </code></example>
/// <remarks>
/// A is a matrix of rank × values of u (the quadrature is learnt with it), M comes from a branch that reads c, t from a trunk. There is no bias anywhere on the way of u:
/// <c>G(αu + βv, c) = α G(u, c) + β G(v, c)</c> exactly. Parameters: rank · values + those of branch (last width p · rank) and trunk (last width p · outputs).
/// The counterpart by products is a <see cref="MioNet"/> whose branch for u is one layer without bias and whose output has none.
/// </remarks>
public sealed class KernelOperator : OperatorModel
{
    private readonly KernelOperatorOptions options;
    private readonly int latent;     // p
    private readonly Dense analysis; // A
    private readonly nn.Module<Tensor, Tensor> kernel;
    private readonly Mlp trunk;

    private KernelOperator(KernelOperatorOptions options) : base(nameof(KernelOperator))
    {
        this.options = options;
        Checks.Positive(options.Sensors, nameof(KernelOperator), nameof(options.Sensors));
        Checks.Positive(options.Rank, nameof(KernelOperator), nameof(options.Rank));
        Checks.Positive(options.Dimensions, nameof(KernelOperator), nameof(options.Dimensions));
        Checks.Widths(options.TrunkWidths, nameof(KernelOperator), nameof(options.TrunkWidths));
        ArgumentNullException.ThrowIfNull(options.Kernel);
        Checks.Positive(options.Outputs, nameof(KernelOperator), nameof(options.Outputs));
        Checks.That(options.TrunkWidths[^1] % options.Outputs == 0, nameof(KernelOperator), $"a trunk that ends in {options.Outputs} outputs × p", $"{options.TrunkWidths[^1]}", "Change its last width.");
        latent = options.TrunkWidths[^1] / options.Outputs;
        int wanted = options.Rank * latent;
        Checks.That(options.Kernel.OutputWidth == wanted, nameof(KernelOperator), $"a kernel branch that ends in rank × p = {wanted}", $"{options.Kernel.OutputWidth}", "Change its last width.");
        using Generator random = new((ulong)(uint)options.Seed);
        analysis = new Dense(options.Sensors, options.Rank, options.Trunk.Initializer, random, hasBias: false);
        kernel = options.Kernel.Build(random);
        trunk = new Mlp(options.Dimensions, options.TrunkWidths, options.Trunk, activateLastByDefault: true, random);
        RegisterComponents();
    }

    /// <summary>Makes a network with weights drawn from the options' seed, in float32 on the CPU.</summary>
    /// <exception cref="ArgumentException">The widths of kernel branch, rank and trunk do not fit, or a size is not positive.</exception>
    public static KernelOperator Create(KernelOperatorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        NativeTorch.EnsureLoaded();
        return new KernelOperator(options);
    }

    /// <summary>Evaluates the operator.</summary>
    /// <param name="functions">First u, in which it is linear, with <see cref="KernelOperatorOptions.Sensors"/> values a sample; then one function or more for the kernel, joined along the channels.</param>
    /// <param name="locations"><c>[points, dimensions]</c> or <c>[samples, points, dimensions]</c>.</param>
    /// <returns><c>[samples, points, outputs]</c>.</returns>
    public override Tensor forward(Tensor[] functions, Tensor locations)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor coefficients = CoefficientsOf(functions);
        BranchTrunk.CheckLocations(locations, nameof(KernelOperator), coefficients.shape[0], options.Dimensions);
        return LatentSum.Combine(coefficients, trunk.call(locations), latent, options.Outputs).MoveToOuterDisposeScope();
    }

    internal override Form FormOf(Tensor[] functions, Tensor locations, bool direct) =>
        BranchForms.Of(BranchForms.Given(direct, () => CoefficientsOf(functions)), trunk, locations, null, latent, options.Outputs);

    /// <summary>M (A u), <c>[samples, p]</c>.</summary>
    private Tensor CoefficientsOf(Tensor[] functions)
    {
        ArgumentNullException.ThrowIfNull(functions);
        if (functions.Length < 2) Checks.That(false, nameof(KernelOperator), "two input functions or more: the one it is linear in, and those that its kernel depends on", $"{functions.Length}");
        Tensor u = BranchTrunk.Join([functions[0]], nameof(KernelOperator), options.Sensors);
        Tensor matrix = kernel.call(functions.Length == 2 ? functions[1] : BranchTrunk.JoinChannels(functions[1..], nameof(KernelOperator))).reshape(-1, latent, options.Rank); // M, [samples, p, rank]
        return matrix.matmul(analysis.call(u).unsqueeze(2)).squeeze(2);
    }
}
