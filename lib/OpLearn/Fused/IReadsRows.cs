using static TorchSharp.torch;

namespace OpLearn;

/// <summary>A branch that is a plain fully connected network on rows of numbers.</summary>
internal interface IReadsRows
{
    /// <summary>The network and the rows <c>[samples, inputs]</c> that it reads of a function; null where there is more to it.</summary>
    (MlpWeights Network, Tensor Rows)? Reads(Tensor function);
}
