namespace OpLearn;

/// <summary>How well sums of r products, one factor of the first input and one of the second, can represent an operator.</summary>
/// <remarks>
/// Errors are relative to the deviation from the mean field, (Σₖ₍ₖ₌ᵣ₊₁…₎ σₖ² / Σₖ σₖ²)^½ with the singular values of the design unfolded as (one factor) × (the other,
/// points): an nRMSE. The product of two branches of width H times a trunk, plus a field that depends on no input, is within one of such a sum with r = H, so no such
/// network does better than the error at H + 1 on this design. The bound need not be reached: a tensor's rank can exceed the ranks of its unfoldings.
/// </remarks>
/// <param name="Output">Name of the output function.</param>
/// <param name="FirstErrors">Best rank-r error of the unfolding first × (second, points), at index r = 0, 1, …; 1 at r = 0, 0 at the last.</param>
/// <param name="SecondErrors">The same of second × (first, points).</param>
public sealed record SeparableSpectrum(string Output, IReadOnlyList<double> FirstErrors, IReadOnlyList<double> SecondErrors)
{
    /// <summary>The larger of the two unfoldings' best rank-<paramref name="rank"/> errors.</summary>
    /// <param name="rank">≥ 0; from the number of draws on the error is 0 because the design ends, not because the operator does.</param>
    public double ErrorAt(int rank)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rank);
        return Math.Max(FirstErrors[Math.Min(rank, FirstErrors.Count - 1)], SecondErrors[Math.Min(rank, SecondErrors.Count - 1)]);
    }

    /// <summary>Smallest rank whose error is at most <paramref name="error"/> in both unfoldings; it cannot exceed the larger number of draws.</summary>
    /// <param name="error">≥ 0, e.g. 0.01.</param>
    public int RankFor(double error)
    {
        Checks.NotNegative(error, nameof(RankFor), nameof(error));
        int rank = 0;
        while (ErrorAt(rank) > error) rank++;
        return rank;
    }
}
