using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>An operator's outputs for every draw of one input with every draw of the other: shows what of it no separated form can give.</summary>
/// <remarks>
/// Points count equally; the decompositions are made at each point and summed. One design says what its draws say: where an operator jumps between states, two designs
/// of 32 × 32 draws have read main effects of 61 and 43 % with interactions of 15 and 20 %. Take more draws, or several seeds, before comparing such shares.
/// </remarks>
public sealed class FactorialAnalysis : IDisposable
{
    private FactorialAnalysis(Tensor values, IReadOnlyList<string> outputNames)
    {
        Values = values;
        OutputNames = outputNames;
    }

    /// <summary><c>[first, second, points, channels]</c>, float64.</summary>
    public Tensor Values { get; }

    /// <summary>One name a channel.</summary>
    public IReadOnlyList<string> OutputNames { get; }

    /// <summary>Takes crossed values as they are; copies them.</summary>
    /// <param name="values"><c>[first, second, points, channels]</c>, at least 2 × 2 draws, finite.</param>
    /// <param name="outputNames">One name a channel.</param>
    /// <exception cref="ArgumentException">The shape is another, or a value is not finite.</exception>
    public static FactorialAnalysis FromTensor(Tensor values, IReadOnlyList<string> outputNames)
    {
        const string where = "FactorialAnalysis.FromTensor";
        Checks.Shape(values, where, "values", "[first, second, points, channels]", -1, -1, -1, -1);
        ArgumentNullException.ThrowIfNull(outputNames);
        Checks.That(values.shape[0] >= 2 && values.shape[1] >= 2 && values.numel() > 0, where, "at least two draws of each factor and no empty axis", Checks.Shape(values));
        Checks.That(outputNames.Count == values.shape[3], where, $"one name a channel, {values.shape[3]}", $"{outputNames.Count}");
        using var scope = NewDisposeScope();
        Tensor wide = values.detach().to(float64, copy: true).cpu().contiguous();
        Checks.That(wide.isfinite().all().item<bool>(), where, "finite values", "NaN or infinity", "Look at the sample that the solver broke down at.");
        return new FactorialAnalysis(wide.DetachFromDisposeScope(), [.. outputNames]);
    }

    /// <summary>Reads a set whose sample <c>i · second + j</c> has draw <c>i</c> of one input and draw <c>j</c> of the other (see <see cref="FactorialDesign"/>).</summary>
    /// <param name="set">An aligned set of <c>first · second</c> samples; points that a mask leaves out in all samples are left out here.</param>
    /// <param name="first">Draws of the first factor.</param>
    /// <exception cref="ArgumentException">The samples are no multiple of <paramref name="first"/>, or the mask differs from sample to sample.</exception>
    public static FactorialAnalysis FromDataset(OperatorDataset set, int first)
    {
        const string where = "FactorialAnalysis.FromDataset";
        ArgumentNullException.ThrowIfNull(set);
        Checks.Positive(first, where, nameof(first));
        Checks.That(set.Samples % first == 0, where, $"a multiple of {first} samples", $"{set.Samples}");
        Checks.That(set.IsAligned && set.Mask?.dim() is null or 1, where, "an aligned set with one mask for all samples, or none", "another");
        using var scope = NewDisposeScope();
        Tensor values = set.Mask is null ? set.Outputs : set.Outputs.index_select(1, set.Mask.nonzero().flatten());
        return FromTensor(values.reshape(first, -1, values.shape[1], values.shape[2]), set.OutputNames);
    }

    /// <summary>Solves all combinations of a design and reads them.</summary>
    /// <param name="design">The problem with its levels; 32 are usual.</param>
    /// <param name="seed">Seed of the draws; another than the training set's, so that other functions are seen.</param>
    /// <param name="options">Threads, progress, cache; null for the defaults with values kept in float64.</param>
    public static FactorialAnalysis Generate(FactorialDesign design, int seed, GenerationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(design);
        using OperatorDataset set = OperatorDataset.Generate(design, design.Combinations, seed, options ?? new GenerationOptions { Type = float64 });
        return FromDataset(set, design.Levels);
    }

    /// <summary>Share of each factor and of their interaction in the variance, one record an output function.</summary>
    public IReadOnlyList<VarianceShares> VarianceShares()
    {
        using var scope = NewDisposeScope();
        Tensor mean = Values.mean([0, 1], keepdim: true), first = Values.mean([1], keepdim: true) - mean, second = Values.mean([0], keepdim: true) - mean;
        Tensor rest = Values - mean - first - second;
        double[] total = Each(Values - mean), a = Each(first), b = Each(second), c = Each(rest);
        return [.. OutputNames.Select((name, k) => Negligible(mean, k, total[k])
            ? new VarianceShares(name, 0, 0, 0, 0, (int)Values.shape[0], (int)Values.shape[1])
            : new VarianceShares(name, a[k] / total[k], b[k] / total[k], c[k] / total[k], total[k], (int)Values.shape[0], (int)Values.shape[1]))];

        static double[] Each(Tensor part) => HostValues.Doubles(part.square().mean([0, 1, 2]));
    }

    /// <summary>Best errors of sums of r products, one record an output function.</summary>
    public IReadOnlyList<SeparableSpectrum> SeparableSpectra()
    {
        using var scope = NewDisposeScope();
        Tensor mean = Values.mean([0, 1], keepdim: true), centred = Values - mean;
        return [.. OutputNames.Select((name, k) =>
        {
            using var one = NewDisposeScope();
            Tensor field = Negligible(mean, k, centred.select(3, k).square().mean().item<double>()) ? zeros_like(centred.select(3, k)) : centred.select(3, k);
            return new SeparableSpectrum(name, Tail(field.flatten(1)), Tail(field.transpose(0, 1).flatten(1)));
        })];
    }

    /// <inheritdoc/>
    public void Dispose() => Values.Dispose();

    // Rounding alone gives a constant field a variance.
    private static bool Negligible(Tensor mean, int channel, double variance) => variance <= 1e-28 * mean.select(3, channel).square().mean().item<double>();

    private static double[] Tail(Tensor matrix)
    {
        double[] energy = [.. HostValues.Doubles(linalg.svdvals(matrix)).Select(s => s * s)];
        double[] errors = new double[energy.Length + 1];
        for (int r = energy.Length - 1; r >= 0; r--) errors[r] = errors[r + 1] + energy[r]; // from the smallest on
        double total = errors[0];
        return [.. errors.Select(left => total == 0 ? 0 : Math.Sqrt(left / total))];
    }
}
