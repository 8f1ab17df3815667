using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>The loss of a model with its gradient, as one operation of libtorch's automatic differentiation, or without it.</summary>
/// <remarks>
/// Rows of data are cut into blocks, and a block goes through the networks, the error and all the way back while its numbers are in the cache (<see cref="AlignedPass"/>,
/// <see cref="UnalignedPass"/>, <see cref="JoinedPass"/>). The gradients are found together with the loss; <see cref="backward"/> hands them out. Groups of blocks have sums of their own,
/// which are added in order, so the result does not depend on the number of threads.
/// </remarks>
internal sealed class LossOperation : autograd.SingleTensorFunction<LossOperation>
{
    public override string Name => nameof(LossOperation);

    /// <summary>The loss <c>[]</c> for automatic differentiation, or null where it cannot be found so.</summary>
    /// <param name="model">The model.</param>
    /// <param name="functions">As in the model's evaluation.</param>
    /// <param name="locations">As in the model's evaluation.</param>
    /// <param name="targets"><c>[samples, points, outputs]</c>.</param>
    /// <param name="form">How the errors make the loss.</param>
    /// <param name="plain">The same by operations on tensors: gradients of gradients are taken through it.</param>
    public static Tensor? Run(OperatorModel model, Tensor[] functions, Tensor locations, Tensor targets, ErrorForm form, Func<Tensor> plain)
    {
        if (!is_grad_enabled()) return null;
        using DisposeScope scope = NewDisposeScope();
        return Problem(model, functions, locations, targets, form) is { } problem ? apply([problem, plain, .. problem.Parameters]).MoveToOuterDisposeScope() : null;
    }

    /// <summary>The same without automatic differentiation: writes the gradients at once.</summary>
    /// <param name="model">The model.</param>
    /// <param name="functions">As in the model's evaluation.</param>
    /// <param name="locations">As in the model's evaluation.</param>
    /// <param name="targets"><c>[samples, points, outputs]</c>.</param>
    /// <param name="form">How the errors make the loss.</param>
    /// <param name="gradientOf">Where a parameter's gradient belongs; null where none is wanted.</param>
    /// <returns>The loss, or null, and then nothing is written.</returns>
    public static double? Differentiate(OperatorModel model, Tensor[] functions, Tensor locations, Tensor targets, ErrorForm form, Func<Tensor, Tensor?> gradientOf)
    {
        using DisposeScope scope = NewDisposeScope();
        if (Problem(model, functions, locations, targets, form) is not { } problem) return null;
        Tensor[] parameters = problem.Parameters;
        Tensor?[] places = [.. parameters.Select(gradientOf)];
        bool all = parameters.Zip(places).All(pair => pair.Second is not null || !pair.First.requires_grad);
        return all ? problem.Evaluate(places) : null;
    }

    public override Tensor forward(autograd.AutogradContext context, params object[] arguments)
    {
        using DisposeScope scope = NewDisposeScope();
        var problem = (LossProblem)arguments[0];
        Tensor[] parameters = problem.Parameters;
        List<Tensor> gradients = [.. parameters.Select(parameter => empty(parameter.shape))];
        double loss = problem.Evaluate(gradients);
        context.save_for_backward(gradients);
        context.save_data("plain", arguments[1]);
        context.save_data("parameters", parameters);
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

    private static LossProblem? Problem(OperatorModel model, Tensor[] functions, Tensor locations, Tensor targets, ErrorForm form)
    {
        if (!FastPaths.Enabled || model is not IFusesLoss network || network.Problem(functions, locations, targets.contiguous(), form) is not { IsReached: true } problem) return null;
        model.LossMultiplications = problem.Multiplications;
        return problem;
    }
}
