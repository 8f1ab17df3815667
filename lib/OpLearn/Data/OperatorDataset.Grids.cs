using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

public sealed partial class OperatorDataset
{
    /// <summary>The same functions on a coarser grid: every k-th point along each axis, from the first one on. Copies.</summary>
    /// <param name="strides">One stride an axis of <see cref="OutputAxes"/>, each ≥ 1. A stride must divide n − 1 (the grid keeps both ends) or n (the grid is periodic),
    /// n the points of its axis; any other would end the domain before its end.</param>
    /// <param name="inputs">Names of the input functions that are taken at the same strides; null for those whose axes are the output's.</param>
    /// <exception cref="ArgumentException">The set is unaligned, has no grid, or a stride does not fit.</exception>
    public OperatorDataset Strided(IReadOnlyList<int> strides, IReadOnlyList<string>? inputs = null)
    {
        ArgumentNullException.ThrowIfNull(strides);
        RequireAligned(nameof(Strided));
        Checks.That(strides.Count == OutputAxes.Count, nameof(Strided), $"one stride an axis of {Checks.List(OutputAxes)}", Checks.List(strides));
        for (int axis = 0; axis < strides.Count; axis++)
            Checks.That(strides[axis] >= 1 && ((OutputAxes[axis] - 1) % strides[axis] == 0 || OutputAxes[axis] % strides[axis] == 0), nameof(Strided),
                $"a stride that divides {OutputAxes[axis] - 1} or {OutputAxes[axis]}, the intervals or points of axis {axis}", $"{strides[axis]}");
        long[] axes = [.. OutputAxes.Select(axis => (long)axis)];
        HashSet<string> chosen = inputs is null
            ? [.. InputNames.Where((_, i) => Inputs[i].shape[1..^1].SequenceEqual(axes))]
            : [.. inputs.Select(name => InputNames[IndexOfInput(name, nameof(Strided))])];
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        Tensor[] taken = [.. Inputs.Select((input, i) =>
        {
            if (!chosen.Contains(InputNames[i])) return input.alias();
            Checks.That(input.shape[1..^1].SequenceEqual(axes), nameof(Strided), $"input '{InputNames[i]}' on the output's grid {Checks.List(OutputAxes)}", Checks.Shape(input), "Leave it out of inputs.");
            return Every(input, 1).contiguous();
        })];
        Tensor points = Every(arange(Points, device: Outputs.device).reshape(axes), 0);
        int[] coarse = [.. points.shape.Select(axis => (int)axis)];
        return AtPoints(points.flatten(), taken, coarse, $"Strided({string.Join(" × ", strides)})");

        Tensor Every(Tensor grid, int firstAxis)
        {
            for (int axis = 0; axis < strides.Count; axis++) grid = grid.slice(firstAxis + axis, 0, grid.shape[firstAxis + axis], strides[axis]);
            return grid;
        }
    }

    /// <summary>The same functions at some of the points only, without a grid; inputs stay as they are. Copies the outputs.</summary>
    /// <param name="points">Indices of the points, in that order.</param>
    /// <exception cref="ArgumentException">The set is unaligned, or a sample keeps no point that counts.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index leaves the set, or there is none.</exception>
    public OperatorDataset Restrict(IReadOnlyList<int> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        RequireAligned(nameof(Restrict));
        if (points.Count == 0 || points.Any(point => point < 0 || point >= Points))
            throw new ArgumentOutOfRangeException(nameof(points), $"Restrict: expected indices within 0…{Points - 1} and at least one; got {string.Join(", ", points.Take(10))}.");
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        Tensor index = tensor([.. points.Select(point => (long)point)], device: Outputs.device);
        return AtPoints(index, [.. Inputs.Select(input => input.alias())], null, $"Restrict({points.Count} points)");
    }

    private OperatorDataset AtPoints(Tensor index, Tensor[] inputs, IReadOnlyList<int>? axes, string step)
    {
        Tensor? mask = Mask?.index_select(-1, index);
        if (mask is not null && !mask.ne(0).any(-1).all().item<bool>())
            throw new ArgumentException($"{step}: expected a point that counts in every sample; the mask leaves none in some. Take other points, or drop those samples.");
        return new OperatorDataset(InputNames, inputs, Locations.index_select(0, index), OutputNames, Outputs.index_select(1, index), axes, mask, checkValues: false)
        { Card = Card?.After(step), Tags = Tags };
    }

    private void RequireAligned(string where) =>
        Checks.That(IsAligned, where, "an aligned set (one set of locations for all samples)", $"locations {Checks.Shape(Locations)}");

    private int IndexOfInput(string name, string where)
    {
        int index = InputNames.ToList().IndexOf(name);
        Checks.That(index >= 0, where, $"the name of an input function ({string.Join(", ", InputNames)})", $"'{name}'");
        return index;
    }
}
