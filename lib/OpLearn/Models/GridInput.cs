using static TorchSharp.torch;

namespace OpLearn;

/// <summary>The input of models on grids: all functions and, if wanted, the coordinates as channels.</summary>
internal static class GridInput
{
    /// <returns><c>[samples, axes…, channels (+ dimensions)]</c>.</returns>
    public static Tensor Join(Tensor[] functions, Tensor locations, string where, int axes, int channels, bool appendCoordinates)
    {
        ArgumentNullException.ThrowIfNull(functions);
        ArgumentNullException.ThrowIfNull(locations);
        Checks.That(functions.Length > 0, where, "one input function or more", "none");
        long[] grid = functions[0].shape[1..^1];
        bool fits = grid.Length == axes && functions.All(function => function.shape[..^1].SequenceEqual(functions[0].shape[..^1])) && functions.Sum(function => function.shape[^1]) == channels;
        Checks.That(fits, where, $"functions [samples, {axes} axes, channels] on one grid with {channels} channels together", string.Join(", ", functions.Select(Checks.Shape)));
        long points = grid.Aggregate(1L, (product, size) => product * size), samples = functions[0].shape[0];
        BranchTrunk.CheckLocations(locations, where, samples, axes);
        Checks.That(locations.shape[^2] == points, where, $"the {points} points of the input's grid as locations", Checks.Shape(locations), "This model predicts on the grid of its inputs.");
        if (!appendCoordinates) return functions.Length == 1 ? functions[0].alias() : cat(functions, -1);
        Tensor shared = locations.dim() == 2 ? locations.unsqueeze(0) : locations;
        Tensor coordinates = shared.reshape([shared.shape[0], .. grid, axes]).expand([samples, .. grid, axes]);
        return cat([.. functions, coordinates], -1);
    }

    /// <summary><c>[samples, channels, axes…] → [samples, points, channels]</c>, points in row-major order.</summary>
    public static Tensor Points(Tensor values) => values.flatten(2).transpose(1, 2);

    /// <summary>The style of a network that keeps its grid.</summary>
    public static void CheckStyle(ConvStyle style, string where)
    {
        style.Check(where);
        Checks.That(style.Padding != ConvPadding.None, where, "a padding that keeps the grid", "ConvPadding.None", "Take zeros, periodic or replicate.");
    }
}
