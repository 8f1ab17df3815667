using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>Monomials up to a degree of the POD coefficients of all input functions of a set.</summary>
internal sealed class PolynomialFeatures : IDisposable
{
    private readonly int degree;
    private readonly Tensor[] means, modes; // of each input: [values], [modes, values] with coefficients of unit deviation

    private PolynomialFeatures(int degree, Tensor[] means, Tensor[] modes)
    {
        this.degree = degree;
        this.means = means;
        this.modes = modes;
    }

    public IReadOnlyList<int> Modes => [.. modes.Select(mode => (int)mode.shape[0])];

    public static PolynomialFeatures Fit(OperatorDataset train, int degree, double captured, int most, string where)
    {
        Checks.Positive(most, where, nameof(PolynomialRidgeOptions.MaximumFeatures));
        using var scope = NewDisposeScope();
        var bases = train.Inputs.Select(input => Decomposed(Rows(input))).ToArray();
        // Each input's modes are weighed by their share of its own variance, so that the inputs' units do not matter.
        var ranked = bases.SelectMany((basis, input) => basis.Shares.Select((share, mode) => (share, input, mode))).OrderByDescending(entry => entry.share).ThenBy(entry => entry.input).ToArray();
        int[] kept = [.. bases.Select(basis => Enough(basis.Shares, captured))];
        int[] counts = new int[kept.Length];
        foreach (var (_, input, mode) in ranked)
        {
            if (mode >= kept[input]) continue;
            if (Count(counts.Sum() + 1, degree) > most) break;
            counts[input]++;
        }
        Checks.That(counts.Sum() > 0, where, "an input that varies", "constant inputs", "Give samples that differ.");
        return new PolynomialFeatures(degree, [.. bases.Select(basis => basis.Mean.DetachFromDisposeScope())],
            [.. bases.Select((basis, input) => basis.Modes.narrow(0, 0, counts[input]).clone().DetachFromDisposeScope())]);
    }

    /// <summary><c>[samples, features]</c>, float64.</summary>
    public Tensor Of(OperatorDataset set)
    {
        Checks.That(set.Inputs.Count == means.Length, nameof(PolynomialRidge), $"{means.Length} input functions", $"{set.Inputs.Count}");
        using var scope = NewDisposeScope();
        Tensor z = cat([.. set.Inputs.Select((input, i) =>
        {
            Tensor rows = Rows(input);
            Checks.That(rows.shape[1] == means[i].shape[0], nameof(PolynomialRidge), $"input '{set.InputNames[i]}' with {means[i].shape[0]} values a sample", $"{rows.shape[1]}");
            return (rows - means[i]).matmul(modes[i].t());
        })], 1); // [samples, coefficients]
        int n = (int)z.shape[1];
        List<Tensor> all = [z];
        // Monomials of degree d that begin with zᵢ: zᵢ times those of degree d − 1 in zᵢ, zᵢ₊₁, …
        Tensor[] tails = [.. Enumerable.Range(0, n).Select(i => z.narrow(1, i, n - i))];
        for (int d = 2; d <= degree; d++)
        {
            Tensor[] next = [.. Enumerable.Range(0, n).Select(i => z.narrow(1, i, 1) * tails[i])];
            all.AddRange(next);
            tails = [.. Enumerable.Range(0, n).Select(i => cat([.. next.Skip(i)], 1))];
        }
        return cat(all, 1).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        foreach (Tensor tensor in means.Concat(modes)) tensor.Dispose();
    }

    private static Tensor Rows(Tensor input) => input.detach().to(float64).reshape(input.shape[0], -1);

    private static (Tensor Mean, Tensor Modes, double[] Shares) Decomposed(Tensor rows)
    {
        Tensor mean = rows.mean([0]);
        (Tensor _, Tensor s, Tensor vt) = linalg.svd(rows - mean, fullMatrices: false);
        double[] energy = [.. HostValues.Doubles(s).Select(value => value * value)];
        double total = energy.Sum(), rounding = 1e-28 * HostValues.Doubles(rows.square().sum())[0];
        double[] shares = [.. energy.TakeWhile(value => value > Math.Max(rounding, 1e-26 * energy[0])).Select(value => value / total)];
        Tensor unit = s.narrow(0, 0, shares.Length) / Math.Sqrt(rows.shape[0]);
        return (mean, vt.narrow(0, 0, shares.Length) / unit.unsqueeze(1), shares);
    }

    private static int Enough(double[] shares, double captured)
    {
        double sum = 0;
        for (int mode = 0; mode < shares.Length; mode++)
            if ((sum += shares[mode]) >= captured * (1 - 1e-15)) return mode + 1;
        return shares.Length;
    }

    // Monomials of degree 1 … degree in n variables: (n + degree choose degree) − 1.
    private static double Count(int n, int degree)
    {
        double count = 1;
        for (int d = 1; d <= degree; d++) count = count * (n + d) / d;
        return count - 1;
    }
}
