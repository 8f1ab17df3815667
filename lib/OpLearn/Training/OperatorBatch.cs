using static TorchSharp.torch;

namespace OpLearn;

/// <summary>What one step sees of a data set.</summary>
/// <param name="Functions">Input functions, each <c>[samples, axes…, channels]</c>.</param>
/// <param name="Locations"><c>[points, dimensions]</c> or <c>[samples, points, dimensions]</c>.</param>
/// <param name="Targets">True outputs, <c>[samples, points, channels]</c>.</param>
/// <param name="Mask">1 where a point counts, <c>[points]</c> or <c>[samples, points]</c>; null when all count.</param>
public sealed record OperatorBatch(Tensor[] Functions, Tensor Locations, Tensor Targets, Tensor? Mask);
