namespace OpLearn;

/// <summary>All combinations of the first draws of two inputs: sample <c>i·levels + j</c> takes draw i of the first input and draw j of the second.</summary>
/// <example><code>
/// var problem = new FactorialDesign(new BistablePair(exchange: 2), levels: 16);
/// </code></example>
/// <remarks>
/// A set of all levels² samples, reshaped to <c>[levels, levels, points, fields]</c>, is what a full-factorial variance decomposition and the separable
/// spectrum of the map are computed from.
/// </remarks>
public sealed class FactorialDesign : OperatorProblem
{
    private readonly CoupledProblem problem;

    /// <summary>Makes the design.</summary>
    /// <param name="problem">The problem of two inputs.</param>
    /// <param name="levels">Draws of each input, at least 2; 32 resolve shares of the variance to about a percent.</param>
    /// <exception cref="ArgumentException">Fewer than 2 levels, or more than 10,000.</exception>
    public FactorialDesign(CoupledProblem problem, int levels)
    {
        ArgumentNullException.ThrowIfNull(problem);
        Checks.That(levels is >= 2 and <= 10_000, nameof(FactorialDesign), "from 2 to 10,000 levels", $"{levels}");
        (this.problem, Levels) = (problem, levels);
    }

    /// <summary>Draws of each input.</summary>
    public int Levels { get; }

    /// <summary>Number of combinations, levels².</summary>
    public int Combinations => Levels * Levels;

    /// <inheritdoc/>
    public override string Name => $"{problem.Name}, {Levels} × {Levels} factorial";

    /// <inheritdoc/>
    public override string Equation => problem.Equation;

    /// <inheritdoc/>
    public override string Source => problem.Source;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Parameters => new Dictionary<string, double>(problem.Parameters) { ["factorial levels"] = Levels };

    /// <inheritdoc/>
    public override IReadOnlyList<FieldSpec> Inputs => problem.Inputs;

    /// <inheritdoc/>
    public override IReadOnlyList<FieldSpec> Outputs => problem.Outputs;

    /// <inheritdoc/>
    public override double[,] Locations => problem.Locations;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The block reaches beyond the last combination.</exception>
    public override void Solve(int firstSample, int seed, SampleBlock target, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstSample);
        ArgumentNullException.ThrowIfNull(target);
        Checks.That(firstSample <= Combinations - target.Samples, nameof(FactorialDesign), $"samples below {Combinations} ({Levels} × {Levels})",
            $"samples {firstSample} to {firstSample + (long)target.Samples - 1}", "Take more levels or fewer samples.");
        int[] combinations = [.. Enumerable.Range(firstSample, target.Samples)];
        problem.SolveCombinations([.. combinations.Select(k => k / Levels)], [.. combinations.Select(k => k % Levels)], seed, target, cancellation);
    }
}
