using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>The mean square error of a DeepONet on aligned data with its gradient, as one operation of libtorch's automatic differentiation.</summary>
/// <remarks>
/// The branch runs once for each function. Then the points are cut into blocks, and a block goes through the trunk, the products with all functions' coefficients,
/// the error and all the way back while its numbers are in the cache; nothing of the size functions × points is ever written. The gradients are
/// found together with the loss; <see cref="backward"/> hands them out. Groups of blocks have sums of their own, which are added in order, so the result does not
/// depend on the number of threads.
/// </remarks>
internal sealed class AlignedMeanSquare : autograd.SingleTensorFunction<AlignedMeanSquare>
{
    public override string Name => nameof(AlignedMeanSquare);

    /// <summary>The loss <c>[]</c>.</summary>
    /// <param name="problem">What is evaluated.</param>
    /// <param name="plain">The same by operations on tensors: gradients of gradients are taken through it.</param>
    public static Tensor Run(AlignedProblem problem, Func<Tensor> plain) => apply([problem, plain, .. problem.Parameters]);

    public override Tensor forward(autograd.AutogradContext context, params object[] arguments)
    {
        using DisposeScope scope = NewDisposeScope();
        var problem = (AlignedProblem)arguments[0];
        List<Tensor> gradients = [.. problem.Parameters.Select(parameter => empty(parameter.shape))];
        double loss = AlignedPass.Evaluate(problem, gradients);
        context.save_for_backward(gradients);
        context.save_data("plain", arguments[1]);
        context.save_data("parameters", problem.Parameters);
        foreach (Tensor gradient in gradients) gradient.MoveToOuterDisposeScope();
        return tensor((float)loss).MoveToOuterDisposeScope();
    }

    public override List<Tensor> backward(autograd.AutogradContext context, Tensor slope)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor?[] gradients;
        if (is_grad_enabled()) gradients = PlainForm.Gradients((Func<Tensor>)context.get_data("plain")!, (Tensor[])context.get_data("parameters")!, slope);
        else
        {
            float factor = slope.item<float>();
            gradients = [.. context.get_saved_variables().Select(gradient => factor == 1f ? gradient : gradient * factor)];
        }
        return [null!, null!, .. gradients.Select(gradient => gradient?.MoveToOuterDisposeScope()!)];
    }
}
