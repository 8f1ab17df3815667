namespace OpLearn;

/// <summary>A problem that one random function u on [0, length] drives, seen at equispaced sensors: the frame of the problems of the DeepONet paper.</summary>
/// <remarks>
/// u is drawn on a fine grid and carried on by a cubic spline, as in the paper; the solver sees the spline, the network its values at the sensors.
/// Sensors include both ends. An input whose solution leaves the solver's range (see the problem) is drawn again, from a seed derived from (seed, attempt).
/// </remarks>
public abstract class DrivenProblem : OperatorProblem
{
    private const int Attempts = 100;
    private readonly FieldSampler sampler;
    private readonly RandomField source;
    private readonly Grid1D fine;

    private protected DrivenProblem(int sensors, double length, Grid outputGrid, int fieldPoints, RandomField? field)
    {
        Sensors = new Grid1D(sensors, 0, length, Endpoints.Included);
        OutputGrid = outputGrid;
        fine = new Grid1D(fieldPoints, 0, length, Endpoints.Included);
        source = field ?? GaussianRandomField.SquaredExponential(0.2);
        sampler = source.On(fine);
    }

    /// <summary>Where the network sees u.</summary>
    public Grid1D Sensors { get; }

    /// <summary>Where the solution is stored.</summary>
    public Grid OutputGrid { get; }

    /// <summary>Numbers of the random field, of its fine grid and of the equation.</summary>
    public override IReadOnlyDictionary<string, double> Parameters
    {
        get
        {
            var all = new Dictionary<string, double> { ["length"] = Sensors.Upper, ["field points"] = fine.Count };
            foreach ((string name, double value) in source.Parameters) all[$"{source.Name}: {name}"] = value;
            foreach ((string name, double value) in Own) all[name] = value;
            return all;
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<FieldSpec> Inputs => [new("source", Sensors.Axes)];

    /// <inheritdoc/>
    public override double[,] Locations => OutputGrid.Locations();

    /// <summary>The knots of the spline through u.</summary>
    private protected Grid1D Fine => fine;

    /// <summary>What the problem adds to <see cref="Parameters"/>.</summary>
    private protected abstract IReadOnlyDictionary<string, double> Own { get; }

    /// <summary>Solves for one given function instead of a random one.</summary>
    /// <param name="input">u on [0, length].</param>
    /// <returns>The solution on <see cref="OutputGrid"/>, <c>[points]</c>.</returns>
    /// <exception cref="ArithmeticException">The solution leaves the solver's range.</exception>
    public double[] SolveFor(Func<double, double> input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var solution = new double[OutputGrid.Points];
        if (!NewSolver()(new CubicSpline(fine).Through([.. fine.Coordinates().Select(input)]), solution))
            throw new ArithmeticException(Checks.Message(Name, "a solution within the range of the solver", "one that leaves it (it blows up)", "Take a smaller or a positive input."));
        return solution;
    }

    /// <inheritdoc/>
    public override void Solve(int firstSample, int seed, SampleBlock target, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(target);
        double[] values = new double[fine.Count], solution = new double[OutputGrid.Points], sensors = Sensors.Coordinates();
        var spline = new CubicSpline(fine);
        Func<CubicSpline, double[], bool> solver = NewSolver();
        for (int sample = 0; sample < target.Samples; sample++)
        {
            cancellation.ThrowIfCancellationRequested();
            int attempt = 0;
            do
            {
                if (attempt == Attempts)
                    throw new ArithmeticException(Checks.Message(Name, $"one input in {Attempts} to stay within the range of the solver", "none", "Take a smoother or smaller random field."));
                sampler.Fill(checked(firstSample + sample), attempt == 0 ? seed : SampleGenerator.Derive(seed, attempt), values);
                attempt++;
            }
            while (!solver(spline.Through(values), solution));
            for (int i = 0; i < sensors.Length; i++) target.Inputs[0][(sample * sensors.Length) + i] = spline[sensors[i]];
            solution.CopyTo(target.Outputs[0], sample * solution.Length);
        }
    }

    /// <summary>A solver with its own scratch space, for one thread: writes the solution on <see cref="OutputGrid"/>; false if it leaves its range.</summary>
    private protected abstract Func<CubicSpline, double[], bool> NewSolver();
}
