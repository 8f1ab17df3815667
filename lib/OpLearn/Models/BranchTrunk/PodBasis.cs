using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>Proper orthogonal decomposition of rows: mean, orthonormal modes, and the deviation of their coefficients.</summary>
internal sealed record PodBasis(Tensor Mean, Tensor Modes, Tensor Deviations)
{
    /// <param name="rows"><c>[samples, values]</c>.</param>
    /// <param name="modes">Modes kept.</param>
    /// <param name="where">Who asks, for the message.</param>
    /// <returns>Mean <c>[values]</c>, modes <c>[modes, values]</c>, deviations <c>[modes]</c> (root mean square of the coefficients), float64.</returns>
    public static PodBasis Fit(Tensor rows, int modes, string where)
    {
        Checks.Positive(modes, where, nameof(modes));
        Checks.That(modes <= Math.Min(rows.shape[0], rows.shape[1]), where, $"at most {Math.Min(rows.shape[0], rows.shape[1])} modes (the lesser of samples and points)", $"{modes}");
        using DisposeScope scope = NewDisposeScope();
        Tensor wide = rows.detach().to(float64), mean = wide.mean([0]);
        (Tensor _, Tensor s, Tensor vt) = linalg.svd(wide - mean, fullMatrices: false);
        Tensor kept = vt.narrow(0, 0, modes);
        Tensor sign = kept.gather(1, kept.abs().argmax(1, keepdim: true)).sign(); // the largest entry is positive: one basis, whatever the library's signs
        return new PodBasis(mean.MoveToOuterDisposeScope(), (kept * sign).MoveToOuterDisposeScope(),
            (s.narrow(0, 0, modes) / Math.Sqrt(rows.shape[0])).MoveToOuterDisposeScope());
    }
}
