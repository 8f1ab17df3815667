namespace OpLearn;

/// <summary>u_tt = (c(x)² u_x)_x on [0, 1], u = 0 at both ends, u_t = 0 at the start: from the initial state and the wave speed to the state at time T.</summary>
/// <example><code>
/// var problem = new WaveEquation(initial: new SineSeries(1, 8), speed: new LayeredField(5, 127, 0.7, 1.3));
/// </code></example>
/// <remarks>
/// Conservative leapfrog on a grid <c>refinement</c> times as fine as the stored one, order two. Its error is dispersion and grows as the cube of the wavenumber: on
/// 4064 cells and for T = 1 it is 1e-5 of ‖u₀‖ for 8 half waves and 3e-3 for 48, while a solver on the 127 cells of the stored grid is wrong by 17 % for 16 half waves.
/// <see cref="ReferenceErrors"/> estimates it for any set: 3e-6 of ‖u(T)‖ on average in distribution for T = 1/3, 1e-3 for 33 to 48 half waves, 1e-4 for a layered speed.
/// A speed that jumps must do so at stored points. Inputs, outputs and locations include both ends.
/// </remarks>
public sealed class WaveEquation : OperatorProblem
{
    private readonly RandomField initial, speed;
    private readonly FieldSampler initialSampler, speedSampler;
    private readonly double horizon, courant;
    private readonly int cells, refinement;

    /// <summary>Makes the problem.</summary>
    /// <param name="initial">Distribution of u₀; <see cref="SineSeries"/> for instance. Its values at the ends count as zero.</param>
    /// <param name="speed">Distribution of c, above 0; <see cref="BoundedCosineSeries"/> for instance.</param>
    /// <param name="points">Stored points, both ends included.</param>
    /// <param name="horizon">T.</param>
    /// <param name="refinement">Cells of the solver between stored points.</param>
    /// <param name="courant">Largest Courant number c Δt/Δx, at most 1; the step is the largest one below it that divides T.</param>
    /// <exception cref="ArgumentException">A value out of its range.</exception>
    public WaveEquation(RandomField initial, RandomField speed, int points = 128, double horizon = 1, int refinement = 32, double courant = 0.9)
    {
        ArgumentNullException.ThrowIfNull(initial);
        ArgumentNullException.ThrowIfNull(speed);
        Checks.That(refinement >= 1, nameof(WaveEquation), "a refinement from 1 on", $"{refinement}");
        Checks.That(courant is > 0 and <= 1, nameof(WaveEquation), "a Courant number above 0 and at most 1", $"{courant}", "Above 1 the leapfrog scheme is unstable.");
        (this.initial, this.speed, this.courant, this.refinement) = (initial, speed, courant, refinement);
        this.horizon = Checks.FinitePositive(horizon, nameof(WaveEquation), "horizon");
        OutputGrid = new Grid1D(points, 0, 1, Endpoints.Included);
        cells = checked((points - 1) * refinement);
        initialSampler = initial.On(new Grid1D(cells + 1, 0, 1, Endpoints.Included));
        speedSampler = speed.On(new Grid1D((2 * cells) + 1, 0, 1, Endpoints.Included)); // nodes and midpoints in turn
    }

    /// <summary>Where the inputs and the output live.</summary>
    public Grid1D OutputGrid { get; }

    /// <inheritdoc/>
    public override string Name => "wave equation";

    /// <inheritdoc/>
    public override string Equation => "u_tt = (c² u_x)_x on [0, 1], u = 0 at both ends, u(x, 0) = u₀(x), u_t(x, 0) = 0";

    /// <inheritdoc/>
    public override string Source => "Xie and Luo, arXiv:2605.12997 (2026): the equation. Chosen here: interval, horizon, rest at the start, laws of u₀ and c, solver.";

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Parameters
    {
        get
        {
            var all = new Dictionary<string, double> { ["horizon"] = horizon, ["cells"] = cells, ["Courant number"] = courant };
            foreach ((string name, double value) in initial.Parameters) all[$"initial state, {initial.Name}: {name}"] = value;
            foreach ((string name, double value) in speed.Parameters) all[$"speed, {speed.Name}: {name}"] = value;
            return all;
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<FieldSpec> Inputs => [new("initial state", OutputGrid.Axes), new("wave speed", OutputGrid.Axes)];

    /// <inheritdoc/>
    public override IReadOnlyList<FieldSpec> Outputs => [new("final state", OutputGrid.Axes)];

    /// <inheritdoc/>
    public override double[,] Locations => OutputGrid.Locations();

    /// <summary>Solves for one given pair of functions.</summary>
    /// <param name="initialState">u₀ on [0, 1].</param>
    /// <param name="waveSpeed">c on [0, 1], above 0.</param>
    /// <returns>u(x, T) on <see cref="OutputGrid"/>, <c>[points]</c>.</returns>
    public double[] SolveFor(Func<double, double> initialState, Func<double, double> waveSpeed)
    {
        ArgumentNullException.ThrowIfNull(initialState);
        ArgumentNullException.ThrowIfNull(waveSpeed);
        var scratch = new Scratch(cells);
        for (int i = 0; i <= cells; i++) scratch.Initial[i] = initialState((double)i / cells);
        for (int i = 0; i <= 2 * cells; i++) scratch.Speed[i] = waveSpeed(0.5 * i / cells);
        Advance(scratch);
        return [.. Enumerable.Range(0, OutputGrid.Count).Select(i => scratch.Scheme.Current[i * refinement])];
    }

    /// <inheritdoc/>
    public override void Solve(int firstSample, int seed, SampleBlock target, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(target);
        var scratch = new Scratch(cells);
        int points = OutputGrid.Count, speedSeed = SampleGenerator.Derive(seed, 1);
        for (int sample = 0; sample < target.Samples; sample++)
        {
            cancellation.ThrowIfCancellationRequested();
            initialSampler.Fill(checked(firstSample + sample), seed, scratch.Initial);
            speedSampler.Fill(firstSample + sample, speedSeed, scratch.Speed);
            scratch.Initial[0] = scratch.Initial[cells] = 0;
            Advance(scratch);
            for (int i = 0; i < points; i++)
            {
                int at = (sample * points) + i;
                target.Inputs[0][at] = scratch.Initial[i * refinement];
                target.Inputs[1][at] = scratch.Speed[2 * i * refinement];
                target.Outputs[0][at] = scratch.Scheme.Current[i * refinement];
            }
        }
    }

    /// <summary>Estimates the solver's own error by Richardson's rule: a third of the difference to half as many cells, relative in L² on the stored points.</summary>
    /// <param name="samples">Number of samples, from the first on.</param>
    /// <param name="seed">Seed of the set.</param>
    /// <returns>One estimate a sample. Where they exceed a few per cent the solver is too coarse for the rule as well.</returns>
    /// <exception cref="InvalidOperationException">The refinement is odd, so that half as many cells do not fit.</exception>
    public double[] ReferenceErrors(int samples, int seed)
    {
        if (refinement % 2 == 1) throw new InvalidOperationException(Checks.Message(nameof(WaveEquation), "an even refinement", $"{refinement}", "Richardson's rule halves the number of cells."));
        var coarse = new WaveEquation(initial, speed, OutputGrid.Count, horizon, refinement / 2, courant);
        SampleBlock here = new(this, samples), there = new(coarse, samples);
        Solve(0, seed, here, Interruption.Token);
        coarse.Solve(0, seed, there, Interruption.Token);
        int points = OutputGrid.Count;
        return [.. Enumerable.Range(0, samples).Select(sample =>
        {
            double difference = 0, size = 0;
            for (int i = sample * points; i < (sample + 1) * points; i++)
            {
                difference += Math.Pow(here.Outputs[0][i] - there.Outputs[0][i], 2);
                size += here.Outputs[0][i] * here.Outputs[0][i];
            }
            return Math.Sqrt(difference / size) / 3;
        })];
    }

    private void Advance(Scratch scratch)
    {
        double fastest = 0, slowest = double.PositiveInfinity;
        foreach (double c in scratch.Speed) (fastest, slowest) = (Math.Max(fastest, c), Math.Min(slowest, c));
        if (!(slowest > 0) || !double.IsFinite(fastest))
            throw new ArithmeticException(Checks.Message(nameof(WaveEquation), "a finite wave speed above 0 everywhere", $"values from {slowest} to {fastest}"));
        int steps = (int)Math.Ceiling(horizon * fastest * cells / courant);
        for (int i = 0; i < cells; i++) scratch.Midpoints[i] = scratch.Speed[(2 * i) + 1];
        scratch.Scheme.Start(scratch.Midpoints, horizon / steps, scratch.Initial);
        scratch.Scheme.Advance(steps - 1);
    }

    private sealed class Scratch(int cells)
    {
        public double[] Initial { get; } = new double[cells + 1];

        public double[] Speed { get; } = new double[(2 * cells) + 1];

        public double[] Midpoints { get; } = new double[cells];

        public WaveLeapfrog Scheme { get; } = new(cells);
    }
}
