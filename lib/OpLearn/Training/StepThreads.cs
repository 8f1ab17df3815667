using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>The number of libtorch's threads in a run: all of them for large layers, one for small ones.</summary>
/// <remarks>
/// A thread that sleeps (see <see cref="TorchThreads"/>) is woken in some 10 µs, which a small layer does not earn back: a layer of 0.4 million multiplications
/// was measured at 7 µs on one thread and 15 µs on two, and a whole step at 0.39 ms against 0.64 ms.
/// The number follows from the size of the largest layer evaluation of the run's first step alone, never from a clock: the numbers of a run depend in their last bits
/// on the threads, and a run is to be the same each time. The size is kept in the checkpoint. The number of libtorch belongs to the calling thread; it is put back at the end.
/// </remarks>
internal sealed class StepThreads : IDisposable
{
    /// <summary>Multiplications in one layer from which it is worth waking the other threads: a quarter of a millisecond on one.</summary>
    internal const double WorthWaking = 8e6;

    private readonly int all = get_num_threads();
    private readonly List<Action> removals = [];
    private readonly List<ICountsMultiplications> counting = [];
    private int present;
    private double seen;

    /// <summary>Begins to count, unless the count of an earlier part of the run is given.</summary>
    public StepThreads(nn.Module model, double? largest)
    {
        present = all;
        if (largest is { } known) Choose(known);
        else foreach (nn.Module module in model.modules().Append(model)) Watch(module);
    }

    /// <summary>Multiplications of the largest layer evaluation, once it is known.</summary>
    public double? Largest { get; private set; }

    /// <summary>Threads in use.</summary>
    public int Count => present;

    /// <summary>To be called after the first step.</summary>
    public void Choose()
    {
        if (Largest is null) Choose(counting.Aggregate(seen, (largest, module) => Math.Max(largest, module.Multiplications)));
    }

    public void Dispose()
    {
        StopWatching();
        Use(all);
    }

    private void Choose(double largest)
    {
        StopWatching();
        Largest = largest;
        Use(largest >= WorthWaking ? all : 1);
    }

    private void Use(int threads)
    {
        if (threads == present) return;
        set_num_threads(threads);
        present = threads;
    }

    // A weight [out, …] is used once for each number of an output channel: rows × inputs × outputs for a linear layer, positions too for a convolution.
    private void Watch(nn.Module module)
    {
        if (module is ICountsMultiplications counts) counting.Add(counts);
        if (module is not nn.Module<Tensor, Tensor> layer) return;
        double perOutput = layer.named_parameters(false).Sum(entry => entry.parameter.dim() > 1 ? (double)entry.parameter.numel() / entry.parameter.shape[0] : 0.0);
        if (perOutput == 0.0) return;
        var hook = layer.register_forward_hook((_, _, output) =>
        {
            seen = Math.Max(seen, perOutput * output.numel());
            return output;
        });
        removals.Add(hook.remove);
    }

    private void StopWatching()
    {
        foreach (Action remove in removals) remove();
        removals.Clear();
    }
}
