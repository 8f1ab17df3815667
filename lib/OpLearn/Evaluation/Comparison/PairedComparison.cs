namespace OpLearn;

/// <summary>Two models compared on the same samples.</summary>
/// <param name="Difference">Mean of first − second with its bootstrap interval; negative when the first has the smaller error.</param>
/// <param name="PValue">Two-sided p of the sign-flip permutation test of "no difference".</param>
/// <param name="FirstWins">Share of samples on which the first has the smaller error (ties count half).</param>
public sealed record PairedComparison(ConfidenceInterval Difference, double PValue, double FirstWins);
