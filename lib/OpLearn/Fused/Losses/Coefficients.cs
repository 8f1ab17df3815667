using static TorchSharp.torch;

namespace OpLearn;

/// <summary>The coefficients of functions, <c>[functions, width]</c>, of a <see cref="BranchTrunkForm"/>, and where they come from.</summary>
internal abstract record Coefficients
{
    /// <summary>What their gradient is taken in.</summary>
    public abstract Tensor[] Parameters { get; }

    /// <summary>What they are evaluated from, beside the parameters.</summary>
    public abstract IEnumerable<Tensor> Data { get; }

    public abstract int Functions { get; }

    /// <summary>Coefficients of a function.</summary>
    public abstract int Width { get; }

    /// <summary>Multiplications of an evaluation for one function.</summary>
    public abstract double Multiplications { get; }

    /// <summary>True where all that fits together.</summary>
    public abstract bool Fit { get; }

    /// <summary>The coefficients themselves, differentiable in the parameters.</summary>
    /// <param name="plan">Of the derivatives that are found with them.</param>
    public abstract Tensor Evaluate(DerivativePlan plan);

    /// <summary>Begins an evaluation, with the present weights.</summary>
    /// <param name="rows">Rows of the result; those beyond the functions are zero.</param>
    /// <param name="threads">At most so many work at once.</param>
    public abstract ICoefficientPass Begin(int rows, int threads);
}
