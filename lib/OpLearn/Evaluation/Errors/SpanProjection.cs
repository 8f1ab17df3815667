using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>The least error that any combination of given basis functions can have: the lower bound of a network whose trunk spans them.</summary>
/// <param name="Rank">Basis functions that count after nearly dependent ones are dropped.</param>
/// <param name="Error">Relative L2 error of the best combination, each sample by itself.</param>
public sealed record SpanProjection(int Rank, ErrorSummary Error)
{
    /// <summary>Projects true functions on the span of a basis.</summary>
    /// <remarks>Singular directions of the basis with a singular value up to <paramref name="tolerance"/> times the largest are dropped, since no branch uses
    /// coefficients of their size; report the tolerance with the bound, which depends on it. Points count equally.</remarks>
    /// <param name="basis">Values of the basis functions at the points, <c>[points, functions]</c>: a trunk's outputs.</param>
    /// <param name="truth"><c>[samples, points, channels]</c>; each channel is projected by itself (take a split trunk's part for one channel).</param>
    /// <param name="offset">What is added to every combination, <c>[points, channels]</c> or <c>[channels]</c>: a bias or a mean field; null for nothing. It is taken from
    /// the truth before the projection, and the error stays relative to the truth.</param>
    /// <param name="tolerance">In [0, 1); default 0.001.</param>
    /// <exception cref="ArgumentException">Shapes do not fit, or a truth is zero everywhere.</exception>
    public static SpanProjection Of(Tensor basis, Tensor truth, Tensor? offset = null, double tolerance = 1e-3)
    {
        const string here = "SpanProjection.Of";
        Checks.Shape(truth, here, nameof(truth), "[samples, points, channels]", -1, -1, -1);
        Checks.Shape(basis, here, nameof(basis), "[points, functions]", truth.shape[1], -1);
        Checks.That(tolerance is >= 0 and < 1, here, "a tolerance in [0, 1)", $"{tolerance}");
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        (Tensor u, Tensor s, Tensor _) = linalg.svd(basis.to(float64), fullMatrices: false);
        int rank = s.gt(Math.Max(tolerance, 1e-15) * s.max()).sum().to(int32).item<int>();
        Tensor span = u.narrow(1, 0, rank), wanted = truth.to(float64); // [points, rank]
        Tensor shift = offset is null ? zeros(1, float64, truth.device) : offset.to(float64), rest = wanted - shift;
        Tensor best = shift + span.matmul(span.t().matmul(rest)); // [points, rank] · [samples, rank, channels]
        return new SpanProjection(rank, Metrics.RelativeL2(best, wanted));
    }

    /// <summary>Projects true functions on mean + span of what a model predicts for many inputs: for a network with one trunk, the part of the trunk's span that its branch reaches.</summary>
    /// <param name="predictions">Of many inputs, more than the trunk is wide, <c>[inputs, points, channels]</c>; each channel has its own span.</param>
    /// <param name="truth"><c>[samples, points, channels]</c>.</param>
    /// <param name="tolerance">In [0, 1): directions in which the predictions vary less than this times their largest variation are dropped; default 0.001.</param>
    /// <returns>One result a channel.</returns>
    /// <exception cref="ArgumentException">Shapes do not fit, or a truth is zero everywhere in a channel.</exception>
    public static IReadOnlyList<SpanProjection> OfPredictions(Tensor predictions, Tensor truth, double tolerance = 1e-3)
    {
        const string here = "SpanProjection.OfPredictions";
        Checks.Shape(truth, here, nameof(truth), "[samples, points, channels]", -1, -1, -1);
        Checks.Shape(predictions, here, nameof(predictions), "[inputs, points, channels]", -1, truth.shape[1], truth.shape[2]);
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        Tensor mean = predictions.to(float64).mean([0]), spread = predictions.to(float64) - mean;
        return [.. Enumerable.Range(0, (int)truth.shape[2]).Select(channel =>
            Of(spread.select(2, channel).t(), truth.narrow(2, channel, 1), mean.narrow(1, channel, 1), tolerance))];
    }
}
