using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace OpLearn.Tests;

public class BaselineTests
{
    private static readonly Tensor Y = linspace(0.0, 1.0, 6, dtype: float64).reshape(6, 1);

    // A linear operator with an offset: rank 3 from 8 sensors to 6 points × 2 channels.
    private static OperatorDataset Linear(int samples, int seed)
    {
        Tensor u = ModelChecks.Random(seed, samples, 4, 1), v = ModelChecks.Random(seed + 1000, samples, 2, 2, 1);
        Tensor rank3 = ModelChecks.Random(5, 8, 3).matmul(ModelChecks.Random(6, 3, 12)), offset = ModelChecks.Random(7, 12);
        Tensor s = cat([u.reshape(samples, 4), v.reshape(samples, 4)], 1).matmul(rank3) + offset;
        return new OperatorDataset(["u", "v"], [u, v], Y.clone(), ["a", "b"], s.reshape(samples, 6, 2));
    }

    private static double Error(IOperatorPredictor model, OperatorDataset set, int batch = 7) => ModelChecks.MaxDifference(model.Predict(set, batch), set.Outputs);

    [Fact]
    public void Linear_IsExactForALinearOperator_AndThreeModesAreEnough()
    {
        using OperatorDataset train = Linear(30, 1), test = Linear(20, 2);
        using LinearBaseline full = LinearBaseline.Fit(train, 0.0), three = LinearBaseline.FitPod(train, 3, 0.0), two = LinearBaseline.FitPod(train, 2, 0.0);
        Assert.InRange(Error(full, test), 0.0, 1e-11);
        Assert.InRange(Error(three, test), 0.0, 1e-11);
        Assert.True(Error(two, test) > 0.1);
    }

    [Fact]
    public void Linear_ALargeRidge_FallsBackToTheMean()
    {
        using OperatorDataset train = Linear(30, 1), test = Linear(20, 2);
        using LinearBaseline ridged = LinearBaseline.Fit(train, 1e12);
        using MeanBaseline mean = MeanBaseline.Fit(train);
        Assert.InRange(ModelChecks.MaxDifference(ridged.Predict(test), mean.Predict(test)), 0.0, 1e-9);
        Assert.InRange(ModelChecks.MaxDifference(mean.Predict(test)[3], train.Outputs.mean([0])), 0.0, 1e-12);
    }

    [Fact]
    public void Linear_SolvesTheNormalEquations()
    {
        Tensor x = ModelChecks.Random(1, 20, 5), y = ModelChecks.Random(2, 20, 3), w = BaselineData.Ridge(x, y, 0.01);
        Tensor largest = linalg.svdvals(x).max();
        Tensor residual = x.t().matmul(x.matmul(w) - y) + 0.01 * largest * largest * w;
        Assert.InRange(residual.abs().max().item<double>(), 0.0, 1e-11);
    }

    [Fact]
    public void Nearest_FindsTheTrainingSampleItself_AndTheNearerOfTwo()
    {
        using OperatorDataset train = Linear(30, 1);
        using NearestNeighborBaseline nearest = NearestNeighborBaseline.Fit(train);
        Assert.Equal(0.0, Error(nearest, train));
        Tensor[] moved = [.. train.Inputs.Select(input => input + 1e-3)];
        using OperatorDataset near = new(["u", "v"], moved, Y.clone(), ["a", "b"], train.Outputs.clone());
        Assert.Equal(0.0, Error(nearest, near));
    }

    [Fact]
    public void OtherLocations_AreRefused()
    {
        using OperatorDataset train = Linear(10, 1), test = Linear(4, 2);
        using MeanBaseline mean = MeanBaseline.Fit(train);
        using OperatorDataset moved = new(["u", "v"], [.. test.Inputs.Select(input => input.clone())], Y + 0.1, ["a", "b"], test.Outputs.clone());
        Assert.Contains("locations of the training set", Assert.Throws<ArgumentException>(() => mean.Predict(moved)).Message);
    }
}
