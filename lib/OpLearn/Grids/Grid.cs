namespace OpLearn;

/// <summary>A uniform grid of one, two or three directions: where fields are sampled and solutions stored.</summary>
/// <remarks>Immutable. Values on a grid are row-major over <see cref="Axes"/>: the last direction runs fastest.</remarks>
public abstract class Grid
{
    private protected Grid()
    {
    }

    /// <summary>The grid along each direction, slowest first.</summary>
    public abstract IReadOnlyList<Grid1D> Directions { get; }

    /// <summary>Number of directions: 1, 2 or 3.</summary>
    public int Dimensions => Directions.Count;

    /// <summary>Number of points along each direction, slowest first; the <see cref="FieldSpec.Axes"/> of a field that lives here.</summary>
    public IReadOnlyList<int> Axes => [.. Directions.Select(direction => direction.Count)];

    /// <summary>Number of points in all: the product of <see cref="Axes"/>.</summary>
    public int Points => Directions.Aggregate(1, (product, direction) => checked(product * direction.Count));

    /// <summary>Coordinates of all points, <c>[points, dimensions]</c>, row-major over <see cref="Axes"/>. A fresh array at each call.</summary>
    public double[,] Locations()
    {
        var locations = new double[Points, Dimensions];
        int repeat = Points;
        for (int d = 0; d < Dimensions; d++)
        {
            Grid1D direction = Directions[d];
            repeat /= direction.Count;
            for (int i = 0; i < Points; i++) locations[i, d] = direction[i / repeat % direction.Count];
        }
        return locations;
    }
}
