namespace OpLearn;

/// <summary>Cubic spline through the points of a uniform grid with the not-a-knot end condition (SciPy's <c>interp1d(kind="cubic")</c>); error O(h⁴) up to the ends.</summary>
/// <remarks>The arrays are kept and <see cref="Through"/> overwrites them: one instance serves one thread and many samples.</remarks>
internal sealed class CubicSpline
{
    private readonly int last;
    private readonly double lower, spacing;
    private readonly double[] values, curvatures, eliminated, integrals;

    public CubicSpline(Grid1D knots)
    {
        Checks.That(knots.Endpoints == Endpoints.Included && knots.Count >= 5, nameof(CubicSpline), "5 knots or more with both ends included", $"{knots}");
        last = knots.Count - 1;
        lower = knots.Lower;
        spacing = knots.Spacing;
        values = new double[last + 1];
        curvatures = new double[last + 1];
        eliminated = new double[last + 1];
        integrals = new double[last + 1];
        for (int i = 2; i <= last - 2; i++) eliminated[i] = 1 / (4 - eliminated[i - 1]);
    }

    /// <summary>Fits the spline to <paramref name="source"/>, one value a knot.</summary>
    public CubicSpline Through(ReadOnlySpan<double> source)
    {
        source.CopyTo(values);
        double scale = 6 / (spacing * spacing);
        double Second(int i) => scale * (values[i - 1] - (2 * values[i]) + values[i + 1]);

        // Not-a-knot on equal steps (M₀ = 2M₁ − M₂) turns the first row M₀ + 4M₁ + M₂ = r₁ into 6M₁ = r₁, and likewise at the other end.
        double[] m = curvatures;
        m[1] = Second(1) / 6;
        m[last - 1] = Second(last - 1) / 6;
        // Forward elimination of M_{i−1} + 4M_i + M_{i+1} = r_i; row 2 has a known left neighbour.
        double before = m[1];
        for (int i = 2; i <= last - 2; i++)
        {
            before = (Second(i) - before) * eliminated[i];
            m[i] = before;
        }
        for (int i = last - 2; i >= 2; i--) m[i] -= eliminated[i] * m[i + 1];
        m[0] = (2 * m[1]) - m[2];
        m[last] = (2 * m[last - 1]) - m[last - 2];

        double cubed = spacing * spacing * spacing / 24;
        for (int i = 0; i < last; i++)
            integrals[i + 1] = integrals[i] + (0.5 * spacing * (values[i] + values[i + 1])) - (cubed * (m[i] + m[i + 1]));
        return this;
    }

    /// <summary>Value at <paramref name="x"/>; outside the knots the end pieces go on.</summary>
    public double this[double x]
    {
        get
        {
            int i = Piece(x);
            double b = ((x - lower) / spacing) - i, a = 1 - b;
            return (a * values[i]) + (b * values[i + 1])
                + (((((a * a) - 1) * a * curvatures[i]) + (((b * b) - 1) * b * curvatures[i + 1])) * spacing * spacing / 6);
        }
    }

    /// <summary>Exact integral of the spline from the first knot to <paramref name="x"/>.</summary>
    public double Integral(double x)
    {
        int i = Piece(x);
        double b = ((x - lower) / spacing) - i, a = 1 - b;
        double cubes = spacing * spacing * spacing / 24;
        double linear = 0.5 * spacing * (((1 - (a * a)) * values[i]) + (b * b * values[i + 1]));
        double left = ((a * a) - 1) * ((a * a) - 1), right = b * b * ((b * b) - 2);
        return integrals[i] + linear + (cubes * ((-left * curvatures[i]) + (right * curvatures[i + 1])));
    }

    private int Piece(double x) => Math.Clamp((int)((x - lower) / spacing), 0, last - 1);
}
