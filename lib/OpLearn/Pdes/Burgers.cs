using System.Numerics;

namespace OpLearn;

/// <summary>Burgers' equation u_t + u u_x = ν u_xx on a periodic interval: from the initial state to the state at time T.</summary>
/// <remarks>
/// Fourier pseudo-spectral in space with the 2/3 rule, exponential time differencing of order four in time. The initial state is a field on the unit interval,
/// stretched to the interval's length: u₀(x) = g(x/length). Good values: 1024 solver points and 100 steps for ν/length = 0.016 (error 1e-6).
/// Inputs, outputs and locations are on <c>points</c> points s ∈ [0, 1) of the unit interval, the upper end excluded; x = length·s.
/// </remarks>
public sealed class Burgers : OperatorProblem
{
    private readonly RandomField field;
    private readonly FieldSampler sampler;
    private readonly Grid1D unit;
    private readonly double viscosity, length, horizon;
    private readonly int stride, steps;

    /// <summary>Makes the problem; <see cref="Fno"/> gives the set of the FNO papers.</summary>
    /// <param name="points">Points of input and output, a divisor of <paramref name="solverPoints"/>.</param>
    /// <param name="field">Distribution of the initial state on [0, 1).</param>
    /// <param name="viscosity">ν, above 0.</param>
    /// <param name="length">Length of the periodic interval.</param>
    /// <param name="horizon">T.</param>
    /// <param name="solverPoints">Points of the solver, a power of two.</param>
    /// <param name="steps">Time steps.</param>
    /// <exception cref="ArgumentException">A value out of its range.</exception>
    public Burgers(int points, RandomField field, double viscosity, double length = 1, double horizon = 1, int solverPoints = 1024, int steps = 200)
    {
        ArgumentNullException.ThrowIfNull(field);
        if (points < 2 || solverPoints % points != 0)
            throw new ArgumentException($"Burgers: expected a number of points from 2 on that divides the {solverPoints} solver points, got {points}.", nameof(points));
        if (!(viscosity > 0) || !(length > 0) || !(horizon > 0))
            throw new ArgumentException($"Burgers: expected viscosity, length and horizon above 0, got {viscosity}, {length} and {horizon}.", nameof(viscosity));
        if (steps < 1) throw new ArgumentException($"Burgers: expected 1 step or more, got {steps}.", nameof(steps));
        _ = new RealFft(solverPoints); // checks the number
        (this.field, this.viscosity, this.length, this.horizon, this.steps) = (field, viscosity, length, horizon, steps);
        stride = solverPoints / points;
        unit = new Grid1D(solverPoints, 0, 1, Endpoints.UpperExcluded);
        OutputGrid = new Grid1D(points, 0, 1, Endpoints.UpperExcluded);
        sampler = field.On(unit);
    }

    /// <summary>The set "R10" of the FNO paper as its samples show it: u₀ ~ N(0, 625 (−Δ + 25)^−2) on [0, 1), solved on [0, 2π) with ν = 0.1 to T = 1.</summary>
    /// <remarks>Differs from the paper's text, which does not tell that the interval is stretched to 2π. Pointwise standard deviations: 0.59 at t = 0, 0.49 at t = 1.</remarks>
    /// <param name="points">Points of input and output: a power of two up to <paramref name="solverPoints"/>.</param>
    /// <param name="solverPoints">Points of the solver; 8192 in the published set, 1024 differ from that by 5e-6.</param>
    public static Burgers Fno(int points, int solverPoints = 1024) =>
        new(points, new PeriodicSpectralField(25, 5, 2), 0.1, 2 * Math.PI, solverPoints: solverPoints, steps: 100);

    /// <summary>Where input and output live: s = x/length.</summary>
    public Grid1D OutputGrid { get; }

    /// <inheritdoc/>
    public override string Name => "Burgers";

    /// <inheritdoc/>
    public override string Equation => "u_t + u u_x = ν u_xx on [0, length), periodic, u(x, 0) = u₀(x)";

    /// <inheritdoc/>
    public override string Source => "Li et al., Fourier Neural Operator, ICLR 2021, section 5.1; scheme: Kassam and Trefethen 2005. Chosen here: resolution and step of the solver.";

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Parameters
    {
        get
        {
            var all = new Dictionary<string, double>
            {
                ["viscosity"] = viscosity,
                ["length"] = length,
                ["horizon"] = horizon,
                ["solver points"] = unit.Count,
                ["time steps"] = steps,
            };
            foreach ((string name, double value) in this.field.Parameters) all[$"{this.field.Name}: {name}"] = value;
            return all;
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<FieldSpec> Inputs => [new("initial state", OutputGrid.Axes)];

    /// <inheritdoc/>
    public override IReadOnlyList<FieldSpec> Outputs => [new("final state", OutputGrid.Axes)];

    /// <inheritdoc/>
    public override double[,] Locations => OutputGrid.Locations();

    /// <summary>Solves for one given initial state.</summary>
    /// <param name="initial">u₀ as a function of x ∈ [0, length), periodic.</param>
    /// <returns>u(x, T) on <see cref="OutputGrid"/>, <c>[points]</c>.</returns>
    public double[] SolveFor(Func<double, double> initial)
    {
        ArgumentNullException.ThrowIfNull(initial);
        double[] state = [.. unit.Coordinates().Select(s => initial(length * s))];
        new Solver(this).Advance(state);
        return [.. Enumerable.Range(0, OutputGrid.Count).Select(i => state[i * stride])];
    }

    /// <inheritdoc/>
    public override void Solve(int firstSample, int seed, SampleBlock target, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(target);
        var state = new double[unit.Count];
        var solver = new Solver(this);
        for (int sample = 0; sample < target.Samples; sample++)
        {
            cancellation.ThrowIfCancellationRequested();
            sampler.Fill(checked(firstSample + sample), seed, state);
            Store(target.Inputs[0], sample);
            solver.Advance(state);
            Store(target.Outputs[0], sample);
        }

        void Store(double[] values, int sample)
        {
            for (int i = 0; i < OutputGrid.Count; i++) values[(sample * OutputGrid.Count) + i] = state[i * stride];
        }
    }

    // One thread's scratch space. In Fourier space v′ = −ν κ² v − ½ iκ (u²)^.
    private sealed class Solver
    {
        private readonly int steps, kept;
        private readonly RealFft fft;
        private readonly EtdRk4 method;
        private readonly double[] wavenumbers, physical;
        private readonly Complex[] spectrum;
        private readonly Action<Complex[], Complex[]> nonlinear;

        public Solver(Burgers problem)
        {
            steps = problem.steps;
            fft = new RealFft(problem.unit.Count);
            kept = fft.Points / 3; // modes above a third of the points would alias into the others
            wavenumbers = [.. Enumerable.Range(0, fft.Modes).Select(k => 2 * Math.PI * k / problem.length)];
            method = new EtdRk4([.. wavenumbers.Select(kappa => -problem.viscosity * kappa * kappa)], problem.horizon / steps);
            physical = new double[fft.Points];
            spectrum = new Complex[fft.Modes];
            nonlinear = Convection;
        }

        public void Advance(double[] state)
        {
            fft.Forward(state, spectrum);
            for (int step = 1; step <= steps; step++)
            {
                method.Step(spectrum, nonlinear);
                if (!double.IsFinite(spectrum[1].Real))
                    throw new ArithmeticException($"Burgers: the state is not finite after step {step} of {steps}; take more steps or more solver points ({fft.Points}).");
            }
            fft.Inverse(spectrum, state);
        }

        private void Convection(Complex[] v, Complex[] rate)
        {
            for (int k = 0; k < v.Length; k++) rate[k] = k < kept ? v[k] : Complex.Zero;
            fft.Inverse(rate, physical);
            for (int i = 0; i < physical.Length; i++) physical[i] *= physical[i];
            fft.Forward(physical, rate);
            for (int k = 0; k < v.Length; k++)
                rate[k] = k < kept ? 0.5 * wavenumbers[k] * new Complex(rate[k].Imaginary, -rate[k].Real) : Complex.Zero;
        }
    }
}
