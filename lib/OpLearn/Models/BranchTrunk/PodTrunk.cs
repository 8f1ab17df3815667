using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>A basis fitted to the training outputs in place of a trunk: mean φ₀ and modes σₖ φₖ on the training locations, as buffers in float64.</summary>
/// <remarks>Each output function has its own basis, or all share the coefficients of one basis of the joined outputs.</remarks>
internal sealed class PodTrunk : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly string where;
    private readonly Tensor locations; // [points, dimensions]
    private readonly Tensor mean;      // [points, outputs]
    private readonly Tensor basis;     // [outputs, modes, points], times σ

    public PodTrunk(OperatorDataset train, Normalization? normalization, int modes, bool joint, string where) : base("pod")
    {
        this.where = where;
        Joint = joint;
        Modes = modes;
        BaselineData.RequireAligned(train, where);
        using DisposeScope scope = NewDisposeScope();
        Tensor outputs = (normalization is null ? train.Outputs : normalization.Outputs.Encode(train.Outputs)).detach().to(float64, CPU); // [samples, points, outputs]
        Tensor fitted = (normalization is null ? train.Locations : normalization.Locations.Encode(train.Locations)).detach().to(float64, CPU);
        Outputs = (int)outputs.shape[2];
        long points = outputs.shape[1];
        if (joint)
        {
            PodBasis one = PodBasis.Fit(outputs.flatten(1), modes, where);
            mean = one.Mean.reshape(points, Outputs).DetachFromDisposeScope();
            basis = (one.Modes * one.Deviations.unsqueeze(1)).reshape(modes, points, Outputs).permute(2, 0, 1).contiguous().DetachFromDisposeScope();
        }
        else
        {
            PodBasis[] bases = [.. Enumerable.Range(0, Outputs).Select(output => PodBasis.Fit(outputs.select(2, output), modes, where))];
            mean = stack(bases.Select(one => one.Mean), 1).DetachFromDisposeScope();
            basis = stack(bases.Select(one => one.Modes * one.Deviations.unsqueeze(1)), 0).DetachFromDisposeScope();
        }
        locations = fitted.clone().DetachFromDisposeScope();
        RegisterComponents();
    }

    public bool Joint { get; }

    public int Modes { get; }

    public int Outputs { get; }

    /// <summary>Coefficients a sample: modes, or outputs × modes.</summary>
    public int Width => Joint ? Modes : Outputs * Modes;

    /// <summary>The form at the training locations.</summary>
    /// <param name="found">The coefficients of the functions; null where they cannot be had so.</param>
    /// <param name="asked">The locations.</param>
    public Form FormOf(Coefficients? found, Tensor asked)
    {
        if (found is null) return BranchForms.OtherBranch;
        if (asked.dtype != ScalarType.Float32 || asked.device_type != DeviceType.CPU || !IsFitted(asked)) return new NoForm("other locations than those of the training set, or other numbers than float32 on the CPU");
        Tensor rows = basis.permute(2, 0, 1).flatten(1).to(float32).contiguous(); // [points, outputs × modes]
        return (new BranchTrunkForm(found, null, rows, null, Modes, Outputs) { HasDerivatives = false }).Then(ones(1, 1), mean.to(float32));
    }

    /// <param name="coefficients"><c>[samples, width]</c>.</param>
    /// <param name="asked">The training locations.</param>
    /// <returns><c>[samples, points, outputs]</c>.</returns>
    public override Tensor forward(Tensor coefficients, Tensor asked)
    {
        ArgumentNullException.ThrowIfNull(asked);
        using DisposeScope scope = NewDisposeScope();
        if (!IsFitted(asked)) Checks.That(false, where, $"the locations of the training set, {Checks.Shape(locations)}", $"others, {Checks.Shape(asked)}", "Use a trunk network for other locations.");
        Tensor b = coefficients.reshape(coefficients.shape[0], Joint ? 1 : Outputs, Modes).expand(-1, Outputs, -1);
        return (mean.to(b.dtype) + einsum("bok,okn->bno", b, basis.to(b.dtype))).MoveToOuterDisposeScope();
    }

    private bool IsFitted(Tensor asked) => asked.shape.AsSpan().SequenceEqual(locations.shape) && asked.detach().to(locations.dtype).allclose(locations, 1e-5, 1e-5);
}
