using static TorchSharp.torch;

namespace OpLearn;

/// <summary>The batch of step k as a function of (seed, k) alone: nothing to save, nothing that drifts.</summary>
internal sealed class BatchSampler
{
    private readonly OperatorDataset set;
    private readonly int seed, functions, points, perEpoch;
    private int[] order = [];
    private int orderEpoch = -1;

    public BatchSampler(OperatorDataset set, BatchOptions options, int seed)
    {
        this.set = set;
        this.seed = seed;
        functions = Bounded(options.Functions, set.Samples, "functions");
        points = Bounded(options.Points, set.Points, "points");
        perEpoch = (set.Samples + functions - 1) / functions;
    }

    /// <summary>Whether every step has all functions and all points.</summary>
    public bool IsWhole => functions == set.Samples && points == set.Points;

    /// <summary>The batch of step <paramref name="step"/>; its new tensors belong to the caller's dispose scope.</summary>
    public OperatorBatch At(int step)
    {
        OperatorBatch batch = functions == set.Samples ? Whole() : Functions(step);
        return points == set.Points ? batch : Points(batch, step);
    }

    /// <summary>The functions <c>[first, first + count)</c> with all points, in order.</summary>
    public static OperatorBatch Block(OperatorDataset set, int first, int count) => new([.. set.Inputs.Select(input => input.narrow(0, first, count))],
        set.IsAligned ? set.Locations : set.Locations.narrow(0, first, count), set.Outputs.narrow(0, first, count),
        set.Mask is { } mask && mask.dim() == 2 ? mask.narrow(0, first, count) : set.Mask);

    private OperatorBatch Whole() => new([.. set.Inputs], set.Locations, set.Outputs, set.Mask);

    private OperatorBatch Functions(int step)
    {
        int epoch = step / perEpoch, position = step % perEpoch;
        if (epoch != orderEpoch)
        {
            order = Draw(set.Samples, set.Samples, new StepRandom(seed, 0, epoch));
            orderEpoch = epoch;
        }
        Tensor rows = Index(order.AsSpan(position * functions, Math.Min(functions, set.Samples - position * functions)).ToArray());
        return new OperatorBatch([.. set.Inputs.Select(input => input.index_select(0, rows))],
            set.IsAligned ? set.Locations : set.Locations.index_select(0, rows), set.Outputs.index_select(0, rows),
            set.Mask is { } mask && mask.dim() == 2 ? mask.index_select(0, rows) : set.Mask);
    }

    private OperatorBatch Points(OperatorBatch batch, int step)
    {
        Tensor columns = Index(Draw(set.Points, points, new StepRandom(seed, 1, step)));
        return batch with
        {
            Locations = batch.Locations.index_select(batch.Locations.dim() - 2, columns),
            Targets = batch.Targets.index_select(1, columns),
            Mask = batch.Mask?.index_select(batch.Mask.dim() - 1, columns),
        };
    }

    private Tensor Index(int[] rows) => tensor(Array.ConvertAll(rows, row => (long)row), device: set.Outputs.device);

    /// <summary>The first <paramref name="count"/> entries of a random order of 0, …, n − 1 (Fisher and Yates).</summary>
    private static int[] Draw(int n, int count, StepRandom random)
    {
        int[] order = [.. Enumerable.Range(0, n)];
        for (int i = 0; i < count; i++)
        {
            int other = i + random.Below(n - i);
            (order[i], order[other]) = (order[other], order[i]);
        }
        return count == n ? order : order[..count];
    }

    private static int Bounded(int? wanted, int available, string what)
    {
        if (wanted is { } count && (count < 1 || count > available))
            throw new ArgumentException($"BatchOptions: {what} a step must lie in 1 … {available}, what the data set has; got {count}. Leave it null for all.");
        return wanted ?? available;
    }
}
