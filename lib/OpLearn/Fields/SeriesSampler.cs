namespace OpLearn;

/// <summary>Samples of a series of given functions with random coefficients.</summary>
internal sealed class SeriesSampler : FieldSampler
{
    private readonly double[][] functions;
    private readonly Action<SampleGenerator, double[]> coefficients;

    private SeriesSampler(Grid grid, double[][] functions, Action<SampleGenerator, double[]> coefficients)
        : base(grid) => (this.functions, this.coefficients) = (functions, coefficients);

    /// <summary>On a grid of one direction, with independent coefficients; <paramref name="function"/> takes the term and the place in the interval, from 0 to 1.</summary>
    public static SeriesSampler OnInterval(Grid grid, string field, int terms, Func<int, double, double> function, Func<SampleGenerator, double> coefficient) =>
        Jointly(grid, field, terms, function, (random, drawn) =>
        {
            for (int i = 0; i < drawn.Length; i++) drawn[i] = coefficient(random);
        });

    /// <summary>On a grid of one direction; <paramref name="coefficients"/> fills an array of zeros, one entry a term.</summary>
    public static SeriesSampler Jointly(Grid grid, string field, int terms, Func<int, double, double> function, Action<SampleGenerator, double[]> coefficients) =>
        new(grid, Tables(Places(grid, field), terms, function), coefficients);

    /// <summary>Values of the functions, <c>[terms][places]</c>.</summary>
    public static double[][] Tables(double[] places, int terms, Func<int, double, double> function) =>
        [.. Enumerable.Range(0, terms).Select(term => places.Select(place => function(term, place)).ToArray())];

    /// <summary>The points of a grid of one direction, carried to [0, 1].</summary>
    /// <exception cref="ArgumentException">The grid has more than one direction.</exception>
    public static double[] Places(Grid grid, string field)
    {
        ArgumentNullException.ThrowIfNull(grid);
        var line = grid as Grid1D;
        Checks.That(line is not null, field, "a grid of one direction", $"{grid}");
        return [.. line.Coordinates().Select(x => (x - line.Lower) / (line.Upper - line.Lower))];
    }

    protected internal override void Fill(int sample, int seed, double[] target)
    {
        var drawn = new double[functions.Length];
        coefficients(new SampleGenerator(seed, sample), drawn);
        Array.Clear(target);
        for (int term = 0; term < drawn.Length; term++)
            if (drawn[term] != 0) Vectors.AddScaled(target, functions[term], drawn[term]);
    }
}
