namespace OpLearn;

/// <summary>A problem of two random input functions, each of whose draws can be combined with any draw of the other.</summary>
/// <remarks>
/// Sample <c>i</c> of a set takes draw <c>i</c> of both inputs, which are independent of each other. To combine them freely is what a variance decomposition
/// needs: see <see cref="FactorialDesign"/>.
/// </remarks>
public abstract class CoupledProblem : OperatorProblem
{
    private protected CoupledProblem()
    {
    }

    /// <summary>Solves for chosen combinations of draws.</summary>
    /// <param name="first">Draw of the first input for each row of <paramref name="target"/>, from 0.</param>
    /// <param name="second">Draw of the second input for each row.</param>
    /// <param name="seed">Seed of the whole set.</param>
    /// <param name="target">Filled completely.</param>
    /// <param name="cancellation">Polled while solving.</param>
    /// <exception cref="ArgumentException">The lists are not as long as the block.</exception>
    /// <exception cref="ArithmeticException">The solver fails; the message says where.</exception>
    public void SolveCombinations(IReadOnlyList<int> first, IReadOnlyList<int> second, int seed, SampleBlock target, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(target);
        Checks.That(first.Count == target.Samples && second.Count == target.Samples, Name, $"{target.Samples} draws of each input, one a row of the block",
            $"{first.Count} and {second.Count}");
        Checks.That(first.All(draw => draw >= 0) && second.All(draw => draw >= 0), Name, "draws from 0 on", "a negative one");
        SolveDraws(first, second, seed, target, cancellation);
    }

    /// <inheritdoc/>
    public sealed override void Solve(int firstSample, int seed, SampleBlock target, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstSample);
        ArgumentNullException.ThrowIfNull(target);
        var draws = new int[target.Samples];
        for (int i = 0; i < draws.Length; i++) draws[i] = checked(firstSample + i);
        SolveDraws(draws, draws, seed, target, cancellation);
    }

    private protected abstract void SolveDraws(IReadOnlyList<int> first, IReadOnlyList<int> second, int seed, SampleBlock target,
        CancellationToken cancellation);
}
