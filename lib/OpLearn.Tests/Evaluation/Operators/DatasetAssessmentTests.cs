using Xunit;
using static TorchSharp.torch;

namespace OpLearn.Tests;

public class DatasetAssessmentTests
{
    [Fact]
    public void ABilinearProblemIsSeenThroughByTheQuadratic()
    {
        var problem = new CrossedProblem(1, 1, 4);
        using OperatorDataset all = OperatorDataset.Generate(problem, 300, seed: 2, new GenerationOptions { Type = ScalarType.Float64 });
        using DatasetSplit split = all.Split(200, 50, 50);
        using FactorialAnalysis design = FactorialAnalysis.Generate(new FactorialDesign(problem, 16), seed: 3);
        DatasetAssessment found = DatasetAssessment.Of(split, design);
        FieldAssessment bilinear = found.Fields[0], linear = found.Fields[1];
        Assert.Equal(("s", "f alone"), (bilinear.Output, linear.Output));
        Assert.True(bilinear.LinearRidge > 0.3 && bilinear.QuadraticRidge < 1e-9 && bilinear.CubicRidge < 1e-9, bilinear.ToString());
        Assert.True(bilinear.NearestNeighbor is > 0.05 and < 0.8, bilinear.ToString());
        Assert.True(linear.LinearRidge < 1e-9);
        Assert.True(bilinear.Shares!.Interaction is > 0.2 and < 0.8 && linear.Shares!.First > 0.999999, $"{found}");
        // f g with two degrees of freedom each: rank 2 in f, and one more of g alone.
        Assert.Equal(3, bilinear.Spectrum!.RankFor(1e-10));
        Assert.False(found.CanTest());
        Assert.Equal(4 + 10 + 20, found.CubicFeatures);
    }

    [Fact]
    public void AProblemBeyondPolynomialsCanTest()
    {
        using OperatorDataset inner = OperatorDataset.Generate(new CrossedProblem(6, 6, 0), 500, seed: 2, new GenerationOptions { Type = ScalarType.Float64 });
        using var all = new OperatorDataset(inner.InputNames, [.. inner.Inputs.Select(input => input.clone())], inner.Locations.clone(), ["s"],
            (4 * inner.Outputs.narrow(2, 0, 1)).sin());
        using DatasetSplit split = all.Split(300, 100, 100);
        DatasetAssessment found = DatasetAssessment.Of(split);
        Assert.True(found.CanTest(), found.ToString());
        Assert.Null(found.Fields[0].Shares);
        Assert.Contains("quadratic", found.ToString());
    }
}
