namespace OpLearn;

/// <summary>s_t = D s_xx + k s² + u(x) on [0, 1]², s = 0 initially and at both ends.</summary>
/// <remarks>
/// Crank–Nicolson in time, central differences in space, Newton's method at each step: order two in both. With u = sin πx and D = k = 0.01,
/// s(½, 1) = 0.955201 in the limit and 0.9552054 with 100 × 100 intervals. Outputs are <c>[t, x]</c>.
/// </remarks>
/// <param name="sensors">Number of sensors of u.</param>
/// <param name="intervals">Intervals in x and in t of the solver, all of whose points are stored: (intervals + 1)².</param>
/// <param name="diffusivity">D.</param>
/// <param name="reaction">k.</param>
/// <param name="fieldPoints">Points of the fine grid on which u is drawn.</param>
/// <param name="field">Distribution of u; null means squared exponential with l = 0.2.</param>
public sealed class DiffusionReaction(int sensors = 100, int intervals = 100, double diffusivity = 0.01, double reaction = 0.01, int fieldPoints = 1000, RandomField? field = null)
    : DrivenProblem(sensors, 1, Grid2D.Square(new Grid1D(intervals + 1, 0, 1, Endpoints.Included)), fieldPoints, field)
{
    private const int NewtonLimit = 20;

    /// <inheritdoc/>
    public override string Name => "diffusion-reaction";

    /// <inheritdoc/>
    public override string Equation => "s_t = D s_xx + k s² + u(x), s(x, 0) = s(0, t) = s(1, t) = 0";

    /// <inheritdoc/>
    public override string Source => "Lu et al., Nature Machine Intelligence 3 (2021) 218: D = k = 0.01, l = 0.2, 100 sensors. Chosen here: Newton's method instead of one linearised step.";

    /// <inheritdoc/>
    public override IReadOnlyList<FieldSpec> Outputs => [new("concentration", OutputGrid.Axes)];

    private protected override IReadOnlyDictionary<string, double> Own =>
        new Dictionary<string, double> { ["intervals"] = intervals, ["diffusivity"] = diffusivity, ["reaction"] = reaction };

    private protected override Func<CubicSpline, double[], bool> NewSolver()
    {
        int n = intervals + 1;
        double[] x = OutputGrid.Directions[1].Coordinates(), u = new double[n], known = new double[n], upper = new double[n], change = new double[n];
        double step = 1.0 / intervals, half = step / 2, diffusion = diffusivity * intervals * intervals;
        return (input, solution) =>
        {
            for (int i = 0; i < n; i++) u[i] = input[x[i]];
            Array.Clear(solution);
            for (int t = 1; t < n; t++)
            {
                Span<double> old = solution.AsSpan((t - 1) * n, n), now = solution.AsSpan(t * n, n);
                for (int i = 1; i < n - 1; i++) known[i] = old[i] + (half * (diffusion * (old[i - 1] - (2 * old[i]) + old[i + 1]) + (reaction * old[i] * old[i]))) + (step * u[i]);
                old.CopyTo(now);
                int iteration = 0;
                double largest;
                do
                {
                    if (++iteration > NewtonLimit) return false;
                    largest = NewtonUpdate(now);
                    if (!double.IsFinite(largest)) return false;
                }
                while (largest > 1e-13);
            }
            return true;
        };

        // One Newton step of s − ½Δt(D s_xx + k s²) = known, its tridiagonal system solved on the way (Thomas); returns the largest change.
        double NewtonUpdate(Span<double> s)
        {
            double off = -half * diffusion, scale = 0, largest = 0;
            upper[0] = change[0] = change[n - 1] = 0;
            for (int i = 1; i < n - 1; i++)
            {
                double residual = known[i] - s[i] + (half * ((diffusion * (s[i - 1] - (2 * s[i]) + s[i + 1])) + (reaction * s[i] * s[i])));
                double pivot = 1 - (2 * off) - (2 * half * reaction * s[i]) - (off * upper[i - 1]);
                upper[i] = off / pivot;
                change[i] = (residual - (off * change[i - 1])) / pivot;
            }
            for (int i = n - 2; i > 0; i--)
            {
                change[i] -= upper[i] * change[i + 1];
                s[i] += change[i];
                largest = Math.Max(largest, Math.Abs(change[i]));
                scale = Math.Max(scale, Math.Abs(s[i]));
                if (double.IsNaN(change[i])) return double.NaN;
            }
            return largest / (1 + scale);
        }
    }
}
