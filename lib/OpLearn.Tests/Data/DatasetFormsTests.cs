using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace OpLearn.Tests;

/// <summary>Sets made of sets: coarser grids, fewer points, other inputs, several tasks.</summary>
public class DatasetFormsTests
{
    private static OperatorDataset Grid(int rows, int columns, Tensor? mask = null)
    {
        Tensor values = arange(2 * rows * columns, ScalarType.Float64);
        Tensor places = stack([.. meshgrid([arange(rows, ScalarType.Float64), arange(columns, ScalarType.Float64)], indexing: "ij")], -1).reshape(rows * columns, 2);
        return new OperatorDataset(["a", "force"], [values.reshape(2, rows, columns, 1).clone(), ones([2, 6, 1], ScalarType.Float64)], places, ["s", "t"],
            stack([values, -values], -1).reshape(2, rows * columns, 2), [rows, columns], mask)
        { Tags = ["x", "y"] };
    }

    [Fact]
    public void StridedTakesEveryKthPointOfOutputsLocationsAndInputsOnTheGrid()
    {
        using OperatorDataset fine = Grid(5, 6), coarse = fine.Strided([2, 3]);
        Assert.Equal([3, 2], coarse.OutputAxes);
        Assert.Equal([2, 3, 2, 1], coarse.Inputs[0].shape);
        Assert.True(coarse.Inputs[0].SameBits(fine.Inputs[0].slice(1, 0, 5, 2).slice(2, 0, 6, 3)));
        Assert.True(coarse.Inputs[1].SameBits(fine.Inputs[1]));
        Assert.Equal([0, 0, 0, 3, 2, 0, 2, 3, 4, 0, 4, 3], coarse.Locations.flatten().data<double>().ToArray());
        // The output is the input here, so it must be on every grid.
        Assert.True(coarse.Outputs.select(2, 0).SameBits(coarse.Inputs[0].reshape(2, 6)));
        Assert.Equal(["x", "y"], coarse.Tags!);
        using OperatorDataset kept = fine.Strided([2, 3], inputs: []);
        Assert.True(kept.Inputs[0].SameBits(fine.Inputs[0]));
        Assert.Contains("divides 4 or 5, the intervals or points of axis 0; got 3", Assert.Throws<ArgumentException>(() => fine.Strided([3, 3])).Message);
        Assert.Throws<ArgumentException>(() => fine.Strided([2]));
        Assert.Contains("'force' on the output's grid", Assert.Throws<ArgumentException>(() => fine.Strided([2, 3], ["force"])).Message);
    }

    [Fact]
    public void AStridedSetIsTheSetOfTheCoarserProblem()
    {
        using OperatorDataset fine = OperatorDataset.Generate(new CosineProblem(41), 5, seed: 3), coarse = OperatorDataset.Generate(new CosineProblem(11), 5, seed: 3), strided = fine.Strided([4]);
        Assert.True((strided.Inputs[0] - coarse.Inputs[0]).abs().max().item<float>() < 1e-6f && (strided.Outputs - coarse.Outputs).abs().max().item<float>() < 1e-6f);
        Assert.True((strided.Locations - coarse.Locations).abs().max().item<float>() < 1e-6f);
        Assert.Equal(["Strided(4)"], strided.Card!.Steps);
    }

    [Fact]
    public void RestrictTakesThePointsInTheirOrderWithTheirMask()
    {
        using OperatorDataset all = Grid(2, 3, tensor(new double[] { 1, 0, 1, 1, 1, 1 })), some = all.Restrict([4, 0, 1]);
        Assert.True(some.Outputs.SameBits(all.Outputs.index_select(1, tensor(new long[] { 4, 0, 1 }))));
        Assert.Equal([1, 1, 0], some.Mask!.data<double>().ToArray());
        Assert.Equal([3], some.OutputAxes);
        Assert.Contains("leaves none", Assert.Throws<ArgumentException>(() => all.Restrict([1])).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => all.Restrict([6]));
        using OperatorDataset triples = all.ToTriples(2, seed: 1);
        Assert.Throws<ArgumentException>(() => triples.Restrict([0]));
    }

    [Fact]
    public void OtherInputsAndFewerOutputs()
    {
        using OperatorDataset set = Grid(2, 3), other = set.WithInput("force", zeros(2, 4, 1)), alone = set.SelectInputs(["force"]), turned = set.SelectOutputs(["t", "s"]);
        Assert.Equal([2, 4, 1], other.Inputs[1].shape);
        Assert.Equal(ScalarType.Float64, other.Inputs[1].dtype);
        Assert.True(other.Inputs[0].SameBits(set.Inputs[0]));
        Assert.Equal(["force"], alone.InputNames);
        Assert.True(turned.Outputs.select(2, 0).SameBits(set.Outputs.select(2, 1)));
        Assert.Equal(["t", "s"], turned.OutputNames);
        Assert.Throws<ArgumentException>(() => set.WithInput("u", zeros(2, 4, 1)));
        Assert.Throws<ArgumentException>(() => set.WithInput("force", zeros(3, 4, 1)));
        Assert.Contains("must be finite", Assert.Throws<ArgumentException>(() => set.WithInput("force", full([2, 4, 1], double.NaN))).Message);
        Assert.Throws<ArgumentException>(() => set.SelectInputs([]));
        Assert.Contains("'q'", Assert.Throws<ArgumentException>(() => set.SelectOutputs(["s", "q"])).Message);
    }

    [Fact]
    public void PlainArraysMakeASet()
    {
        using OperatorDataset set = OperatorDataset.FromArrays(new double[,] { { 1, 2, 3 }, { 4, 5, 6 } }, new double[,] { { 0 }, { 1 } }, new double[,] { { 7, 8 }, { 9, 10 } });
        Assert.Equal("2 samples: u [2, 3, 1]; locations [2, 1] -> s [2, 2, 1], float32", set.ToString());
        Assert.Equal([7f, 8, 9, 10], set.Outputs.data<float>().ToArray());
        Assert.Contains("got [2, 3, 1] and [1, 2, 1]", Assert.Throws<ArgumentException>(() => OperatorDataset.FromArrays(new double[2, 3], new double[2, 1], new double[1, 2])).Message);
    }

    [Fact]
    public void SetsAreJoinedSampleBySampleWithTheirTask()
    {
        using OperatorDataset small = OperatorDataset.Generate(new CosineProblem(), 3, seed: 1), large = OperatorDataset.Generate(new CosineProblem { Amplitude = 5 }, 4, seed: 2);
        using OperatorDataset both = OperatorDataset.Concatenate([small, large], ["weak", "strong"]);
        Assert.Equal((7, true), (both.Samples, both.IsAligned));
        Assert.True(both.Outputs.narrow(0, 3, 4).SameBits(large.Outputs));
        Assert.Equal(["weak", "weak", "weak", "strong", "strong", "strong", "strong"], both.Tags!);
        Assert.Null(both.Card!.Seed);
        Assert.Equal(["Concatenate(2 sets: seed 1; seed 2)"], both.Card.Steps);
        using OperatorDataset chosen = both.Select([6, 0]), part = both.Subset(2, 2), triples = both.ToTriples(2, seed: 1), wide = both.To(ScalarType.Float64);
        Assert.Equal(["strong", "weak"], chosen.Tags!);
        Assert.Equal(["weak", "strong"], part.Tags!);
        Assert.Equal((14, "weak", "strong"), (triples.Tags!.Count, triples.Tags[5], triples.Tags[6]));
        Assert.Equal(both.Tags, wide.Tags!);
        IReadOnlyDictionary<string, ErrorSummary> byTask = Metrics.RelativeL2(1.1 * both.Outputs, both.Outputs).ByTag(both.Tags!);
        Assert.Equal(["weak", "strong"], byTask.Keys);
        Assert.Equal(4, byTask["strong"].PerSample.Count);
        Assert.Throws<ArgumentException>(() => Metrics.RelativeL2(small.Outputs, small.Outputs).ByTag(both.Tags!));
        Assert.Throws<ArgumentException>(() => new OperatorDataset(["u"], [ones(2, 3, 1)], ones(2, 1), ["s"], ones(2, 2, 1)) { Tags = ["a"] });
    }

    [Fact]
    public void SetsOnDifferentPointsOrWithDifferentMasksBecomeUnaligned()
    {
        using OperatorDataset left = Grid(2, 3), masked = Grid(2, 3, tensor(new double[] { 1, 0, 1, 1, 1, 1 }));
        using var moved = new OperatorDataset(left.InputNames, [.. left.Inputs.Select(input => input.clone())], left.Locations + 0.5, left.OutputNames, left.Outputs.clone(), left.OutputAxes);
        using OperatorDataset both = OperatorDataset.Concatenate([left, moved]), half = OperatorDataset.Concatenate([left, masked]), same = OperatorDataset.Concatenate([masked, masked]);
        Assert.Equal([4, 6, 2], both.Locations.shape);
        Assert.True(both.Locations[2].SameBits(moved.Locations));
        Assert.Null(both.Tags);
        Assert.Equal([4, 6], half.Mask!.shape);
        Assert.Equal([12, 10], new[] { half.Mask.narrow(0, 0, 2).sum().item<double>(), half.Mask.narrow(0, 2, 2).sum().item<double>() });
        Assert.Equal([6], same.Mask!.shape);
        using OperatorDataset other = Grid(3, 2);
        Assert.Contains("on [3, 2]", Assert.Throws<ArgumentException>(() => OperatorDataset.Concatenate([left, other])).Message);
        Assert.Throws<ArgumentException>(() => OperatorDataset.Concatenate([]));
    }

    [Fact]
    public void TheCardOfJoinedSetsKeepsWhatTheyAgreeOn()
    {
        DataCard One(double viscosity, int seed) => new("burgers", "s", "here", seed, new Dictionary<string, double> { ["viscosity"] = viscosity, ["points"] = 5 }, DataCard.ThisSoftware(), []);
        OperatorDataset Of(DataCard card) => new(["u"], [ones(2, 3, 1)], ones(2, 1), ["s"], ones(2, 2, 1)) { Card = card };
        using OperatorDataset first = Of(One(0.1, 4)), second = Of(One(0.01, 4)), both = OperatorDataset.Concatenate([first, second]);
        Assert.Equal(["points"], both.Card!.Parameters.Keys);
        Assert.Equal(4, both.Card.Seed);
        Assert.Equal(["Concatenate(2 sets: seed 4, viscosity 0.1; seed 4, viscosity 0.01)"], both.Card.Steps);
    }

    [Fact]
    public void ValuesComeInRowMajorOrderWhateverTheMemory()
    {
        Tensor values = arange(24, ScalarType.Float64).reshape(4, 6).t(); // not contiguous
        double[] expected = values.contiguous().data<double>().ToArray();
        Assert.Equal(expected, HostValues.Of<double>(values));
        Assert.Equal(expected, HostValues.Of<double>(values, largest: 40)); // five at a time
        Assert.Equal([5f], HostValues.Of<float>(tensor(5f)));
        Assert.Equal([2f, 3f], HostValues.Of<float>(arange(4, ScalarType.Float32).narrow(0, 2, 2)));
    }

    [Fact]
    public void FormsLeaveNoTensorBehind()
    {
        using OperatorDataset set = Grid(5, 6);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (int i = 0; i < 5; i++)
        {
            using OperatorDataset a = set.Strided([2, 3]), b = set.Restrict([1, 2]), c = set.SelectInputs(["a"]), d = set.SelectOutputs(["t"]), e = OperatorDataset.Concatenate([set, set]);
            using Tensor zero = zeros(2, 4, 1);
            using OperatorDataset f = set.WithInput("force", zero);
        }
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }
}
