using System.Numerics;

namespace OpLearn;

/// <summary>u_t = D u_xx + f(u) on [0, 1] with zero flux at both ends, for one family of sources: from the source's coefficients and the initial state to the state in space and time.</summary>
/// <example><code>
/// var problem = ReactionFront.MultiTask(ReactionSource.FisherKpp);
/// </code></example>
/// <remarks>
/// Sample <c>i</c> has the parameters of number <c>i</c> modulo their count, so that any whole multiple of it is balanced over them. Initial states are 1/(1 + e^−g) of a
/// Gaussian field g and so lie in (0, 1). Strang splitting, order two, on <c>refinement</c> cells between stored points; outputs are <c>[t, x]</c>, t = 0 and both ends included.
/// Measured at the defaults on 20 samples of each source with a = 1, β = 2: relative L² error 1.5e-5 on average, 4e-5 at worst, most of it from the first steps (a random
/// state has slopes at the ends that zero flux forbids).
/// </remarks>
public sealed class ReactionFront : OperatorProblem
{
    private readonly RandomField field;
    private readonly FieldSampler sampler;
    private readonly double diffusivity, horizon;
    private readonly int refinement, stepsPerTime, cells;

    /// <summary>Makes the problem; <see cref="MultiTask"/> gives the set of the multi-task study.</summary>
    /// <param name="source">Family of sources.</param>
    /// <param name="parameters">Its parameters, taken in turn by the samples.</param>
    /// <param name="points">Stored points in x, both ends included.</param>
    /// <param name="times">Stored times, t = 0 and T included.</param>
    /// <param name="diffusivity">D, above 0.</param>
    /// <param name="field">Distribution of g on [0, 1]; null means squared exponential, l = 0.2 and standard deviation 1.5.</param>
    /// <param name="refinement">Cells of the solver between stored points.</param>
    /// <param name="stepsPerTime">Steps of the solver between stored times.</param>
    /// <exception cref="ArgumentException">A value out of its range, or no parameters.</exception>
    public ReactionFront(
        ReactionSource source,
        IReadOnlyList<ReactionParameters> parameters,
        int points = 64,
        int times = 20,
        double diffusivity = 0.01,
        RandomField? field = null,
        int refinement = 16,
        int stepsPerTime = 20)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(parameters);
        Checks.That(parameters.Count > 0, nameof(ReactionFront), "one pair of source parameters or more", "none");
        Checks.That(refinement >= 1 && stepsPerTime >= 1, nameof(ReactionFront), "1 cell and 1 step or more between stored values", $"{refinement} and {stepsPerTime}");
        Source = $"{source}. Kumar et al., Neural Networks 184 (2025) 107113: sources, 64 × 20 values. Chosen here: D, zero flux, law of the initial state, solver.";
        (Family, SourceParameters, this.refinement, this.stepsPerTime) = (source, [.. parameters], refinement, stepsPerTime);
        this.diffusivity = Checks.FinitePositive(diffusivity, nameof(ReactionFront), "diffusivity");
        this.field = field ?? GaussianRandomField.SquaredExponential(0.2, 2.25);
        horizon = 1;
        InitialGrid = new Grid1D(points, 0, 1, Endpoints.Included);
        OutputGrid = new Grid2D(new Grid1D(times, 0, horizon, Endpoints.Included), InitialGrid);
        cells = checked((points - 1) * refinement);
        sampler = this.field.On(new Grid1D(cells + 1, 0, 1, Endpoints.Included));
    }

    /// <summary>The source family.</summary>
    public ReactionSource Family { get; }

    /// <summary>The parameters that samples take in turn.</summary>
    public IReadOnlyList<ReactionParameters> SourceParameters { get; }

    /// <summary>Where the initial state lives.</summary>
    public Grid1D InitialGrid { get; }

    /// <summary>Where the output lives, <c>[t, x]</c>.</summary>
    public Grid2D OutputGrid { get; }

    /// <inheritdoc/>
    public override string Name => $"reaction front, {Family.Name}";

    /// <inheritdoc/>
    public override string Equation => $"u_t = D u_xx + {Family.Formula} on [0, 1] × [0, 1], u_x = 0 at both ends, u(x, 0) = 1/(1 + e^−g)";

    /// <inheritdoc/>
    public override string Source { get; }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Parameters
    {
        get
        {
            var all = new Dictionary<string, double>
            {
                ["diffusivity"] = diffusivity,
                ["horizon"] = horizon,
                ["cells"] = cells,
                ["time steps"] = stepsPerTime * (OutputGrid.Axes[0] - 1),
                ["parameter pairs"] = SourceParameters.Count,
            };
            for (int i = 0; i < SourceParameters.Count; i++)
            {
                all[$"growth {i}"] = SourceParameters[i].Growth;
                if (Family.HasSharpness) all[$"sharpness {i}"] = SourceParameters[i].Sharpness;
            }
            foreach ((string name, double value) in this.field.Parameters) all[$"{this.field.Name}: {name}"] = value;
            return all;
        }
    }

    /// <summary>The source's coefficients of u … u⁴, <c>[4]</c>, and the initial state.</summary>
    public override IReadOnlyList<FieldSpec> Inputs => [new("source coefficients", [4]), new("initial state", InitialGrid.Axes)];

    /// <inheritdoc/>
    public override IReadOnlyList<FieldSpec> Outputs => [new("state", OutputGrid.Axes)];

    /// <inheritdoc/>
    public override double[,] Locations => OutputGrid.Locations();

    /// <summary>The set of the multi-task study for one source: growth 0.1, 0.2 … 1 and, where the source has one, sharpness 0.5 … 2 in ten equal steps.</summary>
    /// <remarks>1000 samples give 100 initial states to each growth rate; with a sharpness 2000 samples give 20 to each of the 100 pairs.</remarks>
    /// <param name="source">Family of sources.</param>
    /// <param name="refinement">Cells of the solver between stored points.</param>
    /// <param name="stepsPerTime">Steps of the solver between stored times.</param>
    public static ReactionFront MultiTask(ReactionSource source, int refinement = 16, int stepsPerTime = 20)
    {
        ArgumentNullException.ThrowIfNull(source);
        double[] growths = [.. Enumerable.Range(1, 10).Select(i => i / 10.0)], sharpnesses = source.HasSharpness ? [.. Enumerable.Range(0, 10).Select(i => 0.5 + (i / 6.0))] : [0];
        return new ReactionFront(source, [.. growths.SelectMany(a => sharpnesses, (a, b) => new ReactionParameters(a, b))], refinement: refinement, stepsPerTime: stepsPerTime);
    }

    /// <summary>Solves for one given initial state.</summary>
    /// <param name="initial">u(x, 0) on [0, 1].</param>
    /// <param name="parameters">a and β.</param>
    /// <returns>u on <see cref="OutputGrid"/>, <c>[times · points]</c>.</returns>
    public double[] SolveFor(Func<double, double> initial, ReactionParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(initial);
        ArgumentNullException.ThrowIfNull(parameters);
        var stored = new double[OutputGrid.Points];
        Advance(NewSolver(), [.. Enumerable.Range(0, cells + 1).Select(i => new Vector<double>(initial((double)i / cells)))], [parameters], stored, 0);
        return stored;
    }

    /// <inheritdoc/>
    public override void Solve(int firstSample, int seed, SampleBlock target, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(target);
        (int lanes, int points) = (Vector<double>.Count, InitialGrid.Count);
        double[] g = new double[cells + 1], together = new double[(cells + 1) * lanes];
        var state = new Vector<double>[cells + 1];
        ReactionSplitting solver = NewSolver();
        for (int start = 0; start < target.Samples; start += lanes)
        {
            cancellation.ThrowIfCancellationRequested();
            var parameters = new ReactionParameters[Math.Min(lanes, target.Samples - start)];
            for (int lane = 0; lane < parameters.Length; lane++)
            {
                (int sample, int index) = (start + lane, checked(firstSample + start + lane));
                parameters[lane] = SourceParameters[index % SourceParameters.Count];
                sampler.Fill(index, seed, g);
                for (int i = 0; i <= cells; i++) together[(i * lanes) + lane] = 1 / (1 + Math.Exp(-g[i]));
                Family.Coefficients(parameters[lane]).CopyTo(target.Inputs[0], sample * 4);
                for (int i = 0; i < points; i++) target.Inputs[1][(sample * points) + i] = together[(i * refinement * lanes) + lane];
            }
            for (int i = 0; i <= cells; i++) state[i] = new Vector<double>(together, i * lanes);
            Advance(solver, state, parameters, target.Outputs[0], start);
        }
    }

    private ReactionSplitting NewSolver() => new(cells, 1.0 / cells, diffusivity, horizon / (stepsPerTime * (OutputGrid.Axes[0] - 1)));

    // The first lanes hold samples, as many as there are parameters.
    private void Advance(ReactionSplitting solver, Vector<double>[] state, ReactionParameters[] parameters, double[] stored, int firstSample)
    {
        (int times, int points) = (OutputGrid.Axes[0], InitialGrid.Count);
        Vector<double> Lanes(Func<ReactionParameters, double> value) =>
            new([.. Enumerable.Range(0, Vector<double>.Count).Select(lane => value(parameters[Math.Min(lane, parameters.Length - 1)]))]);
        Vector<double> growth = Lanes(p => p.Growth), sharpness = Lanes(p => p.Sharpness);
        for (int t = 0; t < times; t++)
        {
            if (t > 0) Family.March(solver, state, growth, sharpness, stepsPerTime);
            for (int lane = 0; lane < parameters.Length; lane++)
                for (int i = 0; i < points; i++)
                {
                    double value = state[i * refinement][lane];
                    if (!double.IsFinite(value))
                        throw new ArithmeticException(Checks.Message(nameof(ReactionFront), "a finite state", $"{value} at stored time {t}", "Take more steps, or an initial state in [0, 1]."));
                    stored[((firstSample + lane) * OutputGrid.Points) + (t * points) + i] = value;
                }
        }
    }
}
