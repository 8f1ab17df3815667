using static TorchSharp.torch;

namespace OpLearn;

/// <summary>A model whose mean square error comes with its gradient in one pass (<see cref="MeanSquareOperation"/>), where its parts and the data allow it.</summary>
internal interface IFusesMeanSquare : ICountsMultiplications
{
    /// <summary>What is to be evaluated, or null where that cannot be.</summary>
    /// <param name="functions">As in the model's evaluation.</param>
    /// <param name="locations">As in the model's evaluation.</param>
    /// <param name="targets"><c>[samples, points, outputs]</c>.</param>
    MeanSquareProblem? MeanSquare(Tensor[] functions, Tensor locations, Tensor targets);
}
