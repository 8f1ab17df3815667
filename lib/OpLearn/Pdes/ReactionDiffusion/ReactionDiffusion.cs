namespace OpLearn;

/// <summary>u_t = α u_xx + k(x) u + s(x) on (0, 1), zero flux at both ends, u = 0 at first: from the source s and the reaction rate k to u(x, t).</summary>
/// <remarks>
/// s = g₁ and k = multiplier·g₂/10, each g a Gaussian field of covariance v·exp(−(π/4)(r/0.2)²) whose variance v is an integer drawn uniformly from 1 to 49,
/// anew for each field and sample. Solved on 127 quadratic elements (255 nodes) with consistent mass by backward Euler with Δt = 0.001, as the released
/// generator does: its arrays named initial states are the sources, and its Dirichlet objects are never assembled, so that zero flux acts. Differs: fields by a
/// Cholesky factor instead of 1000 random modes. The map is linear in s. Discretisation error with the defaults, against Crank–Nicolson on a finer grid: about
/// 3e-4 of the norm of u, nearly all of it from the steps in time. Nondimensional. Outputs are <c>[t, x]</c>.
/// </remarks>
public sealed class ReactionDiffusion : CoupledProblem
{
    private const double LengthScale = 0.2, RateScale = 0.1;
    private const int LargestVariance = 49, RateSeed = 1, SourceVarianceSeed = 2, RateVarianceSeed = 3;
    private readonly ReactionDiffusionOptions options;
    private readonly Grid1D nodes;
    private readonly FieldSampler sampler;
    private readonly QuadraticInterpolation points;
    private readonly double[] times;

    /// <summary>Makes the problem.</summary>
    /// <param name="options">Sizes and numbers; null for those of the released generator.</param>
    /// <exception cref="ArgumentException">A value out of its range.</exception>
    public ReactionDiffusion(ReactionDiffusionOptions? options = null)
    {
        this.options = options ??= new ReactionDiffusionOptions();
        Checks.That(options.Points >= 2, nameof(ReactionDiffusion), "2 points or more", $"{options.Points}");
        Checks.That(options.Cells is >= 1 and <= 5000, nameof(ReactionDiffusion), "from 1 to 5000 cells", $"{options.Cells}");
        Checks.Positive(options.Steps, nameof(ReactionDiffusion), nameof(options.Steps));
        Checks.Positive(options.StoredEvery, nameof(ReactionDiffusion), nameof(options.StoredEvery));
        CheckNumber(options.Horizon, nameof(options.Horizon));
        CheckNumber(options.Diffusivity, nameof(options.Diffusivity));
        Checks.That(double.IsFinite(options.RateMultiplier), nameof(ReactionDiffusion), "a finite RateMultiplier", $"{options.RateMultiplier}");
        nodes = new Grid1D((2 * options.Cells) + 1, 0, 1, Endpoints.Included);
        OutputGrid = new Grid1D(options.Points, 0, 1, Endpoints.Included);
        points = new QuadraticInterpolation(options.Cells, OutputGrid.Coordinates());
        sampler = GaussianRandomField.GaussianIntegralScale(LengthScale).On(nodes);
        double step = options.Horizon / options.Steps;
        times = [0, .. Enumerable.Range(0, options.Steps).Where(n => n % options.StoredEvery == 0).Select(n => (n + 1) * step)];

        static void CheckNumber(double value, string name) =>
            Checks.That(value > 0 && double.IsFinite(value), nameof(ReactionDiffusion), $"{name} finite and above 0", $"{value}");
    }

    /// <summary>Where inputs and output live.</summary>
    public Grid1D OutputGrid { get; }

    /// <summary>Times of the stored frames, from 0: not equispaced at their start.</summary>
    public IReadOnlyList<double> Times => times;

    /// <inheritdoc/>
    public override string Name => "reaction-diffusion";

    /// <inheritdoc/>
    public override string Equation => "u_t = α u_xx + k(x) u + s(x) on (0, 1), u_x = 0 at both ends, u(x, 0) = 0";

    /// <inheritdoc/>
    public override string Source => "Kobayashi et al., arXiv:2507.03660, by the released data generator (MIT): equation, boundary condition, α, fields, "
        + "grid, step, frames. "
        + "Proposed here: RateMultiplier other than 1, other numbers of points and frames.";

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Parameters => new Dictionary<string, double>
    {
        ["diffusivity"] = options.Diffusivity,
        ["rate multiplier"] = options.RateMultiplier,
        ["rate scale"] = RateScale,
        ["length scale"] = LengthScale,
        ["smallest variance"] = 1,
        ["largest variance"] = LargestVariance,
        ["horizon"] = options.Horizon,
        ["time steps"] = options.Steps,
        ["stored every"] = options.StoredEvery,
        ["cells"] = options.Cells,
        ["element degree"] = 2,
        ["order in time"] = options.CrankNicolson ? 2 : 1,
    };

    /// <inheritdoc/>
    public override IReadOnlyList<FieldSpec> Inputs => [new("source", OutputGrid.Axes), new("reaction rate", OutputGrid.Axes)];

    /// <inheritdoc/>
    public override IReadOnlyList<FieldSpec> Outputs => [new("concentration", [times.Length, OutputGrid.Count])];

    /// <summary>Coordinates (t, x) of the output, <c>[frames · points, 2]</c>.</summary>
    public override double[,] Locations
    {
        get
        {
            double[] x = OutputGrid.Coordinates();
            var locations = new double[times.Length * x.Length, 2];
            for (int i = 0; i < locations.GetLength(0); i++) (locations[i, 0], locations[i, 1]) = (times[i / x.Length], x[i % x.Length]);
            return locations;
        }
    }

    /// <summary>Solves for one given source, which may change in time, and one given rate.</summary>
    /// <param name="source">s(x, t).</param>
    /// <param name="rate">k(x), not multiplied by <see cref="ReactionDiffusionOptions.RateMultiplier"/>.</param>
    /// <returns>u on <see cref="Times"/> × <see cref="OutputGrid"/>, <c>[frames, points]</c>.</returns>
    /// <exception cref="ArithmeticException">The step is too long for the rate.</exception>
    public double[,] SolveFor(Func<double, double, double> source, Func<double, double> rate)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(rate);
        const int lanes = ReactionDiffusionBatch.Lanes;
        double[] x = nodes.Coordinates(), s = new double[x.Length * lanes], k = new double[x.Length * lanes],
            frames = new double[times.Length * OutputGrid.Count];
        for (int i = 0; i < x.Length; i++) k[i * lanes] = rate(x[i]);
        double step = options.Horizon / options.Steps;
        var solver = new ReactionDiffusionBatch(options.Cells, step, options.Diffusivity, options.CrankNicolson);
        solver.Start(k);
        Run(solver, s, 1, frames, 0, n =>
        {
            double t = (n + (options.CrankNicolson ? 0.5 : 1)) * step;
            for (int i = 0; i < x.Length; i++) s[i * lanes] = source(x[i], t);
        }, CancellationToken.None);
        var solution = new double[times.Length, OutputGrid.Count];
        Buffer.BlockCopy(frames, 0, solution, 0, frames.Length * sizeof(double));
        return solution;
    }

    private protected override void SolveDraws(IReadOnlyList<int> first, IReadOnlyList<int> second, int seed, SampleBlock target,
        CancellationToken cancellation)
    {
        const int lanes = ReactionDiffusionBatch.Lanes;
        double[] s = new double[nodes.Count * lanes], k = new double[nodes.Count * lanes], draw = new double[nodes.Count];
        var solver = new ReactionDiffusionBatch(options.Cells, options.Horizon / options.Steps, options.Diffusivity, options.CrankNicolson);
        for (int start = 0; start < target.Samples; start += lanes)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(lanes, target.Samples - start);
            Array.Clear(s);
            Array.Clear(k);
            for (int lane = 0; lane < count; lane++)
            {
                Fill(first[start + lane], seed, SourceVarianceSeed, seed, 1, s, lane, target.Inputs[0], start + lane);
                Fill(second[start + lane], SampleGenerator.Derive(seed, RateSeed), RateVarianceSeed, seed, RateScale * options.RateMultiplier, k, lane,
                    target.Inputs[1], start + lane);
            }
            solver.Start(k);
            Run(solver, s, count, target.Outputs[0], start, null, cancellation);
        }

        void Fill(int index, int fieldSeed, int purpose, int setSeed, double scale, double[] lanesOfNodes, int lane, double[] stored, int row)
        {
            var random = new SampleGenerator(SampleGenerator.Derive(setSeed, purpose), index);
            double variance = 1 + Math.Floor(random.Uniform() * LargestVariance);
            sampler.Fill(index, fieldSeed, draw);
            for (int i = 0; i < draw.Length; i++) lanesOfNodes[(i * lanes) + lane] = scale * Math.Sqrt(variance) * draw[i];
            points.Evaluate(lanesOfNodes, lane, lanes, stored, row * OutputGrid.Count);
        }
    }

    // Runs all steps and stores the frames of the first lanes into rows of target.
    private void Run(ReactionDiffusionBatch solver, double[] source, int samples, double[] target, int firstRow, Action<int>? before,
        CancellationToken cancellation)
    {
        const int lanes = ReactionDiffusionBatch.Lanes;
        int frame = 0;
        Store();
        for (int n = 0; n < options.Steps; n++)
        {
            before?.Invoke(n);
            solver.Step(source);
            if (n % options.StoredEvery != 0) continue;
            cancellation.ThrowIfCancellationRequested();
            Store();
        }

        void Store()
        {
            for (int lane = 0; lane < samples; lane++)
                points.Evaluate(solver.State, lane, lanes, target, (((firstRow + lane) * times.Length) + frame) * OutputGrid.Count);
            frame++;
        }
    }
}
