using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>The nearest function that a basis can give: the least error a model with this trunk could have, whatever its branch.</summary>
public static class TrunkProjection
{
    /// <summary>Orthogonal projection of each function on the span of the basis, by the singular value decomposition of the basis.</summary>
    /// <param name="basis"><c>[points, p]</c>: one output's part of <see cref="DeepONet.Basis"/>.</param>
    /// <param name="functions"><c>[samples, points]</c>, on the same points; take the output bias off first.</param>
    /// <param name="tolerance">Directions with a singular value below so much of the largest are left out, 0 ≤ tolerance &lt; 1: a network would need huge coefficients for them. State it with the result.</param>
    /// <returns>The projections, <c>[samples, points]</c> in float64; the caller disposes them.</returns>
    public static Tensor Project(Tensor basis, Tensor functions, double tolerance = 1e-3)
    {
        Checks.Shape(basis, "TrunkProjection.Project", nameof(basis), "[points, p]", -1, -1);
        Checks.Shape(functions, "TrunkProjection.Project", nameof(functions), "[samples, points]", -1, basis.shape[0]);
        Checks.That(tolerance is >= 0.0 and < 1.0, "TrunkProjection.Project", "0 ≤ tolerance < 1", $"{tolerance}");
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradients = no_grad();
        (Tensor u, Tensor s, _) = linalg.svd(basis.to(float64), fullMatrices: false);
        double largest = s.max().item<double>();
        Tensor kept = u.index_select(1, (s > Math.Max(tolerance, 1e-14) * largest).nonzero().squeeze(1)); // [points, rank]
        return functions.to(float64).matmul(kept).matmul(kept.t()).MoveToOuterDisposeScope();
    }
}
