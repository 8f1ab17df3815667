namespace OpLearn;

/// <summary>s_t + a(x) s_x = 0 on [0, 1]², exactly, along its characteristics.</summary>
/// <example><code>
/// var problem = new Advection(AdvectionCase.InitialState);
/// </code></example>
/// <remarks>
/// With the travel time τ(x) = ∫₀ˣ dξ/a(ξ), s is constant along τ(x) − t. For a variable speed τ is the integral of a spline through 1/a and is inverted by
/// Newton's method, so the error is the spline's, 1e-9 for the default field. Differs: the paper's code integrates III and IV by Wendroff's scheme, order two.
/// Outputs are <c>[t, x]</c>.
/// </remarks>
/// <param name="variant">What V is: see <see cref="AdvectionCase"/>.</param>
/// <param name="sensors">Number of sensors of V.</param>
/// <param name="points">Output points along x and along t, both ends included.</param>
/// <param name="fieldPoints">Points of the fine grid on which V is drawn.</param>
/// <param name="field">Distribution of V; null means squared exponential with l = 0.2.</param>
public sealed class Advection(AdvectionCase variant, int sensors = 100, int points = 100, int fieldPoints = 1000, RandomField? field = null)
    : DrivenProblem(sensors, 1, Grid2D.Square(new Grid1D(points, 0, 1, Endpoints.Included)), fieldPoints, field)
{
    private readonly Grid1D knots = new(fieldPoints, 0, 1, Endpoints.Included);

    /// <inheritdoc/>
    public override string Name => $"advection {Numeral}";

    /// <inheritdoc/>
    public override string Equation => variant switch
    {
        AdvectionCase.PeriodicInitialState => "s_t + s_x = 0, s(x, 0) = V(sin² πx), periodic",
        AdvectionCase.InitialState => "s_t + s_x = 0, s(x, 0) = x V(x), s(0, t) = 0",
        AdvectionCase.Speed => "s_t + (1 + 0.1 V(x)) s_x = 0, s(x, 0) = x², s(0, t) = sin πt",
        _ => "s_t + (1 + 0.05 (V(x) + V(1 − x))) s_x = 0, s(x, 0) = sin 2πx, periodic",
    };

    /// <inheritdoc/>
    public override string Source => $"Lu et al., Nature Machine Intelligence 3 (2021) 218, advection case {Numeral}: l = 0.2, 100 sensors.";

    /// <inheritdoc/>
    public override IReadOnlyList<FieldSpec> Outputs => [new("transported quantity", OutputGrid.Axes)];

    private protected override IReadOnlyDictionary<string, double> Own => new Dictionary<string, double>();

    private string Numeral => variant switch
    {
        AdvectionCase.PeriodicInitialState => "I",
        AdvectionCase.InitialState => "II",
        AdvectionCase.Speed => "III",
        _ => "IV",
    };

    private protected override Func<CubicSpline, double[], bool> NewSolver()
    {
        double[] grid = OutputGrid.Directions[0].Coordinates(), inverseSpeed = new double[knots.Count];
        var slowness = new CubicSpline(knots);
        bool variable = variant is AdvectionCase.Speed or AdvectionCase.PeriodicSpeed;
        return (v, solution) =>
        {
            if (variable)
            {
                for (int i = 0; i < inverseSpeed.Length; i++)
                {
                    double speed = 1 + (variant == AdvectionCase.Speed ? 0.1 * v[knots[i]] : 0.05 * (v[knots[i]] + v[1 - knots[i]]));
                    if (!(speed > 0.05)) return false; // a wave that stands still has no travel time
                    inverseSpeed[i] = 1 / speed;
                }
                slowness.Through(inverseSpeed);
            }
            double crossing = variable ? slowness.Integral(1) : 1;
            for (int j = 0; j < points; j++)
            {
                double travel = variable ? slowness.Integral(grid[j]) : grid[j];
                for (int i = 0; i < points; i++) solution[(i * points) + j] = Value(v, travel - grid[i], crossing);
            }
            return true;
        };

        // s on the characteristic that is at travel time "phase" when t = 0; a negative phase entered through x = 0 at t = −phase.
        double Value(CubicSpline v, double phase, double crossing)
        {
            switch (variant)
            {
                case AdvectionCase.PeriodicInitialState:
                    double sine = Math.Sin(Math.PI * phase);
                    return v[sine * sine];
                case AdvectionCase.InitialState:
                    return phase <= 0 ? 0 : phase * v[phase];
                case AdvectionCase.Speed:
                    if (phase <= 0) return Math.Sin(-Math.PI * phase);
                    double foot = Foot(phase, crossing);
                    return foot * foot;
                default:
                    return Math.Sin(2 * Math.PI * Foot(phase - (Math.Floor(phase / crossing) * crossing), crossing));
            }
        }

        // The x with τ(x) = phase, for 0 ≤ phase ≤ τ(1).
        double Foot(double phase, double crossing)
        {
            double x = phase / crossing;
            for (int i = 0; i < 50; i++)
            {
                double change = (slowness.Integral(x) - phase) / slowness[x];
                x = Math.Clamp(x - change, 0, 1);
                if (Math.Abs(change) < 1e-14) break;
            }
            return x;
        }
    }
}
