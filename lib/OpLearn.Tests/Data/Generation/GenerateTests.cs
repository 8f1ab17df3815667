using Xunit;
using static TorchSharp.torch;

namespace OpLearn.Tests;

public class GenerateTests
{
    private static readonly GenerationOptions Wide = new() { Type = ScalarType.Float64 };

    [Fact]
    public void ValuesLandAtTheirSamplePointAndChannel()
    {
        using OperatorDataset set = OperatorDataset.Generate(new CosineProblem(), 7, seed: 4, Wide with { BlockSize = 3 });
        Assert.Equal([7, 11, 1], set.Inputs[0].shape);
        Assert.Equal([7, 11, 2], set.Outputs.shape);
        Assert.Equal(["derivative", "square"], set.OutputNames);
        Assert.True(set.Outputs.select(2, 1).SameBits(set.Inputs[0].select(2, 0).square()));
        // u = a cos πx + b: a = (u(0) − u(1)) / 2, and the derivative at ½ is −aπ.
        Tensor a = (set.Inputs[0].select(1, 0) - set.Inputs[0].select(1, 10)) / 2;
        Assert.True((set.Outputs.select(2, 0).select(1, 5).unsqueeze(1) + Math.PI * a).abs().max().item<double>() < 1e-14);
        Assert.Equal(("cosine", (int?)4), (set.Card!.Name, set.Card.Seed));
    }

    [Fact]
    public void ThreadsAndBlocksChangeNoBit()
    {
        using OperatorDataset one = OperatorDataset.Generate(new CosineProblem(), 37, seed: 4, Wide with { Threads = 1, BlockSize = 37 });
        foreach ((int threads, int block) in new[] { (1, 1), (2, 5), (4, 1), (3, 100), (0, 0) })
        {
            using OperatorDataset other = OperatorDataset.Generate(new CosineProblem(), 37, seed: 4, Wide with { Threads = threads, BlockSize = block });
            Assert.True(one.Inputs[0].SameBits(other.Inputs[0]) && one.Outputs.SameBits(other.Outputs), $"{threads} threads, blocks of {block}");
        }
    }

    [Fact]
    public void ALargerSetBeginsWithTheSmallerAndAnotherSeedDiffers()
    {
        using OperatorDataset small = OperatorDataset.Generate(new CosineProblem(), 5, seed: 4);
        using OperatorDataset large = OperatorDataset.Generate(new CosineProblem(), 50, seed: 4);
        using OperatorDataset other = OperatorDataset.Generate(new CosineProblem(), 5, seed: 5);
        Assert.True(small.Outputs.SameBits(large.Outputs.narrow(0, 0, 5)));
        Assert.False(small.Outputs.SameBits(other.Outputs));
        Assert.Equal(ScalarType.Float32, small.Outputs.dtype);
    }

    [Fact]
    public void ProgressRisesToTheEnd()
    {
        List<GenerationProgress> seen = [];
        OperatorDataset.Generate(new CosineProblem(), 23, seed: 4, new GenerationOptions { BlockSize = 4, Threads = 3, OnProgress = seen.Add }).Dispose();
        Assert.Equal(6, seen.Count);
        Assert.Equal(seen.Select(p => p.Done).Order(), seen.Select(p => p.Done));
        Assert.Equal((23, 23, TimeSpan.Zero), (seen[^1].Done, seen[^1].Total, seen[^1].Remaining));
    }

    [Fact]
    public void NaNNamesTheSampleAndTheField()
    {
        ArithmeticException error = Assert.Throws<ArithmeticException>(() =>
            OperatorDataset.Generate(new CosineProblem { NaNAt = 13 }, 20, seed: 4, new GenerationOptions { BlockSize = 4, Threads = 3 }));
        Assert.Contains("'square', sample 13 of seed 4, point 0", error.Message);
    }

    [Fact]
    public void AValueThatTheSolverLeavesOutIsNoZero()
    {
        ArithmeticException error = Assert.Throws<ArithmeticException>(() => OperatorDataset.Generate(new CosineProblem { LeavesOut = true }, 2, seed: 4));
        Assert.Contains("point 10", error.Message);
    }

    [Fact]
    public void CancellingStopsAfterTheRunningBlocks()
    {
        using var stop = new CancellationTokenSource();
        var problem = new CosineProblem { OnBlock = first => { if (first >= 10) stop.Cancel(); } };
        Assert.ThrowsAny<OperationCanceledException>(() =>
            OperatorDataset.Generate(problem, 10_000, seed: 4, new GenerationOptions { BlockSize = 1, Threads = 2, Cancellation = stop.Token }));
        Assert.True(problem.Solved < 5_100, $"{problem.Solved} samples were solved");
    }

    [Fact]
    public void WrongRequestsAreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => OperatorDataset.Generate(new CosineProblem(), 0, seed: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => OperatorDataset.Generate(new CosineProblem(), 1, seed: 1, new GenerationOptions { Threads = -1 }));
        Assert.Throws<ArgumentException>(() => OperatorDataset.Generate(new CosineProblem(), 1, seed: 1, new GenerationOptions { Type = ScalarType.Int32 }));
    }
}
