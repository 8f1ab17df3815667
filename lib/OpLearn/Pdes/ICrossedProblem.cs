namespace OpLearn;

/// <summary>A problem with several input functions that can be solved for chosen combinations of its random draws, as a full-factorial design needs.</summary>
/// <remarks>With the same draw for every input the result is, bitwise, the sample of that index: a test holds each such problem to it.</remarks>
public interface ICrossedProblem
{
    /// <summary>Solves one sample whose input function <c>k</c> is that of sample <c>draws[k]</c> of <paramref name="seed"/>. Called from several threads at once.</summary>
    /// <param name="draws">One sample index an input function, in the order of <see cref="OperatorProblem.Inputs"/>, each ≥ 0.</param>
    /// <param name="seed">Seed of the whole set.</param>
    /// <param name="target">Room for one sample; filled completely.</param>
    /// <param name="cancellation">Polled where one sample takes long.</param>
    void SolveCombination(IReadOnlyList<int> draws, int seed, SampleBlock target, CancellationToken cancellation);
}
