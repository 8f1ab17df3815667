using static TorchSharp.torch;

namespace OpLearn;

/// <summary>A copy of all parameters and buffers of a module, by name.</summary>
internal sealed class ModelSnapshot : IDisposable
{
    private ModelSnapshot(Dictionary<string, Tensor> tensors) => Tensors = tensors;

    public Dictionary<string, Tensor> Tensors { get; }

    public static ModelSnapshot Take(nn.Module module)
    {
        using var _ = no_grad();
        return new ModelSnapshot(module.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.detach().clone().DetachFromDisposeScope()));
    }

    /// <summary>The tensors of <paramref name="all"/> whose names begin with <paramref name="prefix"/>; null when there are none.</summary>
    public static ModelSnapshot? From(IReadOnlyDictionary<string, Tensor> all, string prefix)
    {
        var mine = all.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(entry => entry.Key[prefix.Length..], entry => entry.Value.clone().DetachFromDisposeScope());
        return mine.Count == 0 ? null : new ModelSnapshot(mine);
    }

    /// <summary>Copies the numbers back; names and shapes must agree.</summary>
    public void Restore(nn.Module module, string where)
    {
        using var _ = no_grad();
        var present = module.state_dict();
        string[] differing = [.. present.Keys.Union(Tensors.Keys).Where(name => !(present.TryGetValue(name, out Tensor? mine)
            && Tensors.TryGetValue(name, out Tensor? kept) && mine.shape.AsSpan().SequenceEqual(kept.shape) && mine.dtype == kept.dtype))];
        if (differing.Length > 0)
            throw new InvalidDataException($"{where}: the weights are of another model; they differ in name, shape or type at {string.Join(", ", differing.Take(5))}. Build the model with the options it was trained with.");
        foreach (var (name, tensor) in present) tensor.copy_(Tensors[name]);
    }

    public void Dispose()
    {
        foreach (Tensor tensor in Tensors.Values) tensor.Dispose();
    }
}
