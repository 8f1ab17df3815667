namespace OpLearn;

/// <summary>Samples of a series of given functions with independent random coefficients.</summary>
internal sealed class SeriesSampler : FieldSampler
{
    private readonly double[][] functions;
    private readonly Func<SampleGenerator, double> coefficient;

    private SeriesSampler(Grid grid, double[][] functions, Func<SampleGenerator, double> coefficient)
        : base(grid) => (this.functions, this.coefficient) = (functions, coefficient);

    /// <summary>On a grid of one direction; <paramref name="function"/> takes the term and the place in the interval, from 0 to 1.</summary>
    public static SeriesSampler OnInterval(Grid grid, string field, int terms, Func<int, double, double> function, Func<SampleGenerator, double> coefficient)
    {
        ArgumentNullException.ThrowIfNull(grid);
        var line = grid as Grid1D;
        Checks.That(line is not null, field, "a grid of one direction", $"{grid}");
        double[] places = [.. line.Coordinates().Select(x => (x - line.Lower) / (line.Upper - line.Lower))];
        return new SeriesSampler(grid, [.. Enumerable.Range(0, terms).Select(term => places.Select(place => function(term, place)).ToArray())], coefficient);
    }

    protected internal override void Fill(int sample, int seed, double[] target)
    {
        var random = new SampleGenerator(seed, sample);
        Array.Clear(target);
        foreach (double[] function in functions) Vectors.AddScaled(target, function, coefficient(random));
    }
}
