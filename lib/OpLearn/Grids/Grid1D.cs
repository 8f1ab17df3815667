namespace OpLearn;

/// <summary>A uniform grid on the interval [lower, upper].</summary>
/// <remarks>Invariants: at least two points; lower and upper finite, lower &lt; upper; points rise strictly.</remarks>
public sealed class Grid1D : Grid
{
    /// <summary>Makes the grid.</summary>
    /// <param name="points">Number of points, at least 2.</param>
    /// <param name="lower">Lower end of the interval.</param>
    /// <param name="upper">Upper end of the interval, above <paramref name="lower"/>.</param>
    /// <param name="endpoints">Which ends are points. There is no default: to mistake one convention for another costs an order of accuracy.</param>
    /// <exception cref="ArgumentException">Too few points, or an interval that is empty or not finite.</exception>
    public Grid1D(int points, double lower, double upper, Endpoints endpoints)
    {
        Checks.That(points >= 2, nameof(Grid1D), "2 points or more", $"{points}");
        Checks.That(double.IsFinite(lower) && double.IsFinite(upper) && lower < upper, nameof(Grid1D),
            "finite ends with lower < upper", $"[{lower}, {upper}]", "Exchange the ends if they are reversed.");
        Checks.That(Enum.IsDefined(endpoints), nameof(Grid1D), "a named member of Endpoints", $"{endpoints}");
        Count = points;
        Lower = lower;
        Upper = upper;
        Endpoints = endpoints;
        Spacing = (upper - lower) / (endpoints == Endpoints.Included ? points - 1 : points);
    }

    /// <summary>Number of points.</summary>
    public int Count { get; }

    /// <summary>Lower end of the interval.</summary>
    public double Lower { get; }

    /// <summary>Upper end of the interval.</summary>
    public double Upper { get; }

    /// <summary>Which ends are points.</summary>
    public Endpoints Endpoints { get; }

    /// <summary>Distance of two neighbours.</summary>
    public double Spacing { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Grid1D> Directions => [this];

    /// <summary>Coordinate of point <paramref name="index"/>, from 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such point.</exception>
    public double this[int index]
    {
        get
        {
            if ((uint)index >= (uint)Count) throw new ArgumentOutOfRangeException(nameof(index), Checks.Message(nameof(Grid1D), $"a point from 0 to {Count - 1}", $"{index}"));
            return Endpoints switch
            {
                // The last point is the end itself, without rounding.
                Endpoints.Included => index == Count - 1 ? Upper : Lower + (index * Spacing),
                Endpoints.UpperExcluded => Lower + (index * Spacing),
                _ => Lower + ((index + 0.5) * Spacing),
            };
        }
    }

    /// <summary>All coordinates, <c>[points]</c>. A fresh array at each call.</summary>
    public double[] Coordinates()
    {
        var coordinates = new double[Count];
        for (int i = 0; i < Count; i++) coordinates[i] = this[i];
        return coordinates;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Count} points on [{Lower}, {Upper}], {Endpoints}";
}
