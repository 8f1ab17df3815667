using static TorchSharp.torch;

namespace OpLearn;

/// <summary>Whatever predicts the output functions of a set: a trained model or a baseline without a network.</summary>
public interface IOperatorPredictor
{
    /// <summary>Predicts all samples of <paramref name="dataset"/> without gradients, some samples at a time.</summary>
    /// <param name="dataset">Its outputs are not read.</param>
    /// <param name="batchSize">Samples held in memory at once; the result does not depend on it.</param>
    /// <returns><c>[samples, points, channels]</c>; the caller disposes it.</returns>
    Tensor Predict(OperatorDataset dataset, int batchSize = 64);
}
