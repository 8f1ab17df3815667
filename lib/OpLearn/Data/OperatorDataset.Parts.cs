using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

public sealed partial class OperatorDataset
{
    /// <summary>The functions <paramref name="first"/>, …, <paramref name="first"/> + <paramref name="count"/> − 1; shares memory with this set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range is empty or leaves the set.</exception>
    public OperatorDataset Subset(int first, int count)
    {
        if (first < 0 || count < 1 || first > Samples - count)
            throw new ArgumentOutOfRangeException(nameof(count), $"Subset: expected samples within 0…{Samples - 1}; got first {first} and count {count}.");
        return Map(tensor => tensor.narrow(0, first, count), shared => shared.alias(), Card?.After($"Subset({first}, {count})"), Tags?.Skip(first).Take(count).ToArray());
    }

    /// <summary>The functions with the given indices, in that order; one may come twice. Copies.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An index leaves the set, or there is none.</exception>
    public OperatorDataset Select(IReadOnlyList<int> samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        if (samples.Count == 0 || samples.Any(sample => sample < 0 || sample >= Samples))
            throw new ArgumentOutOfRangeException(nameof(samples), $"Select: expected indices within 0…{Samples - 1} and at least one; got {string.Join(", ", samples.Take(10))}.");
        using Tensor index = torch.tensor([.. samples.Select(sample => (long)sample)], device: Outputs.device);
        return Map(values => values.index_select(0, index), shared => shared.alias(), Card?.After($"Select({samples.Count} samples)"), Tags is null ? null : [.. samples.Select(sample => Tags[sample])]);
    }

    /// <summary>Splits by function: no function has points in two of the sets.</summary>
    /// <param name="train">Functions to train on, at least 1.</param>
    /// <param name="validation">Functions to choose by, at least 1.</param>
    /// <param name="test">Functions to judge by, at least 1. What is over is left out.</param>
    /// <param name="seed">Shuffles the functions first; null takes them in their order (right for generated sets, whose samples are independent).</param>
    /// <exception cref="ArgumentOutOfRangeException">More functions are asked for than there are.</exception>
    public DatasetSplit Split(int train, int validation, int test, int? seed = null)
    {
        if (train < 1 || validation < 1 || test < 1 || (long)train + validation + test > Samples)
            throw new ArgumentOutOfRangeException(nameof(train), $"Split: expected three positive counts with a sum of at most {Samples}; got {train}, {validation} and {test}.");
        if (seed is null) return new DatasetSplit(Subset(0, train), Subset(train, validation), Subset(train + validation, test));
        int[] order = Shuffle.Choose(Samples, train + validation + test, unchecked((ulong)seed.Value), stream: 0);
        return new DatasetSplit(Select(order[..train]), Select(order[train..(train + validation)]), Select(order[(train + validation)..]));
    }

    /// <summary>The same set in another floating type, on another device, or both; null keeps what is. Memory is shared where nothing changes.</summary>
    /// <exception cref="ArgumentException"><paramref name="dtype"/> is neither float32 nor float64.</exception>
    public OperatorDataset To(ScalarType? dtype = null, Device? device = null)
    {
        ScalarType newType = dtype ?? Outputs.dtype;
        Device newDevice = device ?? Outputs.device;
        if (newType is not (ScalarType.Float32 or ScalarType.Float64))
            throw new ArgumentException($"To: dtype must be Float32 or Float64; got {newType}.", nameof(dtype));
        return Map(tensor => Moved(tensor), tensor => Moved(tensor), Card, Tags);

        // alias: a fresh handle even where `to` would hand back its argument.
        Tensor Moved(Tensor values)
        {
            Tensor moved = values.to(newType, newDevice);
            return ReferenceEquals(moved, values) ? values.alias() : moved;
        }
    }

    /// <summary>An unaligned set with <paramref name="pointsPerFunction"/> random locations of each function, drawn without replacement among those that
    /// count.</summary>
    /// <returns>Inputs as here; locations <c>[samples, pointsPerFunction, dimensions]</c>; outputs <c>[samples, pointsPerFunction, channels]</c>; no
    /// mask.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A function has fewer points that count.</exception>
    public OperatorDataset SamplePoints(int pointsPerFunction, int seed)
    {
        using var scope = NewDisposeScope();
        Tensor index = torch.tensor(DrawPoints(pointsPerFunction, seed), [Samples, pointsPerFunction], device: Outputs.device); // [samples, drawn]
        Tensor everywhere = IsAligned ? Locations.unsqueeze(0).expand(Samples, Points, Dimensions) : Locations;
        Tensor locations = everywhere.gather(1, index.unsqueeze(-1).expand(-1, -1, Dimensions));
        Tensor outputs = Outputs.gather(1, index.unsqueeze(-1).expand(-1, -1, Channels));
        return new OperatorDataset(InputNames, [.. Inputs.Select(input => input.alias())], locations, OutputNames, outputs, null, null, checkValues: false)
        { Card = Card?.After($"SamplePoints({pointsPerFunction}, {seed})"), Tags = Tags };
    }

    /// <summary>The classical triples <c>(u, y, s)</c>: <paramref name="pointsPerFunction"/> rows a function, each with the function and one random
    /// location.</summary>
    /// <remarks>Rows of one function follow each other; the inputs are repeated in memory. <see cref="SamplePoints"/> holds the same numbers without
    /// repeating.</remarks>
    /// <returns>An unaligned set of <c>samples · pointsPerFunction</c> rows with one point each.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A function has fewer points that count.</exception>
    public OperatorDataset ToTriples(int pointsPerFunction, int seed)
    {
        using var scope = NewDisposeScope();
        using OperatorDataset drawn = SamplePoints(pointsPerFunction, seed);
        int rows = checked(Samples * pointsPerFunction);
        return new OperatorDataset(InputNames, [.. Inputs.Select(input => input.repeat_interleave(pointsPerFunction, 0))],
            drawn.Locations.reshape(rows, 1, Dimensions), OutputNames, drawn.Outputs.reshape(rows, 1, Channels), null, null, checkValues: false)
        { Card = Card?.After($"ToTriples({pointsPerFunction}, {seed})"), Tags = Tags is null ? null : [.. Tags.SelectMany(tag => Enumerable.Repeat(tag, pointsPerFunction))] };
    }

    /// <summary>The same set under another card.</summary>
    internal OperatorDataset Marked(DataCard card) => Map(values => values.alias(), shared => shared.alias(), card, Tags);

    private long[] DrawPoints(int pointsPerFunction, int seed)
    {
        using Tensor? host = Mask?.cpu().to(ScalarType.Float64);
        double[]? mask = host?.data<double>().ToArray();
        long[] index = new long[checked(Samples * pointsPerFunction)];
        int[] all = [.. Enumerable.Range(0, Points)];
        for (int sample = 0; sample < Samples; sample++)
        {
            int row = host?.dim() == 2 ? sample * Points : 0;
            int[] counting = mask is null ? all : [.. all.Where(point => mask[row + point] != 0)];
            if (pointsPerFunction < 1 || pointsPerFunction > counting.Length)
                throw new ArgumentOutOfRangeException(nameof(pointsPerFunction),
                    $"Expected 1…{counting.Length} points a function, as many as count in sample {sample}; got {pointsPerFunction}.");
            int[] chosen = Shuffle.Choose(counting.Length, pointsPerFunction, unchecked((ulong)seed), (ulong)sample + 1);
            for (int k = 0; k < pointsPerFunction; k++) index[sample * pointsPerFunction + k] = counting[chosen[k]];
        }
        return index;
    }

    // perFunction acts on what has a sample axis, shared on what all samples have in common.
    private OperatorDataset Map(Func<Tensor, Tensor> perFunction, Func<Tensor, Tensor> shared, DataCard? card, IReadOnlyList<string>? tags)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        Tensor locations = IsAligned ? shared(Locations) : perFunction(Locations);
        Tensor? mask = Mask is null ? null : Mask.dim() == 1 ? shared(Mask) : perFunction(Mask);
        return new OperatorDataset(InputNames, [.. Inputs.Select(perFunction)], locations, OutputNames, perFunction(Outputs), OutputAxes, mask, checkValues: false)
        { Card = card, Tags = tags };
    }
}
