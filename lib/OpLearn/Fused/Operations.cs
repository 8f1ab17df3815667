using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>The one door to the fused passes. Each method gives null where operations on tensors must run; the results agree to rounding.</summary>
internal static class Operations
{
    private const string Switched = "OPLEARN_FAST_PATHS=0";

    /// <summary>True where <see cref="Values"/> may find something: no gradients are wanted, and fast paths are on.</summary>
    public static bool MayFindValues => FastPaths.Enabled && !is_grad_enabled();

    /// <summary>A loss of data as one operation of automatic differentiation.</summary>
    /// <param name="formOf">The model's form; called where fast paths are on.</param>
    /// <param name="targets"><c>[functions, points, outputs]</c>.</param>
    /// <param name="error">How the errors make the loss.</param>
    /// <param name="plain">The same by operations on tensors: gradients of gradients are taken through it.</param>
    /// <param name="path">Learns which way ran.</param>
    public static Tensor? Loss(Func<Form> formOf, Tensor targets, DataError error, Func<Tensor> plain, LossPath path)
    {
        if (!is_grad_enabled()) return null;
        using DisposeScope scope = NewDisposeScope();
        return Problem(formOf, targets, error, path) is { } problem ? LossOperation.Run(problem, plain).MoveToOuterDisposeScope() : null;
    }

    /// <summary>The same without automatic differentiation: the gradients are written at once.</summary>
    /// <param name="formOf">The model's form, whose gradients all come from the pass.</param>
    /// <param name="targets"><c>[functions, points, outputs]</c>.</param>
    /// <param name="error">How the errors make the loss.</param>
    /// <param name="placeOf">Where a parameter's gradient belongs; null where none is wanted.</param>
    /// <param name="path">Learns which way ran.</param>
    /// <returns>The loss, or null, and then nothing is written.</returns>
    public static double? Gradients(Func<Form> formOf, Tensor targets, DataError error, Func<Tensor, Tensor?> placeOf, LossPath path)
    {
        using DisposeScope scope = NewDisposeScope();
        return Problem(formOf, targets, error, path) is { } problem ? LossOperation.Differentiate(problem, placeOf) : null;
    }

    /// <summary>The outputs <c>[functions, points, outputs]</c> without gradients.</summary>
    /// <param name="form">The model.</param>
    /// <param name="caches">One a trunk; none for networks of concatenated inputs.</param>
    public static Tensor? Values(Form form, IReadOnlyList<TrunkCache> caches)
    {
        if (!MayFindValues) return null;
        return form switch
        {
            ConcatenatedForm { Network.IsSimple: true } whole when ConcatenatedForward.IsSupported(whole.Network, whole.Sensors, whole.Locations) =>
                ConcatenatedForward.Run(whole.Network, whole.Sensors, whole.Locations),
            BranchTrunkForm { IsBare: true } one => AlignedForward.Values([one], one.Bias, caches),
            StackedForm several => AlignedForward.Values(several.Networks, several.Bias, caches),
            _ => null,
        };
    }

    /// <summary>The outputs with their derivatives in the coordinates; tensors stay in the caller's dispose scope.</summary>
    /// <param name="formOf">The model's form; called where fast paths are on.</param>
    /// <param name="plan">Which derivatives will be asked for, as far as that is known.</param>
    /// <param name="path">Learns which way ran.</param>
    public static OutputDerivatives? Derivatives(Func<Form> formOf, DerivativePlan plan, LossPath path)
    {
        Form? form = FastPaths.Enabled ? formOf() : null;
        IReadOnlyList<BranchTrunkForm> networks = form switch { BranchTrunkForm one => [one], StackedForm several => several.Networks, _ => [] };
        OutputDerivatives? pushed = networks.Count > 0 && networks.All(network => network.HasDerivatives)
            ? BranchTrunkDerivatives.Of(networks, form is StackedForm stacked ? stacked.Bias : networks[0].Bias, plan) : null;
        path.Words = pushed is not null ? "fused: derivatives pushed through the trunk"
            : $"operations: {(form is null ? Switched : form is NoForm none ? none.Why : "derivatives in the coordinates by automatic differentiation")}";
        if (pushed is null) return null;
        foreach (BranchTrunkForm network in networks) path.Multiplications = Math.Max(path.Multiplications, network.LargestLayer);
        return form is BranchTrunkForm whole ? pushed.Then(whole.Scale, whole.Shift, whole.Steps) : pushed;
    }

    private static LossProblem? Problem(Func<Form> formOf, Tensor targets, DataError error, LossPath path)
    {
        LossProblem? problem = null;
        string why = Switched;
        if (FastPaths.Enabled) problem = LossProblem.Of(formOf(), targets.contiguous(), error, out why);
        path.Multiplications = problem?.Multiplications ?? path.Multiplications;
        path.Words = problem is null ? $"operations: {why}" : $"fused: {problem.Name}";
        return problem;
    }
}
