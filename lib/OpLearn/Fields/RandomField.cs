namespace OpLearn;

/// <summary>A random function: a probability distribution from which the input functions of an operator are drawn.</summary>
/// <remarks>Sample <c>i</c> of seed <c>s</c> on a given grid depends on <c>(s, i)</c> alone, whatever was drawn before, by which thread and in which block.</remarks>
public abstract class RandomField
{
    /// <summary>Short name of the distribution, in the field's words.</summary>
    public abstract string Name { get; }

    /// <summary>Every number that the distribution depends on, by name.</summary>
    public abstract IReadOnlyDictionary<string, double> Parameters { get; }

    /// <summary>Computes what all samples on <paramref name="grid"/> share: a factor of the covariance, a table of modes.</summary>
    /// <exception cref="ArgumentException">The field cannot live on this grid (wrong number of directions, wrong endpoint convention).</exception>
    public abstract FieldSampler On(Grid grid);

    /// <summary>Draws the samples <paramref name="firstSample"/>, <paramref name="firstSample"/> + 1, ….</summary>
    /// <param name="grid">Where to sample.</param>
    /// <param name="firstSample">Index of the first sample, from 0.</param>
    /// <param name="count">Number of samples, at least 1.</param>
    /// <param name="seed">Seed of the whole family.</param>
    /// <returns>Values <c>[count, points]</c>, row-major over the axes of the grid.</returns>
    /// <remarks>Prepares the grid anew at each call; to draw many blocks keep the result of <see cref="On"/>.</remarks>
    public double[,] Sample(Grid grid, int firstSample, int count, int seed)
    {
        Checks.NotNegative(firstSample, nameof(RandomField), nameof(firstSample));
        Checks.Positive(count, nameof(RandomField), nameof(count));
        FieldSampler sampler = On(grid);
        var samples = new double[count, sampler.Points];
        var row = new double[sampler.Points];
        for (int i = 0; i < count; i++)
        {
            Interruption.Token.ThrowIfCancellationRequested();
            sampler.Fill(checked(firstSample + i), seed, row);
            Buffer.BlockCopy(row, 0, samples, i * row.Length * sizeof(double), row.Length * sizeof(double));
        }
        return samples;
    }
}
