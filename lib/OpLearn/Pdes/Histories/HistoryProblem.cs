namespace OpLearn;

/// <summary>A problem on (0, length) × (0, horizon] that two random load histories drive and whose outputs are two profiles at the last time.</summary>
/// <remarks>The histories are <see cref="LoadHistory"/>s of the S-DeepONet group, independent of each other; a problem may scale and shift them.</remarks>
public abstract class HistoryProblem : CoupledProblem
{
    private const int FirstSeed = 1, SecondSeed = 2;
    private readonly FieldSampler shown, driving;
    private readonly LoadHistory history;
    private readonly double[] drivingTimes;

    // Sizes in which a problem leaves a choice are filled in by refinement and steps, which the problem was shown converged with.
    private protected HistoryProblem(HistoryOptions? options, int refinement, int steps, double horizon, Endpoints times, double length = 1,
        bool startsAtRest = true)
    {
        options ??= new HistoryOptions();
        (Refinement, Steps, Horizon) = (options.Refinement ?? refinement, options.Steps ?? steps, horizon);
        string where = GetType().Name;
        Checks.That(options.HistoryPoints >= 2, where, "2 history points or more", $"{options.HistoryPoints}");
        Checks.That(options.Points >= 3, where, "3 points or more", $"{options.Points}");
        Checks.That(Refinement is >= 1 and <= 1000, where, "a refinement from 1 to 1000", $"{Refinement}");
        Checks.That(Steps is >= 2 and <= 10_000_000, where, "from 2 to 10,000,000 steps", $"{Steps}");
        Checks.That(horizon > 0 && double.IsFinite(horizon), where, "a finite horizon above 0", $"{horizon}");
        history = new LoadHistory(options.Controls, startsAtRest: startsAtRest);
        OutputGrid = new Grid1D(options.Points, 0, length, Endpoints.Included);
        HistoryGrid = new Grid1D(options.HistoryPoints, 0, horizon, Endpoints.Included);
        var grid = new Grid1D(times == Endpoints.Included ? Steps + 1 : Steps, 0, horizon, times);
        (shown, driving, drivingTimes) = (history.On(HistoryGrid), history.On(grid), grid.Coordinates());
    }

    /// <summary>Where the outputs live.</summary>
    public Grid1D OutputGrid { get; }

    /// <summary>Times at which networks see the histories.</summary>
    public Grid1D HistoryGrid { get; }

    /// <inheritdoc/>
    public sealed override double[,] Locations => OutputGrid.Locations();

    /// <inheritdoc/>
    public sealed override IReadOnlyList<FieldSpec> Inputs => [.. InputNames.Select(name => new FieldSpec(name, HistoryGrid.Axes))];

    /// <inheritdoc/>
    public sealed override IReadOnlyList<FieldSpec> Outputs => [.. OutputNames.Select(name => new FieldSpec(name, OutputGrid.Axes))];

    /// <inheritdoc/>
    public sealed override IReadOnlyDictionary<string, double> Parameters
    {
        get
        {
            var all = new Dictionary<string, double>(Own) { ["horizon"] = Horizon, ["time steps"] = Steps, ["cells"] = Cells };
            foreach ((string name, double value) in history.Parameters) all[$"{history.Name}: {name}"] = value;
            return all;
        }
    }

    private protected int Refinement { get; }

    private protected int Steps { get; }

    private protected double Horizon { get; }

    private protected int Cells => checked((OutputGrid.Count - 1) * Refinement);

    private protected abstract IReadOnlyList<string> InputNames { get; }

    private protected abstract IReadOnlyList<string> OutputNames { get; }

    /// <summary>What the problem adds to <see cref="Parameters"/>.</summary>
    private protected abstract IReadOnlyDictionary<string, double> Own { get; }

    /// <summary>Solves for two given histories instead of random ones.</summary>
    /// <param name="first">The first input as a function of time, as the equation has it (not scaled).</param>
    /// <param name="second">The second input as a function of time.</param>
    /// <returns>The outputs on <see cref="OutputGrid"/>, in the order of <see cref="Outputs"/>.</returns>
    /// <exception cref="ArithmeticException">The solver fails.</exception>
    public IReadOnlyList<double[]> SolveFor(Func<double, double> first, Func<double, double> second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        IHistorySolver solver = NewSolver();
        double[] a = new double[drivingTimes.Length * solver.Lanes], b = new double[drivingTimes.Length * solver.Lanes];
        for (int n = 0; n < drivingTimes.Length; n++)
        {
            Array.Fill(a, first(drivingTimes[n]), n * solver.Lanes, solver.Lanes);
            Array.Fill(b, second(drivingTimes[n]), n * solver.Lanes, solver.Lanes);
        }
        solver.Solve(a, b, CancellationToken.None);
        double[][] solution = [new double[OutputGrid.Count], new double[OutputGrid.Count]];
        Store(solver, 0, solution, 0);
        return solution;
    }

    /// <summary>The value of an input in the equation for the value η of its load history.</summary>
    private protected virtual double Scaled(int input, double eta) => eta;

    /// <summary>A solver with its own scratch space, for one thread.</summary>
    private protected abstract IHistorySolver NewSolver();

    private protected sealed override void SolveDraws(IReadOnlyList<int> first, IReadOnlyList<int> second, int seed, SampleBlock target,
        CancellationToken cancellation)
    {
        IHistorySolver solver = NewSolver();
        int lanes = solver.Lanes, seen = HistoryGrid.Count;
        int[] seeds = [SampleGenerator.Derive(seed, FirstSeed), SampleGenerator.Derive(seed, SecondSeed)];
        double[][] loads = [new double[drivingTimes.Length * lanes], new double[drivingTimes.Length * lanes]];
        double[] eta = new double[drivingTimes.Length], visible = new double[seen];
        for (int start = 0; start < target.Samples; start += lanes)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(lanes, target.Samples - start);
            for (int lane = 0; lane < lanes; lane++)
            {
                int row = start + Math.Min(lane, count - 1); // lanes without a sample repeat the last one
                for (int input = 0; input < 2; input++)
                {
                    int draw = input == 0 ? first[row] : second[row];
                    driving.Fill(draw, seeds[input], eta);
                    for (int n = 0; n < eta.Length; n++) loads[input][(n * lanes) + lane] = Scaled(input, eta[n]);
                    if (lane >= count) continue;
                    shown.Fill(draw, seeds[input], visible);
                    for (int n = 0; n < seen; n++) target.Inputs[input][(row * seen) + n] = Scaled(input, visible[n]);
                }
            }
            solver.Solve(loads[0], loads[1], cancellation);
            for (int lane = 0; lane < count; lane++) Store(solver, lane, target.Outputs, start + lane);
        }
    }

    private void Store(IHistorySolver solver, int lane, IReadOnlyList<double[]> target, int row)
    {
        for (int i = 0; i < OutputGrid.Count; i++)
        {
            target[0][(row * OutputGrid.Count) + i] = solver.First(i * Refinement, lane);
            target[1][(row * OutputGrid.Count) + i] = solver.Second(i * Refinement, lane);
        }
    }
}
