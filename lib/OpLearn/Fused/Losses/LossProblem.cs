using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>The loss of a network on given data, whose value and gradient are found in one pass.</summary>
internal abstract record LossProblem
{
    /// <summary>The problem of a model on data; null where no pass knows it, with the reason.</summary>
    /// <param name="form">The model at the data's functions and locations.</param>
    /// <param name="targets"><c>[functions, points, outputs]</c>, contiguous.</param>
    /// <param name="error">How the errors make the loss.</param>
    /// <param name="why">Why there is none; empty where there is one.</param>
    public static LossProblem? Of(Form form, Tensor targets, DataError error, out string why)
    {
        why = form switch
        {
            NoForm none => none.Why,
            StackedForm => "a branch and a trunk for each output",
            BranchTrunkForm { Trunk.IsFused: false } => "the trunk's activation",
            ConcatenatedForm { Network.IsSimple: false } => "an activation other than ReLU, tanh and the identity, or a layer without bias, in a network of concatenated inputs",
            ConcatenatedForm when error != DataError.MeanSquare => "an error other than the mean square of concatenated inputs",
            BranchTrunkForm own when own.Points.dim() == 3 && (error != DataError.MeanSquare || own.Outputs != 1) => "locations of each function's own with several outputs or another error than the mean square",
            BranchTrunkForm own when own.Points.dim() == 3 && (!own.IsBare || own.Trunk is not { IsSimple: true } || own.Branches is not CoefficientNetworks { Branches: [{ Network.IsSimple: true }], Mixing: null }) =>
                "locations of each function's own with more than one plain branch, one plain trunk and a constant",
            _ => "",
        };
        if (why.Length > 0) return null;
        LossProblem problem = form switch
        {
            ConcatenatedForm whole => new ConcatenatedProblem(whole.Network, whole.Sensors, whole.Locations, targets),
            BranchTrunkForm { Points: var y, Trunk: { } trunk, Branches: CoefficientNetworks { Branches: [var branch] } } own when y.dim() == 3 =>
                new PerFunctionProblem(branch.Network, trunk, own.Bias, branch.Rows, y, targets),
            BranchTrunkForm one => new AlignedProblem(one.Branches, one.Trunk, one.Points, one.Bias, one.Latent, targets, error) { Scale = one.Scale, Shift = one.Shift, Mask = one.Mask },
            _ => throw new InvalidOperationException($"LossProblem.Of: expected a form that a pass knows; got {form.GetType().Name}."),
        };
        if (problem.IsSupported) return problem;
        why = "numbers other than float32 in this machine's memory, data with gradients, or no AVX2";
        return null;
    }

    /// <summary>How the pass is called in a run's record.</summary>
    public abstract string Name { get; }

    /// <summary>What the gradient is taken in, in the order in which <see cref="Evaluate"/> writes it.</summary>
    public abstract Tensor[] Parameters { get; }

    /// <summary>Multiplications of a step, forward and backward, or of its largest product where operations on tensors have a part in it: they decide how many threads it takes.</summary>
    public abstract double Multiplications { get; }

    /// <summary>True where <see cref="Evaluate"/> can work: the shapes fit together, all is float32 in this machine's memory, the data ask for no gradients.</summary>
    public bool IsSupported => VectorFunctions.AreFast && Fits
        && Data.All(data => !data.requires_grad && data.numel() > 0 && AlignedBuffer.IsReadable(data)) && Parameters.All(AlignedBuffer.IsReadable);

    /// <summary>Functions, locations and targets.</summary>
    protected abstract IEnumerable<Tensor> Data { get; }

    /// <summary>True where their shapes fit together.</summary>
    protected abstract bool Fits { get; }

    /// <summary>The loss; its gradients are written.</summary>
    /// <param name="gradients">In the order of <see cref="Parameters"/>: contiguous tensors of their shapes; null where a gradient is not wanted.</param>
    public abstract double Evaluate(IReadOnlyList<Tensor?> gradients);
}
