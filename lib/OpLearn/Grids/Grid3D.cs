namespace OpLearn;

/// <summary>A uniform grid on a box: the product of three <see cref="Grid1D"/>.</summary>
public sealed class Grid3D : Grid
{
    /// <summary>Makes the product grid.</summary>
    /// <param name="slow">Direction of the first array axis, which runs slowest.</param>
    /// <param name="middle">Direction of the second array axis.</param>
    /// <param name="fast">Direction of the last array axis.</param>
    public Grid3D(Grid1D slow, Grid1D middle, Grid1D fast)
    {
        ArgumentNullException.ThrowIfNull(slow);
        ArgumentNullException.ThrowIfNull(middle);
        ArgumentNullException.ThrowIfNull(fast);
        Directions = [slow, middle, fast];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Grid1D> Directions { get; }

    /// <summary>A cube with the same grid along all directions.</summary>
    public static Grid3D Cube(Grid1D side) => new(side, side, side);

    /// <inheritdoc/>
    public override string ToString() => $"({Directions[0]}) × ({Directions[1]}) × ({Directions[2]})";
}
