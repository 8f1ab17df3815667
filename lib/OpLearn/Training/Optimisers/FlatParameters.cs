using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>All trainable parameters of a module as one vector θ ∈ ℝⁿ: the parameters become views of it, and so do their gradients.</summary>
/// <remarks>
/// In the order of registration. Each begins at a multiple of 64 bytes, as a tensor of its own would, so that the arithmetic on it is bitwise the same;
/// the gaps hold zeros in θ and in the gradient. An optimiser then works on two long vectors however many parameters there are.
/// </remarks>
internal sealed class FlatParameters : IDisposable
{
    private const int Alignment = 64; // bytes
    private readonly Parameter[] parameters;
    private readonly Tensor[] gradientViews;
    private readonly Dictionary<IntPtr, Tensor> places = []; // of the parameters' gradients

    public FlatParameters(nn.Module module)
    {
        Module = module;
        parameters = [.. module.parameters().Where(parameter => parameter.requires_grad).DistinctBy(parameter => parameter.Handle)];
        if (parameters.Length == 0) throw new ArgumentException($"Trainer.Fit: the model {module.GetName()} has no trainable parameter; nothing can be fitted.");
        ScalarType[] types = [.. parameters.Select(parameter => parameter.dtype).Distinct()];
        if (types.Length != 1 || types[0] is not (ScalarType.Float32 or ScalarType.Float64))
            throw new ArgumentException($"Trainer.Fit: all parameters must be float32 or all float64; got {string.Join(" and ", types)}. Convert the model with .to(dtype); store complex weights as pairs.");
        Count = parameters.Sum(parameter => parameter.numel());
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        long unit = Alignment / parameters[0].element_size(), length = parameters.Sum(parameter => Padded(parameter.numel(), unit)), offset = 0;
        Values = zeros(length, dtype: types[0], device: parameters[0].device).DetachFromDisposeScope();
        Gradient = zeros_like(Values).DetachFromDisposeScope();
        gradientViews = new Tensor[parameters.Length];
        for (int i = 0; i < parameters.Length; i++)
        {
            Parameter parameter = parameters[i];
            Tensor part = Part(Values);
            part.copy_(parameter);
            gradientViews[i] = Part(Gradient).DetachFromDisposeScope();
            parameter.set_(part);
            places[parameter.Handle] = gradientViews[i];
            offset += Padded(parameter.numel(), unit);

            Tensor Part(Tensor whole) => whole.narrow(0, offset, parameter.numel()).view(parameter.shape);
        }
    }

    public nn.Module Module { get; }

    /// <summary>Number of parameters, without the gaps.</summary>
    public long Count { get; }

    /// <summary>θ with its gaps; writing to it changes the parameters.</summary>
    public Tensor Values { get; }

    /// <summary>The gradient of the last <see cref="Differentiate"/>, with gaps of zeros.</summary>
    public Tensor Gradient { get; }

    /// <summary>A shorter way to the loss and its gradient, which <see cref="Differentiate"/> tries first: given the place of each parameter's gradient it returns the loss, or null where it cannot.</summary>
    public Func<Func<Tensor, Tensor?>, double?>? Shortcut { get; set; }

    /// <summary>See <see cref="OperatorLoss.UsesTape"/>.</summary>
    public bool UsesTape { get; set; }

    /// <summary>Evaluates the loss and fills <see cref="Gradient"/>; a parameter that did not take part has gradient zero.</summary>
    /// <returns>The loss.</returns>
    public double Differentiate(Func<Tensor> loss)
    {
        if (Shortcut?.Invoke(GradientOf) is { } known) return known;
        using (no_grad()) Gradient.zero_();
        Attach();
        using GradientTape? tape = UsesTape ? new GradientTape(GradientOf) : null;
        Tensor value = loss();
        value.backward();
        if (parameters[0].grad is not { } first || !FlatKernel.ShareMemory(first, gradientViews[0]))
            throw new InvalidOperationException("Trainer.Fit: the loss has replaced the gradients of the model. A loss returns a value; it must not call backward or zero_grad.");
        tape?.Finish();
        return value.ToDouble();
    }

    /// <summary>Leaves the parameters as they are and frees the vectors.</summary>
    public void Dispose()
    {
        Module.zero_grad();
        foreach (Tensor view in gradientViews) view.Dispose();
        Values.Dispose();
        Gradient.Dispose();
    }

    private Tensor? GradientOf(Tensor parameter) => places.TryGetValue(parameter.Handle, out Tensor? place) ? place : null;

    private void Attach()
    {
        for (int i = 0; i < parameters.Length; i++) parameters[i].grad = gradientViews[i];
    }

    private static long Padded(long count, long unit) => (count + unit - 1) / unit * unit;
}
