using System.Runtime.CompilerServices;
using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>The output s = G(u)(y) of a model on a batch with its derivatives in the coordinates y, for residuals of equations.</summary>
/// <remarks>
/// Exact to rounding and itself differentiable in the model's parameters: pushed forward through the trunk where its layers are plain, else by automatic
/// differentiation. The output at a location must depend on that location alone, as it does in every model with a trunk; the library's models on a grid
/// (FNO, U-Net, …) and those on POD modes are refused. Needs activations that are smooth enough: with
/// <see cref="Activation.Relu"/> second derivatives are zero. Valid inside the loss that it was made for.
/// Where all samples share their locations the trunk still runs once: the derivative of each sample is taken as that of
/// <c>∂/∂v ∂/∂y Σ v s</c>, v a dummy weight of each value, which is two backward passes and not one for every sample.
/// </remarks>
public sealed class OperatorOutput
{
    // Looked up once a model, not in every step: its parts do not change.
    private static readonly ConditionalWeakTable<OperatorModel, StrongBox<IFixedPointsModel?>> WholeGridParts = [];
    private readonly Tensor locations, values;
    private readonly OutputDerivatives? pushed;
    private readonly Dictionary<string, Tensor> known = [];

    /// <summary>The output of a model on a batch.</summary>
    /// <param name="model">The model.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="plan">Which derivatives will be asked for; learns what is not in it.</param>
    internal OperatorOutput(OperatorModel model, OperatorBatch batch, DerivativePlan plan)
    {
        Batch = batch;
        if (WholeGridParts.GetValue(model, made => new(made.modules().Append(made).OfType<IFixedPointsModel>().FirstOrDefault())).Value is { } whole)
        {
            throw new ArgumentException($"OperatorOutput: a model whose output at a location depends on that location alone was expected, as one with a trunk; got {whole.GetType().Name}, "
                + "which gives all points at once. Take a DeepONet, MIONet or kernel operator, or form the residual from differences of its output.");
        }
        locations = batch.Locations.requires_grad ? batch.Locations.detach() : batch.Locations;
        pushed = Operations.Derivatives(() => model.FormOf(batch.Functions, locations, direct: false), plan, model.LossPath);
        if (pushed is null) locations = batch.Locations.detach().clone().requires_grad_();
        values = pushed is null ? model.call(batch.Functions, locations) : pushed.Value;
        if (values.dim() != 3) throw new ArgumentException($"OperatorOutput: the model must return [samples, points, channels]; got [{string.Join(", ", values.shape)}].");
    }

    /// <summary>True where the derivatives are pushed forward, so that it pays to know them beforehand.</summary>
    internal bool IsPushed => pushed is not null;

    /// <summary>What the loss was given.</summary>
    public OperatorBatch Batch { get; }

    /// <summary>Coordinate <paramref name="coordinate"/> of the locations, <c>[points]</c> or <c>[samples, points]</c>.</summary>
    public Tensor Coordinate(int coordinate)
    {
        Check(coordinate, Dimensions, nameof(coordinate));
        return locations.select(-1, coordinate);
    }

    /// <summary>Output s of a channel, <c>[samples, points]</c>.</summary>
    public Tensor Value(int channel = 0)
    {
        Check(channel, (int)values.shape[2], nameof(channel));
        return Known($"{channel}", () => Channel(values, channel));
    }

    /// <summary>First derivative <c>∂s/∂yᵢ</c>, <c>[samples, points]</c>.</summary>
    /// <param name="coordinate">i, from 0.</param>
    /// <param name="channel">Which output, from 0.</param>
    public Tensor Derivative(int coordinate, int channel = 0)
    {
        Check(coordinate, Dimensions, nameof(coordinate));
        return Known($"{channel}/{coordinate}", () => pushed is null ? Differentiate(Value(channel), coordinate) : Channel(pushed.First(coordinate), channel));
    }

    /// <summary>Second derivative <c>∂²s/∂yᵢ∂yⱼ</c>, <c>[samples, points]</c>.</summary>
    /// <param name="first">i, from 0.</param>
    /// <param name="second">j, from 0.</param>
    /// <param name="channel">Which output, from 0.</param>
    public Tensor SecondDerivative(int first, int second, int channel = 0)
    {
        Check(second, Dimensions, nameof(second));
        int least = Math.Min(first, second), most = Math.Max(first, second);
        return Known($"{channel}/{least}/{most}", () => pushed is null ? Differentiate(Derivative(least, channel), most) : Channel(pushed.Second(least, most), channel));
    }

    // A view's gradient is a view; that of a choice is a copy among zeros.
    private static Tensor Channel(Tensor all, int channel) => all.shape[2] == 1 ? all.squeeze(2) : all.select(2, channel);

    private int Dimensions => (int)locations.shape[^1];

    private Tensor Differentiate(Tensor value, int coordinate)
    {
        if (locations.dim() == 3) return Gradient(value.sum(), locations).select(-1, coordinate);
        Tensor weights = zeros_like(value).requires_grad_();
        Tensor all = Gradient((value * weights).sum(), locations).select(-1, coordinate); // [points], linear in the weights
        return Gradient(all.sum(), weights);
    }

    // The added zero gives a value that does not depend on the variable (a ReLU trunk differentiated twice) a path to it, and so the derivative zero:
    // TorchSharp's grad cannot return a missing gradient, and ends the process on an error.
    private static Tensor Gradient(Tensor scalar, Tensor variable) =>
        autograd.grad([scalar + 0.0 * variable.sum()], [variable], retain_graph: true, create_graph: true)[0];

    private Tensor Known(string name, Func<Tensor> make)
    {
        if (!known.TryGetValue(name, out Tensor? tensor)) known.Add(name, tensor = make());
        return tensor;
    }

    private static void Check(int index, int count, string name)
    {
        if (index < 0 || index >= count) throw new ArgumentOutOfRangeException(name, index, $"OperatorOutput: {name} must lie in 0 … {count - 1}; got {index}.");
    }
}
