namespace OpLearn;

/// <summary>An operator between function spaces that a verified solver evaluates: random input functions in, solutions out.</summary>
/// <remarks>
/// Sample <c>i</c> of seed <c>s</c> depends on <c>(s, i)</c> alone: not on the block it is solved in, on the number of threads or on what ran before.
/// A larger set of the same seed begins with the smaller one.
/// </remarks>
public abstract class OperatorProblem
{
    /// <summary>Short name in the field's words, e.g. <c>antiderivative</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The equation with its boundary and initial conditions, in Unicode.</summary>
    public abstract string Equation { get; }

    /// <summary>Paper, section and number that the problem and its parameters are from; what is chosen here says so.</summary>
    public abstract string Source { get; }

    /// <summary>Every number that the data depend on (physics, numerics, random fields), by name.</summary>
    public abstract IReadOnlyDictionary<string, double> Parameters { get; }

    /// <summary>The input functions.</summary>
    public abstract IReadOnlyList<FieldSpec> Inputs { get; }

    /// <summary>The output functions. All live on the same locations, so their <see cref="FieldSpec.Axes"/> agree.</summary>
    public abstract IReadOnlyList<FieldSpec> Outputs { get; }

    /// <summary>Coordinates of the output values, <c>[points, dimensions]</c>, row-major over the axes of the outputs.</summary>
    public abstract double[,] Locations { get; }

    /// <summary>Solves the samples <paramref name="firstSample"/>, <paramref name="firstSample"/> + 1, … into <paramref name="target"/>. Called from several threads at once.</summary>
    /// <param name="firstSample">Index of the block's first sample in the whole set, from 0.</param>
    /// <param name="seed">Seed of the whole set.</param>
    /// <param name="target">Filled completely.</param>
    /// <param name="cancellation">Polled between samples at least.</param>
    public abstract void Solve(int firstSample, int seed, SampleBlock target, CancellationToken cancellation);
}
