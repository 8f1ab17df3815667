namespace OpLearn;

public sealed partial class OperatorDataset
{
    /// <summary>Solves <paramref name="problem"/> for <paramref name="samples"/> random input functions, in parallel.</summary>
    /// <param name="problem">A problem with a verified solver.</param>
    /// <param name="samples">Number of functions, at least 1.</param>
    /// <param name="seed">Sample <c>i</c> depends on <c>(seed, i)</c> alone, so a larger set of the same seed begins with the smaller one.
    /// Give training, validation and test sets different seeds, or split one set.</param>
    /// <param name="options">Type, threads, progress, cache; null for the defaults.</param>
    /// <returns>An aligned set: inputs <c>[samples, axes…, 1]</c>, locations <c>[points, dimensions]</c>, outputs <c>[samples, points, fields]</c>, with its
    /// card.
    /// Bitwise the same whatever the number of threads and the block size.</returns>
    /// <exception cref="ArgumentException">The problem contradicts itself (axes of the outputs, shape of the locations).</exception>
    /// <exception cref="ArithmeticException">A solver gave NaN or infinity, or did not fill its block; the message names the sample.</exception>
    /// <exception cref="OperationCanceledException">Cancelled or interrupted. With a cache folder the same call goes on from the samples that were finished; without
    /// one nothing is kept.</exception>
    public static OperatorDataset Generate(OperatorProblem problem, int samples, int seed, GenerationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(samples);
        return new DatasetGenerator(problem, samples, seed, options ?? new GenerationOptions()).Run();
    }
}
