namespace OpLearn;

/// <summary>Every draw of one input function with every draw of the others together: the full-factorial set of a problem.</summary>
/// <remarks>
/// Sample <c>i · second + j</c> has draw <c>i</c> of the first factor and draw <c>j</c> of the second, both of one seed. A factor is one input function, or all
/// the others together. A set of <see cref="Samples"/> samples is what <see cref="FactorialDesign"/> reads.
/// </remarks>
public sealed class FactorialProblem : OperatorProblem
{
    private readonly OperatorProblem inner;
    private readonly ICrossedProblem crossed;

    /// <summary>Crosses <paramref name="first"/> draws of one input function with <paramref name="second"/> draws of the others.</summary>
    /// <param name="problem">Has two input functions or more and is an <see cref="ICrossedProblem"/>.</param>
    /// <param name="first">Draws of the first factor, at least 2.</param>
    /// <param name="second">Draws of the second factor, at least 2.</param>
    /// <param name="firstInput">Name of the input function that is the first factor; null for the first one.</param>
    /// <exception cref="ArgumentException">The problem cannot be crossed, or has no such input function.</exception>
    public FactorialProblem(OperatorProblem problem, int first, int second, string? firstInput = null)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentOutOfRangeException.ThrowIfLessThan(first, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(second, 2);
        string[] names = [.. problem.Inputs.Select(field => field.Name)];
        Checks.That(names.Length >= 2, nameof(FactorialProblem), "a problem with two input functions or more", $"'{problem.Name}' with {names.Length}");
        crossed = problem as ICrossedProblem ?? throw new ArgumentException(Checks.Message(nameof(FactorialProblem), "a problem that is an ICrossedProblem",
            $"'{problem.Name}', which is none", "Let it solve chosen combinations of its draws, or give the crossed values to FactorialDesign.FromTensor."), nameof(problem));
        FirstInput = firstInput is null ? 0 : Array.IndexOf(names, firstInput);
        Checks.That(FirstInput >= 0, nameof(FactorialProblem), $"the name of an input function ({string.Join(", ", names)})", $"'{firstInput}'");
        inner = problem;
        First = first;
        Second = second;
    }

    /// <summary>Draws of the first factor.</summary>
    public int First { get; }

    /// <summary>Draws of the second factor.</summary>
    public int Second { get; }

    /// <summary>Index of the input function that is the first factor.</summary>
    public int FirstInput { get; }

    /// <summary>Samples of the whole design: <see cref="First"/> · <see cref="Second"/>.</summary>
    public int Samples => checked(First * Second);

    /// <inheritdoc/>
    public override string Name => $"{inner.Name} (factorial)";

    /// <inheritdoc/>
    public override string Equation => inner.Equation;

    /// <inheritdoc/>
    public override string Source => inner.Source;

    /// <summary>The numbers of the problem and the size of the design.</summary>
    public override IReadOnlyDictionary<string, double> Parameters => new Dictionary<string, double>(inner.Parameters)
    {
        ["factorial: first"] = First,
        ["factorial: second"] = Second,
        ["factorial: first input"] = FirstInput,
    };

    /// <inheritdoc/>
    public override IReadOnlyList<FieldSpec> Inputs => inner.Inputs;

    /// <inheritdoc/>
    public override IReadOnlyList<FieldSpec> Outputs => inner.Outputs;

    /// <inheritdoc/>
    public override double[,] Locations => inner.Locations;

    /// <inheritdoc/>
    public override void Solve(int firstSample, int seed, SampleBlock target, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (firstSample + target.Samples > Samples)
            throw new ArgumentException(Checks.Message(nameof(FactorialProblem), $"at most {Samples} samples, {First} × {Second}", $"{firstSample + target.Samples}", "Generate exactly its Samples."));
        var one = new SampleBlock(inner, 1);
        int[] draws = new int[inner.Inputs.Count];
        for (int s = 0; s < target.Samples; s++)
        {
            cancellation.ThrowIfCancellationRequested();
            Array.Fill(draws, (firstSample + s) % Second);
            draws[FirstInput] = (firstSample + s) / Second;
            foreach (double[] values in one.Inputs.Concat(one.Outputs)) Array.Fill(values, double.NaN); // as in any block: what is left out is no zero
            crossed.SolveCombination(draws, seed, one, cancellation);
            foreach ((double[] from, double[] into) in one.Inputs.Concat(one.Outputs).Zip(target.Inputs.Concat(target.Outputs)))
                from.CopyTo(into, s * from.Length);
        }
    }
}
