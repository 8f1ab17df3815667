namespace OpLearn;

/// <summary>The sine series Σ_k b_k sin kπx, k = 1 … n − 1, through the values at the points i/n, i = 0 … n, of a function that is zero at both ends; by sums, for small n.</summary>
/// <remarks>Immutable after construction.</remarks>
internal sealed class SineTransform
{
    private readonly double[][] analysis, synthesis; // [modes][points], [modes][fine points]
    private readonly int intervals, refinement;

    /// <param name="intervals">n.</param>
    /// <param name="refinement">Places of the synthesis between two points, the points counted once.</param>
    public SineTransform(int intervals, int refinement)
    {
        (this.intervals, this.refinement) = (intervals, refinement);
        analysis = Table(intervals);
        synthesis = refinement == 1 ? analysis : Table(intervals * refinement);
    }

    /// <summary>The coefficients b₁ …, <c>[intervals − 1]</c>.</summary>
    public double[] Coefficients(ReadOnlySpan<double> values)
    {
        var coefficients = new double[intervals - 1];
        for (int k = 0; k < coefficients.Length; k++) coefficients[k] = 2.0 / intervals * Vectors.Dot(analysis[k], values);
        return coefficients;
    }

    /// <summary>The series at the fine points, <c>[intervals · refinement + 1]</c>.</summary>
    public double[] Values(ReadOnlySpan<double> coefficients)
    {
        var values = new double[(intervals * refinement) + 1];
        for (int k = 0; k < coefficients.Length; k++) Vectors.AddScaled(values, synthesis[k], coefficients[k]);
        return values;
    }

    private double[][] Table(int parts)
    {
        // kπi/parts, reduced before the sine is taken, so that it is exactly zero at both ends.
        double[] sines = [.. Enumerable.Range(0, 2 * parts).Select(i => i % parts == 0 ? 0 : Math.Sin(Math.PI * i / parts))];
        return [.. Enumerable.Range(1, intervals - 1).Select(k => Enumerable.Range(0, parts + 1).Select(i => sines[(int)((long)k * i % (2 * parts))]).ToArray())];
    }
}
