using static TorchSharp.torch;

namespace OpLearn;

/// <summary>Values at points seen as values on the grid that the points form.</summary>
internal static class GridTensor
{
    public static void CheckAxes(string where, Tensor values, IReadOnlyList<int> axes)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(axes);
        if (values.dim() != 3 || axes.Count == 0 || axes.Aggregate(1L, (product, axis) => product * axis) != values.shape[1])
            throw new ArgumentException($"{where}: the product of axes must be the points of [samples, points, channels]; got axes [{string.Join(", ", axes)}] for [{string.Join(", ", values.shape)}].", nameof(axes));
    }

    /// <summary><c>[samples, points, channels]</c> to <c>[samples, axes…, channels]</c>.</summary>
    public static Tensor OnGrid(Tensor values, IReadOnlyList<int> axes) =>
        values.reshape([values.shape[0], .. axes.Select(axis => (long)axis), values.shape[2]]);

    /// <summary>First derivative along an axis: central inside, one-sided of order two at the ends.</summary>
    public static Tensor Derivative(Tensor grid, int axis, double spacing)
    {
        long n = grid.shape[axis];
        Tensor inside = (grid.narrow(axis, 2, n - 2) - grid.narrow(axis, 0, n - 2)) / (2 * spacing);
        Tensor first = (-3 * At(0) + 4 * At(1) - At(2)) / (2 * spacing);
        Tensor last = (3 * At(n - 1) - 4 * At(n - 2) + At(n - 3)) / (2 * spacing);
        return cat([first, inside, last], axis);

        Tensor At(long index) => grid.narrow(axis, index, 1);
    }
}
