namespace OpLearn;

/// <summary>An ordinary differential equation that u(t) drives from rest, solved by the classical Runge–Kutta method of order four.</summary>
/// <remarks>At least 1000 steps over the horizon: with the default field the error is that of the spline through u, below 1e-9.</remarks>
public abstract class DrivenOde : DrivenProblem
{
    private const double Bound = 100;
    private readonly int unknowns, stepsPerPoint;

    private protected DrivenOde(int unknowns, int sensors, int points, double horizon, int fieldPoints, RandomField? field)
        : base(sensors, horizon, new Grid1D(points, 0, horizon, Endpoints.Included), fieldPoints, field)
    {
        this.unknowns = unknowns;
        stepsPerPoint = (int)Math.Ceiling(1000.0 / (points - 1));
    }

    private protected override IReadOnlyDictionary<string, double> Own => new Dictionary<string, double> { ["time steps"] = stepsPerPoint * (OutputGrid.Points - 1) };

    /// <summary>Writes the time derivative of <paramref name="state"/> under the input <paramref name="u"/>.</summary>
    private protected abstract void Rate(double u, double[] state, double[] derivative);

    private protected override Func<CubicSpline, double[], bool> NewSolver()
    {
        var method = new RungeKutta4(unknowns);
        var state = new double[unknowns];
        CubicSpline? driving = null;
        Action<double, double[], double[]> rate = (time, at, derivative) => Rate(driving![time], at, derivative);
        double step = OutputGrid.Directions[0].Spacing / stepsPerPoint;
        return (input, solution) =>
        {
            driving = input;
            Array.Clear(state);
            solution[0] = 0;
            for (int i = 1; i < solution.Length; i++)
            {
                for (int j = 0; j < stepsPerPoint; j++) method.Step(rate, (((i - 1) * stepsPerPoint) + j) * step, step, state);
                solution[i] = state[0];
                if (!(Math.Abs(state[0]) < Bound)) return false;
            }
            return true;
        };
    }
}
