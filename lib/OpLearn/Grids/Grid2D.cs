namespace OpLearn;

/// <summary>A uniform grid on a rectangle: the product of two <see cref="Grid1D"/>.</summary>
public sealed class Grid2D : Grid
{
    /// <summary>Makes the product grid.</summary>
    /// <param name="slow">Direction of the first array axis, which runs slowest (x in <c>[x, y]</c>, or t in <c>[t, x]</c>).</param>
    /// <param name="fast">Direction of the last array axis.</param>
    public Grid2D(Grid1D slow, Grid1D fast)
    {
        ArgumentNullException.ThrowIfNull(slow);
        ArgumentNullException.ThrowIfNull(fast);
        Directions = [slow, fast];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Grid1D> Directions { get; }

    /// <summary>A square with the same grid along both directions.</summary>
    public static Grid2D Square(Grid1D side) => new(side, side);

    /// <inheritdoc/>
    public override string ToString() => $"({Directions[0]}) × ({Directions[1]})";
}
