namespace OpLearn;

/// <summary>u_tt = c² Δu on the unit square, u = 0 on its boundary, from rest: from the initial state to the state at time T, exactly.</summary>
/// <remarks>
/// u(x, y, t) = (π/K²) Σ_{i,j=1}^{K} a_ij (i² + j²)^−r sin πix sin πjy cos(cπt √(i² + j²)), a uniform on [−1, 1]. The sums are products of matrices and the only error is
/// rounding. A shift of the distribution is another K or r, or modes of which one index at least reaches a lower bound alone. Inputs, outputs and locations
/// include the boundary.
/// </remarks>
/// <param name="points">Points a side.</param>
/// <param name="modes">K.</param>
/// <param name="decay">r.</param>
/// <param name="speed">c.</param>
/// <param name="horizon">T.</param>
/// <param name="lowest">Modes with max(i, j) below it are left out, 1 … K; 1 keeps all.</param>
public sealed class MembraneWave(int points = 64, int modes = 24, double decay = 1, double speed = 0.1, double horizon = 5, int lowest = 1) : OperatorProblem
{
    private readonly int modes = Checks.Valid(modes, modes >= 1, nameof(MembraneWave), "1 mode or more");
    private readonly int lowest = Checks.Valid(lowest, lowest >= 1 && lowest <= modes, nameof(MembraneWave), $"a lowest mode from 1 to {modes}");
    private readonly double decay = Checks.Valid(decay, double.IsFinite(decay), nameof(MembraneWave), "a finite decay");
    private readonly double speed = Checks.FinitePositive(speed, nameof(MembraneWave), "speed");
    private readonly double horizon = Checks.FinitePositive(horizon, nameof(MembraneWave), "horizon");
    private readonly double[][] sines = SeriesSampler.Tables(new Grid1D(points, 0, 1, Endpoints.Included).Coordinates(), modes, (k, x) => x == 1 ? 0 : Math.Sin(Math.PI * (k + 1) * x));

    /// <summary>Where input and output live.</summary>
    public Grid2D OutputGrid { get; } = Grid2D.Square(new Grid1D(points, 0, 1, Endpoints.Included));

    /// <inheritdoc/>
    public override string Name => "membrane wave";

    /// <inheritdoc/>
    public override string Equation => "u_tt = c² Δu on (0, 1)², u = 0 on the boundary, u_t = 0 at t = 0";

    /// <inheritdoc/>
    public override string Source =>
        "Raonić et al., Convolutional Neural Operators, NeurIPS 2023: K = 24, r = 1, c = 0.1, T = 5, 64 × 64. Chosen here: coefficients uniform on [−1, 1], both ends as points.";

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Parameters =>
        new Dictionary<string, double> { ["modes"] = modes, ["decay"] = decay, ["speed"] = speed, ["horizon"] = horizon, ["lowest mode"] = lowest };

    /// <inheritdoc/>
    public override IReadOnlyList<FieldSpec> Inputs => [new("initial state", OutputGrid.Axes)];

    /// <inheritdoc/>
    public override IReadOnlyList<FieldSpec> Outputs => [new("final state", OutputGrid.Axes)];

    /// <inheritdoc/>
    public override double[,] Locations => OutputGrid.Locations();

    /// <summary>The state at a time for given coefficients.</summary>
    /// <param name="coefficients">a, <c>[K, K]</c>, of sin πix sin πjy at <c>[i − 1, j − 1]</c>.</param>
    /// <param name="time">t.</param>
    /// <returns>u on <see cref="OutputGrid"/>, <c>[points]</c>.</returns>
    public double[] StateAt(double[,] coefficients, double time)
    {
        ArgumentNullException.ThrowIfNull(coefficients);
        Checks.That(coefficients.GetLength(0) == modes && coefficients.GetLength(1) == modes, nameof(MembraneWave),
            $"coefficients [{modes}, {modes}]", $"[{coefficients.GetLength(0)}, {coefficients.GetLength(1)}]");
        int side = sines[0].Length;
        double[] state = new double[side * side], line = new double[side];
        for (int i = 0; i < modes; i++)
        {
            Array.Clear(line);
            for (int j = 0; j < modes; j++)
            {
                double squares = ((i + 1.0) * (i + 1)) + ((j + 1.0) * (j + 1));
                double amplitude = Math.PI / (modes * modes) * Math.Pow(squares, -decay) * Math.Cos(speed * Math.PI * time * Math.Sqrt(squares));
                Vectors.AddScaled(line, sines[j], coefficients[i, j] * amplitude);
            }
            for (int x = 0; x < side; x++) Vectors.AddScaled(state.AsSpan(x * side, side), line, sines[i][x]);
        }
        return state;
    }

    /// <inheritdoc/>
    public override void Solve(int firstSample, int seed, SampleBlock target, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(target);
        var coefficients = new double[modes, modes];
        for (int sample = 0; sample < target.Samples; sample++)
        {
            cancellation.ThrowIfCancellationRequested();
            var random = new SampleGenerator(seed, checked(firstSample + sample));
            for (int i = 0; i < modes; i++)
                for (int j = 0; j < modes; j++)
                {
                    double drawn = random.Uniform(-1, 1); // drawn for all modes, so that sets that differ in the lowest one share their coefficients
                    coefficients[i, j] = Math.Max(i, j) + 1 >= lowest ? drawn : 0;
                }
            StateAt(coefficients, 0).CopyTo(target.Inputs[0], sample * OutputGrid.Points);
            StateAt(coefficients, horizon).CopyTo(target.Outputs[0], sample * OutputGrid.Points);
        }
    }
}
