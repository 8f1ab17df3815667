using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>Error in a part of the domain.</summary>
/// <param name="Region">Name of the region.</param>
/// <param name="PointShare">Share of the points that count which lie in it.</param>
/// <param name="SquaredErrorShare">Share of the squared error of all points that count which arises in it: above <paramref name="PointShare"/> where the model is worse than elsewhere.</param>
/// <param name="RootMeanSquare">Root mean square error of each sample in it.</param>
/// <param name="Relative">‖p − t‖ over the region by ‖t‖ over the whole domain, of each sample: the squares over disjoint regions sum to the square of the relative L2 error.</param>
public sealed record RegionError(string Region, double PointShare, double SquaredErrorShare, ErrorSummary RootMeanSquare, ErrorSummary Relative)
{
    /// <summary>Errors by region.</summary>
    /// <param name="prediction"><c>[samples, points, channels]</c>.</param>
    /// <param name="truth">In the same shape.</param>
    /// <param name="regions">By name: <c>[points]</c> or <c>[samples, points]</c>, 1 in the region. They may overlap, and need not fill the domain.</param>
    /// <param name="mask">1 where a point counts at all; null when all do.</param>
    /// <exception cref="ArgumentException">Shapes do not fit, a truth is zero everywhere, or a region has no point that counts in some sample.</exception>
    public static IReadOnlyList<RegionError> Of(Tensor prediction, Tensor truth, IReadOnlyDictionary<string, Tensor> regions, Tensor? mask = null)
    {
        const string here = "RegionError.Of";
        Metrics.CheckShapes(here, prediction, truth, mask);
        ArgumentNullException.ThrowIfNull(regions);
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        Tensor counted = Metrics.Weights(truth, mask), square = Kept(Metrics.Difference(prediction, truth).square(), counted);
        Tensor size = Kept(truth.to(float64).square(), counted).sum([1, 2]);
        Checks.That((size > 0).all().item<bool>(), here, "truths that are not zero everywhere", "one that is", "Leave it out.");
        double points = counted.sum().item<double>(), total = square.sum().item<double>();
        return [.. regions.Select(region =>
        {
            Metrics.CheckShapes($"{here} ('{region.Key}')", prediction, truth, region.Value);
            using var one = NewDisposeScope();
            Tensor weights = Metrics.Weights(truth, region.Value) * counted, inside = Kept(square, weights).sum([1, 2]), count = weights.sum([1, 2]);
            Checks.That((count > 0).all().item<bool>(), here, $"a point that counts in region '{region.Key}' in every sample", "none in some");
            return new RegionError(region.Key, weights.sum().item<double>() / points, total == 0 ? 0 : inside.sum().item<double>() / total,
                ErrorSummary.Of(HostValues.Doubles((inside / count).sqrt())), ErrorSummary.Of(HostValues.Doubles((inside / size).sqrt())));
        })];

        static Tensor Kept(Tensor values, Tensor weights) => where(weights > 0, values, zeros_like(values));
    }

    /// <summary>1 within <paramref name="width"/> points of the boundary of a grid and 0 inside, <c>[points]</c> in row-major order.</summary>
    /// <param name="axes">Points along each axis.</param>
    /// <param name="width">At least 1: the boundary points alone.</param>
    public static Tensor Boundary(IReadOnlyList<int> axes, int width = 1)
    {
        Checks.Widths(axes, "RegionError.Boundary", nameof(axes));
        Checks.Positive(width, "RegionError.Boundary", nameof(width));
        using var scope = NewDisposeScope();
        Tensor boundary = ones([.. axes.Select(axis => (long)axis)], float64);
        if (axes.All(axis => axis > 2 * width))
        {
            Tensor inside = boundary;
            for (int axis = 0; axis < axes.Count; axis++) inside = inside.narrow(axis, width, axes[axis] - 2 * width);
            inside.zero_();
        }
        return boundary.flatten().MoveToOuterDisposeScope();
    }
}
