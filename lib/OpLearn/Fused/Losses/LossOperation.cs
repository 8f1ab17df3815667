using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>The loss of a model with its gradient, as one operation of libtorch's automatic differentiation, or without it.</summary>
/// <remarks>
/// Rows of data are cut into blocks, and a block goes through the networks, the error and all the way back while its numbers are in the cache (<see cref="AlignedPass"/>,
/// <see cref="PerFunctionPass"/>, <see cref="ConcatenatedPass"/>). The gradients are found together with the loss; <see cref="backward"/> hands them out. Groups of blocks have sums of their own,
/// which are added in order, so the result does not depend on the number of threads.
/// </remarks>
internal sealed class LossOperation : autograd.SingleTensorFunction<LossOperation>
{
    public override string Name => nameof(LossOperation);

    /// <summary>The loss <c>[]</c> for automatic differentiation.</summary>
    /// <param name="problem">What is evaluated; it is supported.</param>
    /// <param name="plain">The same by operations on tensors: gradients of gradients are taken through it.</param>
    public static Tensor Run(LossProblem problem, Func<Tensor> plain)
    {
        Tensor[] parameters = problem.Parameters;
        Tensor?[]? places = IsGiven(problem) && parameters[0].requires_grad ? GradientTape.Current?.PlacesOf(parameters[1..]) : null;
        return places is null ? apply([problem, plain, new Places(null), .. parameters]) : apply(problem, plain, new Places(places), parameters[0]);
    }

    /// <summary>The same without automatic differentiation: writes the gradients at once.</summary>
    /// <param name="problem">What is evaluated; it is supported.</param>
    /// <param name="placeOf">Where a parameter's gradient belongs; null where none is wanted.</param>
    /// <returns>The loss, or null where a gradient that is asked for has no place, and then nothing is written.</returns>
    public static double? Differentiate(LossProblem problem, Func<Tensor, Tensor?> placeOf)
    {
        Tensor[] parameters = problem.Parameters;
        Tensor?[] places = [.. parameters.Select(placeOf)];
        bool all = parameters.Zip(places).All(pair => pair.Second is not null || !pair.First.requires_grad);
        return all ? problem.Evaluate(places) : null;
    }

    public override Tensor forward(autograd.AutogradContext context, params object[] arguments)
    {
        using DisposeScope scope = NewDisposeScope();
        var problem = (LossProblem)arguments[0];
        Tensor[] parameters = problem.Parameters;
        Tensor?[] gradients = [.. parameters.Select(parameter => parameter.requires_grad ? empty(parameter.shape) : null)];
        double loss = problem.Evaluate(gradients);
        context.save_for_backward([.. gradients.OfType<Tensor>(), .. IsGiven(problem) ? ((AlignedProblem)problem).Kept : []]); // whose names the caller's scope disposes of
        context.save_data("wanted", gradients.Select(gradient => gradient is not null).ToArray());
        context.save_data("problem", problem);
        context.save_data("plain", arguments[1]);
        context.save_data("places", arguments[2]);
        foreach (Tensor? gradient in gradients) gradient?.MoveToOuterDisposeScope();
        return tensor((float)loss).MoveToOuterDisposeScope();
    }

    public override List<Tensor> backward(autograd.AutogradContext context, Tensor slope)
    {
        using DisposeScope scope = NewDisposeScope();
        Queue<Tensor> saved = new(context.get_saved_variables());
        Tensor?[] found = [.. ((bool[])context.get_data("wanted")!).Select(wanted => wanted ? saved.Dequeue() : null)];
        if (((Places)context.get_data("places")!).All is { } places) return Taped(found, places, slope.item<float>());
        var problem = (LossProblem)context.get_data("problem")!;
        Tensor[] parameters = problem.Parameters;
        Tensor?[] gradients;
        if (is_grad_enabled())
        {
            var plain = (Func<Tensor>)context.get_data("plain")!;
            if (IsGiven(problem))
            {
                AlignedProblem restored = ((AlignedProblem)problem).Restored([.. saved]);
                (plain, parameters) = (restored.ByOperations, restored.Parameters);
            }
            gradients = DoubleBackward.Gradients(plain, parameters, slope);
        }
        else
        {
            float factor = slope.item<float>();
            gradients = [.. found.Select(gradient => factor == 1f ? gradient : gradient?.mul(factor))];
        }
        return [null!, null!, null!, .. gradients.Select(gradient => gradient?.MoveToOuterDisposeScope()!)];
    }

    /// <summary>The parameters' gradients are added to their places; that of the given coefficients is handed on.</summary>
    private static List<Tensor> Taped(Tensor?[] gradients, Tensor?[] places, float factor)
    {
        using IDisposable noGradients = no_grad();
        for (int parameter = 0; parameter < places.Length; parameter++) places[parameter]?.add_(gradients[parameter + 1]!, alpha: factor);
        return [null!, null!, null!, (factor == 1f ? gradients[0] : gradients[0]?.mul(factor))?.MoveToOuterDisposeScope()!];
    }

    private static bool IsGiven(LossProblem problem) => problem is AlignedProblem { Coefficients: GivenCoefficients };

    /// <summary>Where the gradients of all but the given coefficients belong, under a tape; else null.</summary>
    private sealed record Places(Tensor?[]? All);
}
