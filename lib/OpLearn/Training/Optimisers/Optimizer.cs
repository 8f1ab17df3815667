using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>Loss of a step and norm of its gradient.</summary>
internal readonly record struct StepResult(double Loss, double GradientNorm)
{
    public bool IsFinite => double.IsFinite(Loss) && double.IsFinite(GradientNorm);
}

/// <summary>An optimiser over the flat vector of all parameters, with its state as named tensors.</summary>
internal abstract class Optimizer(FlatParameters parameters, double? clipNorm) : IDisposable
{
    protected FlatParameters Parameters { get; } = parameters;

    /// <summary>Whether every step has the same batch, the whole set: what is known of one step's loss then holds in the next.</summary>
    public bool SeesWholeSet { get; set; }

    /// <summary>The tensors that, with the weights and the step, decide all further steps. Checkpoints write them and read into them.</summary>
    public abstract IReadOnlyDictionary<string, Tensor> State { get; }

    /// <summary>One step; leaves the weights alone when the loss or the gradient is not finite. Temporaries stay in the caller's dispose scope.</summary>
    /// <param name="loss">Computes the loss of the step's batch, without backward.</param>
    /// <param name="step">Steps done before, from 0.</param>
    /// <param name="rate">Learning rate.</param>
    public abstract StepResult Step(Func<Tensor> loss, int step, double rate);

    public virtual void Dispose()
    {
        foreach (Tensor tensor in State.Values) tensor.Dispose();
    }

    /// <summary>Loss and gradient at the present weights, with the gradient's norm before clipping.</summary>
    protected StepResult Differentiate(Func<Tensor> loss) => new(Parameters.Differentiate(loss), FlatKernel.Norm(Parameters.Gradient));

    /// <summary>What the gradient is multiplied by so that it is no longer than the clipping norm.</summary>
    protected double ClipScale(double norm) => clipNorm is { } limit && norm > limit ? limit / norm : 1.0;

    /// <summary>A state vector of zeros, as long as the parameters.</summary>
    protected Tensor NewState()
    {
        using var _ = no_grad();
        return zeros_like(Parameters.Values).DetachFromDisposeScope();
    }
}
