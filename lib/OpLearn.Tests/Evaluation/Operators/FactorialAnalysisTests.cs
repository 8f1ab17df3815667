using Xunit;
using static TorchSharp.torch;

namespace OpLearn.Tests;

public class FactorialAnalysisTests
{
    private static FactorialAnalysis Of(int first, int second, int points, Func<int, int, Tensor> fill)
    {
        Tensor values = zeros([first, second, points, 1], ScalarType.Float64);
        for (int i = 0; i < first; i++)
            for (int j = 0; j < second; j++) values[i, j, TensorIndex.Colon, 0] = fill(i, j);
        return FactorialAnalysis.FromTensor(values, ["s"]);
    }

    private static Tensor Random(int seed, params long[] shape)
    {
        using var generator = new Generator((ulong)seed);
        return randn(shape, ScalarType.Float64, generator: generator);
    }

    [Fact]
    public void ASumOfFunctionsOfOneInputEachHasNoInteraction()
    {
        Tensor f = Random(1, 12, 20), g = 0.3 * Random(2, 7, 20);
        using FactorialAnalysis design = Of(12, 7, 20, (i, j) => f[i] + g[j] + 5);
        VarianceShares shares = Assert.Single(design.VarianceShares());
        double a = (f - f.mean([0])).square().mean().item<double>(), b = (g - g.mean([0])).square().mean().item<double>();
        Assert.Equal(a / (a + b), shares.First, 1e-12);
        Assert.Equal(b / (a + b), shares.Second, 1e-12);
        Assert.True(Math.Abs(shares.Interaction) < 1e-28);
        Assert.Equal(a + b, shares.Variance, 1e-12);
    }

    [Fact]
    public void AProductOfCentredFunctionsIsAllInteraction()
    {
        Tensor f = Random(1, 12, 20), g = Random(2, 7, 20);
        f = f - f.mean([0]);
        g = g - g.mean([0]);
        using FactorialAnalysis design = Of(12, 7, 20, (i, j) => f[i] * g[j]);
        Assert.Equal(1, design.VarianceShares()[0].Interaction, 1e-12);
    }

    [Fact]
    public void SharesOfABilinearFunctionByHand()
    {
        // y = x + z + 2xz with x, z ∈ {−1, 1}: variances 1, 1 and 4.
        using FactorialAnalysis design = Of(2, 2, 1, (i, j) => tensor(new[] { (2.0 * i - 1) + (2 * j - 1) + 2 * (2 * i - 1) * (2 * j - 1) }));
        VarianceShares shares = design.VarianceShares()[0];
        MetricsTests.Close([1.0 / 6, 1.0 / 6, 4.0 / 6, 6], [shares.First, shares.Second, shares.Interaction, shares.Variance]);
    }

    [Fact]
    public void SharesForAllDrawsAreUnbiased()
    {
        // y = a + b + c with independent normal levels of variance 1, 0.5 and 0.25 on a 6 × 5 design: true shares 4/7, 2/7, 1/7.
        double[] raw = new double[3], corrected = new double[3];
        double total = 0;
        for (int trial = 0; trial < 400; trial++)
        {
            using var scope = NewDisposeScope();
            Tensor values = Random(3 * trial, 6, 1, 40, 1) + Math.Sqrt(0.5) * Random(3 * trial + 1, 1, 5, 40, 1) + 0.5 * Random(3 * trial + 2, 6, 5, 40, 1);
            using FactorialAnalysis design = FactorialAnalysis.FromTensor(values, ["s"]);
            VarianceShares sample = design.VarianceShares()[0], all = sample.ForAllDraws();
            double[] one = [sample.First, sample.Second, sample.Interaction], other = [all.First, all.Second, all.Interaction];
            for (int k = 0; k < 3; k++) (raw[k], corrected[k]) = (raw[k] + one[k] / 400, corrected[k] + other[k] / 400);
            total += all.Variance / 400;
        }
        Assert.Equal(4.0 / 7, corrected[0], 0.01);
        Assert.Equal(2.0 / 7, corrected[1], 0.01);
        Assert.Equal(1.0 / 7, corrected[2], 0.005);
        Assert.Equal(1.75, total, 0.02);
        Assert.True(raw[2] < 0.125, $"the design's own interaction share, {raw[2]}, is below 1/7 by about (5·4)/(6·5)");
    }

    [Theory, InlineData(1), InlineData(2), InlineData(4)]
    public void ASumOfProductsHasItsRank(int rank)
    {
        Tensor f = Random(1, 10, rank), g = Random(2, 9, rank), t = Random(3, rank, 30);
        f = f - f.mean([0]); // so that the mean field takes nothing away
        using FactorialAnalysis design = Of(10, 9, 30, (i, j) => (f[i] * g[j]).matmul(t) + 3);
        SeparableSpectrum spectrum = design.SeparableSpectra()[0];
        Assert.Equal(1, spectrum.ErrorAt(0), 1e-12);
        Assert.True(spectrum.ErrorAt(rank - 1) > 1e-3);
        Assert.True(spectrum.ErrorAt(rank) < 1e-13 && spectrum.ErrorAt(100) < 1e-13);
        Assert.Equal(rank, spectrum.RankFor(1e-10));
    }

    [Fact]
    public void TheRankErrorIsThatOfTheBestApproximation()
    {
        // Two orthogonal products with energies 9 and 1: at rank 1 the error is (1/10)^½.
        Tensor t = tensor(new double[,] { { 1, 0 }, { 0, 1 } });
        double[] f1 = [1, -1, 1, -1], f2 = [1, 1, -1, -1], g = [1, 2, -2];
        using FactorialAnalysis design = Of(4, 3, 2, (i, j) => (3 * f1[i] * t[0] + f2[i] * t[1]) * g[j]);
        Assert.Equal(Math.Sqrt(0.1), design.SeparableSpectra()[0].FirstErrors[1], 1e-12);
        // The other way the two products share g: one factor times a function of (i, x).
        Assert.True(design.SeparableSpectra()[0].SecondErrors[1] < 1e-13);
    }

    [Fact]
    public void AnInputThatDoesNothingHasRankOneAndNoShare()
    {
        Tensor f = Random(1, 8, 5);
        using FactorialAnalysis design = Of(8, 6, 5, (i, _) => f[i]);
        VarianceShares shares = design.VarianceShares()[0];
        MetricsTests.Close([1, 0, 0], [shares.First, shares.Second, shares.Interaction]);
        Assert.True(design.SeparableSpectra()[0].SecondErrors[1] < 1e-13);
        using FactorialAnalysis constant = Of(8, 6, 5, (_, _) => full([5], 0.1, ScalarType.Float64));
        Assert.Equal((0, 0, 0, 0), (constant.VarianceShares()[0].First, constant.VarianceShares()[0].Interaction, constant.VarianceShares()[0].Variance, constant.SeparableSpectra()[0].RankFor(0)));
    }

    [Fact]
    public void AProblemIsCrossedByItsDraws()
    {
        var problem = new CrossedProblem(1, 2, 3);
        using OperatorDataset plain = OperatorDataset.Generate(problem, 5, seed: 6, new GenerationOptions { Type = ScalarType.Float64 });
        using FactorialAnalysis design = FactorialAnalysis.Generate(new FactorialDesign(problem, 5), seed: 6);
        Assert.Equal([5, 5, 9, 2], design.Values.shape);
        for (int i = 0; i < 5; i++)
        {
            Assert.True(design.Values[i, i].SameBits(plain.Outputs[i])); // the diagonal is the plain set
            Assert.True(design.Values[i, 0, TensorIndex.Colon, 1].SameBits(plain.Inputs[0][i, TensorIndex.Colon, 0])); // the first factor is f
        }
        VarianceShares alone = design.VarianceShares()[1];
        Assert.Equal(("f alone", 1.0), (alone.Output, Math.Round(alone.First, 12)));
    }

    [Fact]
    public void MaskedPointsAreLeftOut()
    {
        Tensor outputs = Random(1, 6, 4, 1), wild = outputs.clone();
        wild[TensorIndex.Colon, 2] = 1e6;
        using var set = new OperatorDataset(["u"], [ones([6, 2, 1], ScalarType.Float64)], ones([4, 1], ScalarType.Float64), ["s"], wild, null, tensor(new double[] { 1, 1, 0, 1 }));
        using FactorialAnalysis masked = FactorialAnalysis.FromDataset(set, 3);
        Assert.Equal([3, 2, 3, 1], masked.Values.shape);
        Assert.True(masked.Values.max().item<double>() < 100);
    }

    [Fact]
    public void ShapesThatAreNoDesignAreRefused()
    {
        Assert.Throws<ArgumentException>(() => FactorialAnalysis.FromTensor(ones(3, 3, 2), ["s"]));
        Assert.Throws<ArgumentException>(() => FactorialAnalysis.FromTensor(ones(1, 3, 2, 1), ["s"]));
    }
}
