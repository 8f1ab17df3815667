namespace OpLearn;

/// <summary>A validation error and the number of steps after which it was measured.</summary>
/// <param name="Iteration">Steps done.</param>
/// <param name="Error">The error of <see cref="ValidationOptions.Error"/>.</param>
public sealed record ValidationPoint(int Iteration, double Error);
