using static TorchSharp.torch;

namespace OpLearn;

/// <summary>The weights of a layer of gated recurrent units, or their gradients, in libtorch's order and form; gates in the order r, z, g.</summary>
/// <param name="tensors">W <c>[3 units, inputs]</c>, U <c>[3 units, units]</c>, b and c <c>[3 units]</c>, contiguous.</param>
internal readonly unsafe struct GruWeights(IReadOnlyList<Tensor> tensors)
{
    public readonly float* Input = AlignedBuffer.Start(tensors[0]), Recurrent = AlignedBuffer.Start(tensors[1]), B = AlignedBuffer.Start(tensors[2]), C = AlignedBuffer.Start(tensors[3]);
}
