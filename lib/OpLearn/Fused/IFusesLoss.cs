using static TorchSharp.torch;

namespace OpLearn;

/// <summary>A model whose loss on data comes with its gradient in one pass (<see cref="LossOperation"/>), where its parts and the data allow it.</summary>
internal interface IFusesLoss
{
    /// <summary>What is to be evaluated, or null where that cannot be.</summary>
    /// <param name="functions">As in the model's evaluation.</param>
    /// <param name="locations">As in the model's evaluation.</param>
    /// <param name="targets"><c>[samples, points, outputs]</c>, contiguous.</param>
    /// <param name="form">How the errors make the loss.</param>
    /// <param name="direct">True where all gradients must come from the pass itself, as nothing will be differentiated after it.</param>
    LossProblem? Problem(Tensor[] functions, Tensor locations, Tensor targets, DataError form, bool direct);
}
