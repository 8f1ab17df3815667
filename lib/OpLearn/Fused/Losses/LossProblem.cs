using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>The loss of a network on given data, whose value and gradient are found in one pass.</summary>
internal abstract record LossProblem
{
    /// <summary>What the gradient is taken in, in the order in which <see cref="Evaluate"/> writes it.</summary>
    public abstract Tensor[] Parameters { get; }

    /// <summary>Multiplications of a step, forward and backward, or of its largest product where operations on tensors have a part in it: they decide how many threads it takes.</summary>
    public abstract double Multiplications { get; }

    /// <summary>True where <see cref="Evaluate"/> can work: the shapes fit together, all is float32 in this machine's memory, the data ask for no gradients.</summary>
    public bool IsSupported => VectorFunctions.AreFast && Fits
        && Data.All(data => !data.requires_grad && data.numel() > 0 && AlignedBuffer.IsReadable(data)) && Parameters.All(AlignedBuffer.IsReadable);

    /// <summary>Functions, locations and targets.</summary>
    protected abstract IEnumerable<Tensor> Data { get; }

    /// <summary>True where their shapes fit together.</summary>
    protected abstract bool Fits { get; }

    /// <summary>The loss; its gradients are written.</summary>
    /// <param name="gradients">In the order of <see cref="Parameters"/>: contiguous tensors of their shapes; null where a gradient is not wanted.</param>
    public abstract double Evaluate(IReadOnlyList<Tensor?> gradients);
}
