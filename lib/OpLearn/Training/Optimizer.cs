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

    /// <summary>The tensors that, with the weights and the step, decide all further steps. Checkpoints write them and read into them.</summary>
    public abstract IReadOnlyDictionary<string, Tensor> State { get; }

    /// <summary>One step; leaves the weights alone when the loss or the gradient is not finite. Temporaries stay in the caller's dispose scope.</summary>
    /// <param name="loss">Computes the loss of the step's batch, without backward.</param>
    /// <param name="step">Steps done before, from 0.</param>
    /// <param name="rate">Learning rate.</param>
    public abstract StepResult Step(Func<Tensor> loss, int step, double rate);

    public abstract void Dispose();

    /// <summary>Loss, gradient and its norm at the present weights; the gradient is clipped.</summary>
    protected (StepResult Result, Tensor Gradient) Differentiate(Func<Tensor> loss)
    {
        Parameters.Module.zero_grad();
        Tensor value = loss();
        value.backward();
        using (no_grad())
        {
            Tensor gradient = Parameters.Gradient();
            var result = new StepResult(value.ToDouble(), gradient.norm().ToDouble());
            if (clipNorm is { } limit && result.GradientNorm > limit) gradient.mul_(limit / result.GradientNorm);
            return (result, gradient);
        }
    }
}
