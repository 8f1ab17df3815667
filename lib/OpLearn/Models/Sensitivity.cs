using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>Derivatives of a model's answer with respect to what it was given, by automatic differentiation.</summary>
public static class Sensitivity
{
    /// <summary><c>∂J/∂uᵢ</c> for every value of every input function, J a scalar function of the outputs: which parts of an input an answer rests on.</summary>
    /// <param name="model">Evaluated in its present mode; its parameters and their gradients are left alone.</param>
    /// <param name="functions">Input functions <c>[samples, axes…, channels]</c>.</param>
    /// <param name="locations"><c>[points, dimensions]</c> or <c>[samples, points, dimensions]</c>.</param>
    /// <param name="functional">Maps outputs <c>[samples, points, channels]</c> to one number, e.g. <c>s =&gt; (s * s).sum()</c>. Where it sums over samples, each sample has its own gradient.</param>
    /// <returns>One gradient an input function, of its shape; zero where J does not depend on it. The caller disposes them.</returns>
    public static IReadOnlyList<Tensor> OfInputs(OperatorModel model, IReadOnlyList<Tensor> functions, Tensor locations, Func<Tensor, Tensor> functional)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(functions);
        ArgumentNullException.ThrowIfNull(functional);
        using DisposeScope scope = NewDisposeScope();
        Tensor[] inputs = [.. functions.Select(function => function.detach().clone().requires_grad_(true))];
        return Differentiate(functional(model.call(inputs, locations)), inputs);
    }

    /// <summary><c>∂J/∂y</c> for every coordinate of every location, as <see cref="OfInputs"/>: with <c>J = Σ s</c> the derivative of each output at its own location.</summary>
    /// <returns>Of the shape of <paramref name="locations"/>; where those are shared, the sum over samples. The caller disposes it.</returns>
    /// <inheritdoc cref="OfInputs"/>
    public static Tensor OfLocations(OperatorModel model, IReadOnlyList<Tensor> functions, Tensor locations, Func<Tensor, Tensor> functional)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(functions);
        ArgumentNullException.ThrowIfNull(locations);
        ArgumentNullException.ThrowIfNull(functional);
        using DisposeScope scope = NewDisposeScope();
        Tensor y = locations.detach().clone().requires_grad_(true);
        return Differentiate(functional(model.call([.. functions], y)), [y])[0];
    }

    private static Tensor[] Differentiate(Tensor value, Tensor[] with)
    {
        Checks.That(value.numel() == 1, nameof(Sensitivity), "a functional that gives one number", $"shape {Checks.Shape(value)}", "Sum its values.");
        IList<Tensor> gradients = autograd.grad([value.sum()], with, allow_unused: true);
        return [.. gradients.Select((gradient, i) => (gradient is null || gradient.IsInvalid ? zeros_like(with[i]) : gradient).MoveToOuterDisposeScope())];
    }
}
