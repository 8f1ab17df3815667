using static TorchSharp.torch;

namespace OpLearn;

/// <summary>Takes gradients to the parameters past libtorch's automatic differentiation, while the gradient of a loss is computed that asks for none itself.</summary>
/// <remarks>
/// An operation with many parameters costs automatic differentiation some ten microseconds for each. Under a tape its results begin the graph; when the loss has been differentiated,
/// they hold their gradients, and what the operation has left on the tape adds those of the parameters to their places. Belongs to the thread that made it.
/// </remarks>
internal sealed class GradientTape : IDisposable
{
    [ThreadStatic] private static GradientTape? current;
    private readonly GradientTape? before = current;
    private readonly Func<Tensor, Tensor?> placeOf;
    private readonly List<Action> actions = [];
    private readonly List<IDisposable> owned = [];

    /// <summary>Begins.</summary>
    /// <param name="placeOf">Where a parameter's gradient belongs, a contiguous tensor; null where none is wanted.</param>
    public GradientTape(Func<Tensor, Tensor?> placeOf)
    {
        this.placeOf = placeOf;
        current = this;
    }

    /// <summary>The calling thread's tape, if there is one.</summary>
    public static GradientTape? Current => current;

    /// <summary>Where the gradients belong; null where one that is asked for has no place.</summary>
    public Tensor?[]? PlacesOf(Tensor[] parameters)
    {
        Tensor?[] places = [.. parameters.Select(placeOf)];
        return parameters.Zip(places).All(pair => pair.Second is not null || !pair.First.requires_grad) ? places : null;
    }

    /// <summary>What is to be done when the loss has been differentiated.</summary>
    public void Add(Action action) => actions.Add(action);

    /// <summary>Keeps an object, a tensor outside all dispose scopes or room for numbers, until the tape is disposed of.</summary>
    public T Keep<T>(T kept) where T : IDisposable
    {
        owned.Add(kept);
        return kept;
    }

    /// <summary>Adds the gradients of the parameters; the loss has been differentiated.</summary>
    public void Finish()
    {
        foreach (Action action in actions) action();
    }

    public void Dispose()
    {
        current = before;
        foreach (IDisposable kept in owned) kept.Dispose();
    }
}
