using static TorchSharp.torch;

namespace OpLearn.Tests;

/// <summary>A function of a set's inputs as a predictor.</summary>
internal sealed class StatePredictor(Func<OperatorDataset, Tensor> map) : IOperatorPredictor
{
    public Tensor Predict(OperatorDataset dataset, int batchSize = 64) => map(dataset);
}
