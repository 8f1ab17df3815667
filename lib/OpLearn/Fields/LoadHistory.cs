using MathNet.Numerics.LinearAlgebra;

namespace OpLearn;

/// <summary>A random load history η(t): Gaussian radial basis functions through equispaced control points with uniform random values.</summary>
/// <remarks>
/// η(t) = Σ_j w_j exp(−((t − t_j)/ε)²), ε = duration/controls, w from the interpolation conditions at the control times t_j = j·duration/(controls − 1).
/// With 6 controls, bound 1/1.1 and rest at t = 0 it reproduces the published load histories of the S-DeepONet group; it overshoots to about ±1.17.
/// The history lasts over the grid's interval.
/// </remarks>
/// <param name="controls">Number of control points, from 2 to 30.</param>
/// <param name="bound">Control values are uniform on [−bound, bound]; the default 0 stands for 1/1.1.</param>
/// <param name="startsAtRest">Whether the first control value is 0.</param>
public sealed class LoadHistory(int controls = 6, double bound = 0, bool startsAtRest = true) : RandomField
{
    private readonly int controls = Checks.Valid(controls, controls is >= 2 and <= 30, nameof(LoadHistory), "from 2 to 30 control points");
    private readonly double bound = bound == 0 ? 1 / 1.1 : Checks.FinitePositive(bound, nameof(LoadHistory), "bound");

    /// <inheritdoc/>
    public override string Name => "load history";

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Parameters =>
        new Dictionary<string, double> { ["controls"] = controls, ["bound"] = bound, ["starts at rest"] = startsAtRest ? 1 : 0 };

    /// <inheritdoc/>
    public override FieldSampler On(Grid grid)
    {
        double Basis(double place, int j)
        {
            double distance = (place - (j / (controls - 1.0))) * controls;
            return Math.Exp(-distance * distance);
        }
        // Columns of the inverse are the basis functions that are 1 at one control point and 0 at the others.
        Matrix<double> inverse = Matrix<double>.Build.Dense(controls, controls, (i, j) => Basis(i / (controls - 1.0), j)).Inverse();
        int first = startsAtRest ? 1 : 0;
        double Cardinal(int term, double place) => Enumerable.Range(0, controls).Sum(j => inverse[j, term + first] * Basis(place, j));
        return SeriesSampler.OnInterval(grid, Name, controls - first, Cardinal, random => random.Uniform(-bound, bound));
    }
}
