using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace OpLearn.Tests;

public class OperatorDatasetTests
{
    private static OperatorDataset Small(Tensor? input = null, Tensor? locations = null, Tensor? outputs = null, Tensor? mask = null,
        IReadOnlyList<string>? inputNames = null, IReadOnlyList<string>? outputNames = null, IReadOnlyList<int>? axes = null) =>
        new(inputNames ?? ["u"], [input ?? ones(4, 6, 1)], locations ?? ones(5, 1), outputNames ?? ["s"], outputs ?? ones(4, 5, 1), axes, mask);

    [Fact]
    public void GoodShapesAreTaken()
    {
        using OperatorDataset set = Small(mask: ones(5));
        Assert.Equal((4, 5, 1, 1, true), (set.Samples, set.Points, set.Channels, set.Dimensions, set.IsAligned));
        Assert.Equal([5], set.OutputAxes);
        Assert.Equal("4 samples: u [4, 6, 1]; locations [5, 1] -> s [4, 5, 1], float32", set.ToString());
    }

    public static TheoryData<string, Func<OperatorDataset>> Broken => new()
    {
        { "outputs must be [samples, points, channels]", () => Small(outputs: ones(4, 5)) },
        { "outputs must be [samples, points, channels]", () => Small(outputs: ones(4, 0, 1)) },
        { "input 'u' must be [samples, axes…, channels]", () => Small(input: ones(4)) },
        { "must have the same samples on axis 0; got [3, 6, 1] and [4, 5, 1]", () => Small(input: ones(3, 6, 1)) },
        { "locations must be [points, dimensions] = [5, d]", () => Small(locations: ones(6, 1)) },
        { "locations must be [points, dimensions] = [5, d]", () => Small(locations: ones(4, 6, 1)) },
        { "one name an input function, 1; got 2", () => Small(inputNames: ["u", "v"]) },
        { "one name an output channel, 1; got 2", () => Small(outputNames: ["s", "t"]) },
        { "must differ", () => Small(outputs: ones(4, 5, 2), outputNames: ["s", "s"]) },
        { "may be empty", () => Small(inputNames: [" "]) },
        { "product of outputAxes must be the number of points, 5; got [2, 2]", () => Small(axes: [2, 2]) },
        { "mask must be [points] = [5]", () => Small(mask: ones(4)) },
        { "mask must hold 1", () => Small(mask: full([5], 0.5)) },
        { "at least one point that counts", () => Small(mask: zeros(5)) },
        { "float32 or float64", () => Small(outputs: ones([4, 5, 1], ScalarType.Int64)) },
        { "input 'u' has Float64", () => Small(input: ones([4, 6, 1], ScalarType.Float64)) },
        { "input 'u' must be finite; got 1 NaN or infinite value(s), the first in sample 2 at [2, 3, 0]", () => Small(input: Hole(4, 6, double.NaN)) },
        { "outputs (s) must be finite; got 1 NaN", () => Small(outputs: Hole(4, 5, double.PositiveInfinity)) },
    };

    [Theory, MemberData(nameof(Broken))]
    public void BrokenSetsSayWhatIsWrong(string part, Func<OperatorDataset> make)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => make().Dispose());
        Assert.StartsWith("OperatorDataset: ", error.Message);
        Assert.Contains(part, error.Message);
    }

    private static Tensor Hole(int samples, int points, double value)
    {
        Tensor values = ones(samples, points, 1);
        values[2, 3, 0] = value;
        return values;
    }

    [Fact]
    public void LargeFiniteValuesWhoseSumOverflowsAreTaken()
    {
        using OperatorDataset set = Small(input: full([4, 6, 1], 1e308, ScalarType.Float64), locations: ones([5, 1], ScalarType.Float64), outputs: ones([4, 5, 1], ScalarType.Float64));
        Assert.Equal(4, set.Samples);
    }

    [Fact]
    public void TheSetOutlivesTheScopeOfItsTensors()
    {
        OperatorDataset set;
        using (NewDisposeScope()) set = Small();
        Assert.Equal(20, set.Outputs.sum().item<float>());
        set.Dispose();
        Assert.True(set.Outputs.IsInvalid);
    }

    [Fact]
    public void SubsetAndSelectTakeWholeFunctions()
    {
        using OperatorDataset all = OperatorDataset.Generate(new CosineProblem(), 10, seed: 1);
        using OperatorDataset part = all.Subset(3, 4);
        using OperatorDataset chosen = all.Select([6, 5, 4, 3]);
        Assert.True(part.Inputs[0].SameBits(all.Inputs[0].slice(0, 3, 7, 1)));
        Assert.True(part.Outputs.SameBits(chosen.Outputs.flip(0)));
        Assert.Equal(["Subset(3, 4)"], part.Card!.Steps);
        Assert.Throws<ArgumentOutOfRangeException>(() => all.Subset(8, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => all.Select([10]));
    }

    [Theory, InlineData(null), InlineData(5)]
    public void SplitSharesNoFunction(int? seed)
    {
        using OperatorDataset all = OperatorDataset.Generate(new CosineProblem(), 20, seed: 1, new GenerationOptions { Type = ScalarType.Float64 });
        using DatasetSplit split = all.Split(10, 4, 6, seed);
        double[] first = [.. Firsts(split.Train), .. Firsts(split.Validation), .. Firsts(split.Test)];
        Assert.Equal(20, first.Distinct().Count());
        Assert.Equal(Firsts(all).Order(), first.Order());
        Assert.Equal(seed is null, Firsts(all).SequenceEqual(first));
        Assert.Equal((10, 4, 6), (split.Train.Samples, split.Validation.Samples, split.Test.Samples));
        Assert.Throws<ArgumentOutOfRangeException>(() => all.Split(10, 5, 6));
    }

    private static double[] Firsts(OperatorDataset set) => set.Inputs[0].select(1, 0).contiguous().data<double>().ToArray();

    [Fact]
    public void ToChangesTheTypeAndSharesWhereNothingChanges()
    {
        using OperatorDataset single = OperatorDataset.Generate(new CosineProblem(), 3, seed: 1);
        using OperatorDataset wide = single.To(ScalarType.Float64);
        using OperatorDataset same = single.To();
        Assert.Equal(ScalarType.Float64, wide.Inputs[0].dtype);
        Assert.True(wide.Outputs.to(ScalarType.Float32).SameBits(single.Outputs));
        same.Dispose();
        Assert.False(single.Outputs.IsInvalid);
        Assert.Throws<ArgumentException>(() => single.To(ScalarType.Int32));
    }

    [Fact]
    public void TriplesHoldTheFunctionsAndTheirValuesAtTheirLocations()
    {
        using OperatorDataset all = OperatorDataset.Generate(new CosineProblem(), 6, seed: 2, new GenerationOptions { Type = ScalarType.Float64 });
        using OperatorDataset triples = all.ToTriples(4, seed: 3);
        using OperatorDataset again = all.ToTriples(4, seed: 3);
        Assert.Equal([24, 1, 2], triples.Outputs.shape);
        Assert.Equal([24, 1, 1], triples.Locations.shape);
        Assert.True(triples.Locations.SameBits(again.Locations));
        for (int row = 0; row < 24; row++)
        {
            int point = (int)Math.Round(triples.Locations[row, 0, 0].item<double>() * 10);
            Assert.True(triples.Inputs[0][row].SameBits(all.Inputs[0][row / 4]));
            Assert.True(triples.Outputs[row, 0].SameBits(all.Outputs[row / 4, point]));
        }
        for (int function = 0; function < 6; function++)
            Assert.Equal(4, triples.Locations.narrow(0, function * 4, 4).reshape(4).data<double>().ToArray().Distinct().Count());
    }

    [Fact]
    public void TriplesComeFromPointsThatCount()
    {
        Tensor mask = tensor(new float[,] { { 1, 1, 0, 0, 0 }, { 0, 0, 1, 1, 0 } });
        using var set = new OperatorDataset(["u"], [ones(2, 3, 1)], arange(5, ScalarType.Float32).reshape(5, 1), ["s"], ones(2, 5, 1), null, mask);
        using OperatorDataset triples = set.ToTriples(2, seed: 0);
        Assert.Equal([0f, 1f, 2f, 3f], triples.Locations.reshape(4).data<float>().ToArray().Order());
        Assert.Throws<ArgumentOutOfRangeException>(() => set.ToTriples(3, seed: 0));
    }

    [Fact]
    public void EveryPointIsDrawnEquallyOften()
    {
        int[] counts = new int[7];
        for (ulong stream = 0; stream < 7000; stream++) foreach (int k in Shuffle.Choose(7, 3, 11, stream)) counts[k]++;
        // Each count is binomial(7000, 3/7) with mean 3000 and deviation 41: five deviations.
        Assert.All(counts, count => Assert.InRange(count, 2793, 3207));
    }

    [Fact]
    public void CuttingSetsLeavesNoTensorBehind()
    {
        using OperatorDataset all = OperatorDataset.Generate(new CosineProblem(), 8, seed: 1);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (int i = 0; i < 20; i++)
        {
            using OperatorDataset part = all.Subset(1, 5);
            using OperatorDataset chosen = all.Select([1, 2]);
            using OperatorDataset wide = all.To(ScalarType.Float64);
            using OperatorDataset triples = all.ToTriples(2, seed: 1);
        }
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }
}
