namespace OpLearn;

/// <summary>Numbers of a <see cref="ReactionSource"/>.</summary>
/// <param name="Growth">a, the factor of the source.</param>
/// <param name="Sharpness">β, for sources that have one.</param>
public sealed record ReactionParameters(double Growth, double Sharpness = 0);
