namespace OpLearn;

/// <summary>s_t + s_x = D s_xx on [0, 1]², periodic in x, s(x, 0) = V(sin² πx), exactly: every Fourier mode travels and decays by itself.</summary>
/// <remarks>
/// s(x, t) = Σ_k ŝ_k e^{2πik(x − t)} e^{−D(2πk)²t}, ŝ from 512 points of the initial state; the row t = 0 is the initial state itself. The error is that of the
/// spline through V. Differs: the paper's code marches by Crank–Nicolson. Outputs are <c>[t, x]</c>.
/// </remarks>
/// <param name="sensors">Number of sensors of V.</param>
/// <param name="points">Output points along x and along t, both ends included.</param>
/// <param name="diffusivity">D, above 0.</param>
/// <param name="fieldPoints">Points of the fine grid on which V is drawn.</param>
/// <param name="field">Distribution of V; null means squared exponential with l = 0.2.</param>
public sealed class AdvectionDiffusion(int sensors = 100, int points = 100, double diffusivity = 0.1, int fieldPoints = 1000, RandomField? field = null)
    : DrivenProblem(sensors, 1, Grid2D.Square(new Grid1D(points, 0, 1, Endpoints.Included)), fieldPoints, field)
{
    private const int Nodes = 512;
    private readonly double diffusivity = Checks.FinitePositive(diffusivity, nameof(AdvectionDiffusion), "diffusivity");

    /// <inheritdoc/>
    public override string Name => "advection-diffusion";

    /// <inheritdoc/>
    public override string Equation => "s_t + s_x = D s_xx, s(x, 0) = V(sin² πx), periodic";

    /// <inheritdoc/>
    public override string Source => "Lu et al., Nature Machine Intelligence 3 (2021) 218: D = 0.1, l = 0.2, 100 sensors.";

    /// <inheritdoc/>
    public override IReadOnlyList<FieldSpec> Outputs => [new("concentration", OutputGrid.Axes)];

    private protected override IReadOnlyDictionary<string, double> Own => new Dictionary<string, double> { ["diffusivity"] = diffusivity };

    private protected override Func<CubicSpline, double[], bool> NewSolver()
    {
        var fft = new RealFft(Nodes);
        var state = new double[Nodes];
        var spectrum = new System.Numerics.Complex[fft.Modes];
        double[] grid = OutputGrid.Directions[0].Coordinates();
        return (v, solution) =>
        {
            for (int i = 0; i < Nodes; i++) state[i] = Initial(v, (double)i / Nodes);
            fft.Forward(state, spectrum);
            for (int j = 0; j < points; j++) solution[j] = Initial(v, grid[j]);
            for (int i = 1; i < points; i++)
            {
                Span<double> row = solution.AsSpan(i * points, points);
                row.Fill(spectrum[0].Real / Nodes);
                for (int k = 1; k < Nodes / 2; k++)
                {
                    double decay = Math.Exp(-diffusivity * 4 * Math.PI * Math.PI * k * k * grid[i]);
                    if (decay < 1e-17) break;
                    for (int j = 0; j < points; j++)
                    {
                        (double sine, double cosine) = Math.SinCos(2 * Math.PI * k * (grid[j] - grid[i]));
                        row[j] += 2 * decay / Nodes * ((spectrum[k].Real * cosine) - (spectrum[k].Imaginary * sine));
                    }
                }
            }
            return true;
        };
    }

    private static double Initial(CubicSpline v, double x) => v[Math.Pow(Math.Sin(Math.PI * x), 2)];
}
