using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>All trainable parameters of a module seen as one vector θ ∈ ℝⁿ, in the order of registration.</summary>
internal sealed class FlatParameters
{
    private readonly Parameter[] parameters;
    private readonly long[] sizes;

    public FlatParameters(nn.Module module)
    {
        Module = module;
        parameters = [.. module.parameters().Where(parameter => parameter.requires_grad)];
        if (parameters.Length == 0) throw new ArgumentException($"Trainer.Fit: the model {module.GetName()} has no trainable parameter; nothing can be fitted.");
        ScalarType[] types = [.. parameters.Select(parameter => parameter.dtype).Distinct()];
        if (types.Length != 1 || types[0] is not (ScalarType.Float32 or ScalarType.Float64))
            throw new ArgumentException($"Trainer.Fit: all parameters must be float32 or all float64; got {string.Join(" and ", types)}. Convert the model with .to(dtype); store complex weights as pairs.");
        sizes = [.. parameters.Select(parameter => parameter.numel())];
    }

    public nn.Module Module { get; }

    public ScalarType Type => parameters[0].dtype;

    public Device Device => parameters[0].device;

    /// <summary>Number of entries, n.</summary>
    public long Count => sizes.Sum();

    public Tensor Zeros() => zeros(Count, dtype: Type, device: Device);

    /// <summary>A copy of θ, [n].</summary>
    public Tensor Values()
    {
        using var _ = no_grad();
        return cat([.. parameters.Select(parameter => parameter.detach().reshape(-1))]);
    }

    /// <summary>A copy of the gradient, [n]; zero where a parameter did not take part.</summary>
    public Tensor Gradient()
    {
        using var _ = no_grad();
        return cat([.. parameters.Select(parameter => parameter.grad is { } gradient ? gradient.reshape(-1) : zeros_like(parameter).reshape(-1))]);
    }

    /// <summary>θ ← θ + change, change [n].</summary>
    public void Add(Tensor change) => ForEach(change, (parameter, part) => parameter.add_(part));

    /// <summary>θ ← values, values [n].</summary>
    public void Set(Tensor values) => ForEach(values, (parameter, part) => parameter.copy_(part));

    /// <summary>θ ← factor · θ.</summary>
    public void Scale(double factor)
    {
        using var _ = no_grad();
        foreach (Parameter parameter in parameters) parameter.mul_(factor);
    }

    private void ForEach(Tensor vector, Action<Tensor, Tensor> action)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        Tensor[] parts = vector.split(sizes);
        for (int i = 0; i < parts.Length; i++) action(parameters[i], parts[i].view(parameters[i].shape));
    }
}
