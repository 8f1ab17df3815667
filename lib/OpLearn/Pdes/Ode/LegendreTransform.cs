namespace OpLearn;

/// <summary>J_n{u} = ∫₋₁¹ P_n(x) u(x) dx for the degrees n = 0, 1, …: a linear operator whose output is a sequence.</summary>
/// <remarks>
/// u lives on s = x + 1 ∈ [0, 2]; the location of an output value is its degree. Gauss's rule with four points between the knots of the spline through u, so that
/// the error is the spline's. Differs: the paper's code uses the rectangle rule with 10,000 points.
/// </remarks>
/// <param name="sensors">Number of sensors of u.</param>
/// <param name="degrees">Number of degrees, from 0 on; at least 2.</param>
/// <param name="fieldPoints">Points of the fine grid on which u is drawn.</param>
/// <param name="field">Distribution of u; null means squared exponential with l = 0.2.</param>
public sealed class LegendreTransform(int sensors = 100, int degrees = 20, int fieldPoints = 1000, RandomField? field = null)
    : DrivenProblem(sensors, 2, new Grid1D(degrees, 0, degrees - 1, Endpoints.Included), fieldPoints, field)
{
    private static readonly double[] Abscissae = [-0.8611363115940526, -0.3399810435848563, 0.3399810435848563, 0.8611363115940526];
    private static readonly double[] Weights = [0.3478548451374538, 0.6521451548625461, 0.6521451548625461, 0.3478548451374538];

    /// <inheritdoc/>
    public override string Name => "Legendre transform";

    /// <inheritdoc/>
    public override string Equation => "J_n{u} = ∫₋₁¹ P_n(x) u(x) dx";

    /// <inheritdoc/>
    public override string Source => "Lu et al., Nature Machine Intelligence 3 (2021) 218: n = 0 … 19, l = 0.2, 100 sensors.";

    /// <inheritdoc/>
    public override IReadOnlyList<FieldSpec> Outputs => [new("transform", OutputGrid.Axes)];

    private protected override IReadOnlyDictionary<string, double> Own => new Dictionary<string, double>();

    private protected override Func<CubicSpline, double[], bool> NewSolver()
    {
        int intervals = Fine.Count - 1, nodes = 4 * intervals;
        double half = 1.0 / intervals;
        double[] places = new double[nodes];
        double[][] weighted = [.. Enumerable.Range(0, degrees).Select(_ => new double[nodes])]; // w P_n at the nodes
        for (int i = 0; i < nodes; i++)
        {
            places[i] = (((2 * (i / 4)) + 1) * half) + (half * Abscissae[i % 4]);
            double x = places[i] - 1, before = 0, now = 1;
            for (int n = 0; n < degrees; n++)
            {
                weighted[n][i] = half * Weights[i % 4] * now;
                (before, now) = (now, ((((2 * n) + 1) * x * now) - (n * before)) / (n + 1));
            }
        }
        var values = new double[nodes];
        return (u, solution) =>
        {
            for (int i = 0; i < nodes; i++) values[i] = u[places[i]];
            for (int n = 0; n < degrees; n++) solution[n] = Vectors.Dot(weighted[n], values);
            return true;
        };
    }
}
