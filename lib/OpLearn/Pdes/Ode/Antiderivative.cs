namespace OpLearn;

/// <summary>s′(t) = u(t), s(0) = 0 on [0, T]: the operator that integrates.</summary>
/// <remarks>
/// The integral of the spline through u is exact, so the data carry the spline's error alone: 1e-9 for the default field.
/// With the default field (squared exponential, l = 0.2) on [0, 1]: Var s(1) = 0.4213, mean over t of E[s²] = 0.1807.
/// </remarks>
/// <param name="sensors">Number of sensors of u.</param>
/// <param name="points">Number of output points, both ends included.</param>
/// <param name="horizon">T.</param>
/// <param name="fieldPoints">Points of the fine grid on which u is drawn.</param>
/// <param name="field">Distribution of u; null means squared exponential with l = 0.2.</param>
public sealed class Antiderivative(int sensors = 100, int points = 100, double horizon = 1, int fieldPoints = 1000, RandomField? field = null)
    : DrivenProblem(sensors, horizon, new Grid1D(points, 0, horizon, Endpoints.Included), fieldPoints, field)
{
    /// <inheritdoc/>
    public override string Name => "antiderivative";

    /// <inheritdoc/>
    public override string Equation => "s′(t) = u(t), s(0) = 0";

    /// <inheritdoc/>
    public override string Source => "Lu et al., Nature Machine Intelligence 3 (2021) 218: l = 0.2, T = 1, 100 sensors, field on 1000 points.";

    /// <inheritdoc/>
    public override IReadOnlyList<FieldSpec> Outputs => [new("antiderivative", OutputGrid.Axes)];

    private protected override IReadOnlyDictionary<string, double> Own => new Dictionary<string, double>();

    private protected override Func<CubicSpline, double[], bool> NewSolver()
    {
        double[] times = OutputGrid.Directions[0].Coordinates();
        return (input, solution) =>
        {
            for (int i = 0; i < times.Length; i++) solution[i] = input.Integral(times[i]);
            return true;
        };
    }
}
