namespace OpLearn;

/// <summary>Dropout after hidden layers: in training mode each unit is zero with probability <see cref="Rate"/>, else divided by <c>1 − Rate</c>.</summary>
/// <remarks>Masks come from the model's own seed and a counter that is saved with the weights, so that a resumed run draws what the uninterrupted one would have drawn.</remarks>
/// <param name="Rate">Probability, 0 &lt; rate &lt; 1.</param>
/// <param name="HiddenLayers">Only after so many hidden layers, counted from the first; null (the default) for all.</param>
public sealed record DropoutOptions(double Rate, int? HiddenLayers = null);
