using static TorchSharp.torch;

namespace OpLearn;

/// <summary>The coefficients of functions, <c>[functions, width]</c>, of an <see cref="AlignedProblem"/>, and where they come from.</summary>
internal abstract record Coefficients
{
    /// <summary>Those of plain networks or, where there are none and that is allowed, those that operations on tensors give.</summary>
    /// <param name="plain">The networks, or null.</param>
    /// <param name="direct">See <see cref="IFusesLoss.Problem"/>.</param>
    /// <param name="byOperations">Evaluates the coefficients.</param>
    public static Coefficients? Of(CoefficientNetworks? plain, bool direct, Func<Tensor> byOperations) =>
        plain is not null ? plain : direct ? null : new GivenCoefficients(byOperations().contiguous());

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

    /// <summary>Begins an evaluation, with the present weights.</summary>
    /// <param name="rows">Rows of the result; those beyond the functions are zero.</param>
    /// <param name="threads">At most so many work at once.</param>
    public abstract ICoefficientPass Begin(int rows, int threads);
}
