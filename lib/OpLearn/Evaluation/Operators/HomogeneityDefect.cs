namespace OpLearn;

/// <summary>How far a model is from scaling its output with its input.</summary>
/// <param name="Factor">λ.</param>
/// <param name="Error">‖G(λu) − λG(u)‖ / ‖λG(u)‖ of each sample.</param>
public sealed record HomogeneityDefect(double Factor, ErrorSummary Error);
