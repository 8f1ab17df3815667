using Xunit;

namespace OpLearn.Tests;

public class FactorialDesignTests
{
    private static readonly ReactionDiffusion Problem = new(new ReactionDiffusionOptions { Cells = 8, Points = 9, Steps = 10, StoredEvery = 5 });

    [Fact]
    public void Samples_CombineEveryDrawOfOneInputWithEveryDrawOfTheOther()
    {
        var design = new FactorialDesign(Problem, 5);
        SampleBlock all = new(design, 25), own = new(Problem, 5);
        design.Solve(0, 3, all, CancellationToken.None);
        Problem.Solve(0, 3, own, CancellationToken.None);
        int outputs = Problem.Outputs[0].Points;
        for (int i = 0; i < 5; i++)
            for (int j = 0; j < 5; j++)
            {
                int sample = (i * 5) + j;
                Assert.Equal(own.Inputs[0].AsSpan(i * 9, 9).ToArray(), all.Inputs[0].AsSpan(sample * 9, 9).ToArray());
                Assert.Equal(own.Inputs[1].AsSpan(j * 9, 9).ToArray(), all.Inputs[1].AsSpan(sample * 9, 9).ToArray());
                if (i == j) Assert.Equal(own.Outputs[0].AsSpan(i * outputs, outputs).ToArray(), all.Outputs[0].AsSpan(sample * outputs, outputs).ToArray());
            }
    }

    [Fact]
    public void Blocks_BeyondTheLastCombination_AreRefused()
    {
        var design = new FactorialDesign(Problem, 2);
        Assert.Throws<ArgumentException>(() => design.Solve(3, 1, new SampleBlock(design, 2), CancellationToken.None));
        Assert.Throws<ArgumentException>(() => new FactorialDesign(Problem, 1));
        Assert.Throws<ArgumentException>(() => Problem.SolveCombinations([0], [0, 1], 1, new SampleBlock(Problem, 2), CancellationToken.None));
    }
}
