namespace OpLearn;

/// <summary>One model on one grid.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Axes">Points along each axis of the output grid.</param>
/// <param name="Error">Relative L2 error; null where the model cannot be evaluated on this grid.</param>
/// <param name="Ratio">Mean error over that on the training grid: near 1 for a model that has learnt an operator; null where either is missing.</param>
/// <param name="Reason">Why the model cannot be evaluated here; null where it can.</param>
public sealed record ResolutionError(string Model, IReadOnlyList<int> Axes, ErrorSummary? Error, double? Ratio, string? Reason);
