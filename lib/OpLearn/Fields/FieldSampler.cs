namespace OpLearn;

/// <summary>A <see cref="RandomField"/> made ready for one grid: all that is common to its samples is computed once.</summary>
/// <remarks>Immutable after construction, so several threads may draw from one sampler.</remarks>
public abstract class FieldSampler
{
    /// <summary>Makes the sampler of <paramref name="grid"/>.</summary>
    protected FieldSampler(Grid grid)
    {
        ArgumentNullException.ThrowIfNull(grid);
        Grid = grid;
        Points = grid.Points;
    }

    /// <summary>Where the samples live.</summary>
    public Grid Grid { get; }

    /// <summary>Number of values of a sample.</summary>
    public int Points { get; }

    /// <summary>Draws one sample; it depends on (<paramref name="seed"/>, <paramref name="sample"/>) alone.</summary>
    /// <param name="sample">Index of the sample, from 0.</param>
    /// <param name="seed">Seed of the whole family.</param>
    /// <returns>Values <c>[points]</c>, row-major over the axes of the grid.</returns>
    public double[] Draw(int sample, int seed)
    {
        Checks.NotNegative(sample, nameof(FieldSampler), nameof(sample));
        var values = new double[Points];
        Fill(sample, seed, values);
        return values;
    }

    /// <summary>Draws sample <paramref name="sample"/> into <paramref name="target"/>, <c>[points]</c>, all of whose values are overwritten.</summary>
    protected internal abstract void Fill(int sample, int seed, double[] target);
}
