using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace OpLearn.Tests;

public class RolloutTests
{
    private static OperatorDataset Start(Tensor state, Tensor factor)
    {
        long samples = state.shape[0], points = state.shape[1];
        return new OperatorDataset(["factor", "state"], [factor, state], arange(points, ScalarType.Float64).unsqueeze(-1), ["s"], ones([samples, points, 1], ScalarType.Float64));
    }

    private static Tensor Random(params long[] shape)
    {
        using var generator = new Generator(3);
        return randn(shape, ScalarType.Float64, generator: generator);
    }

    [Fact]
    public void StepsFollowEachOtherAndTheOtherInputsStay()
    {
        // s → factor · s turned by one point: after k steps factorᵏ · s turned by k.
        Tensor state = Random(4, 6, 1), factor = tensor(new[] { 0.5, 1, 2, -1 }).reshape(4, 1, 1);
        using OperatorDataset start = Start(state, factor);
        var model = new StatePredictor(set => set.Inputs[1].roll(1, 1) * set.Inputs[0]);
        using Tensor trajectory = Rollout.Predict(model, start, steps: 5, state: "state");
        Assert.Equal([4, 30, 1], trajectory.shape);
        for (int k = 1; k <= 5; k++)
            Assert.True((trajectory.narrow(1, (k - 1) * 6, 6) - state.roll(k, 1) * factor.pow(k)).abs().max().item<double>() < 1e-12, $"step {k}");
        Assert.False(start.Inputs[1].IsInvalid);
    }

    [Fact]
    public void SeveralPastStatesAreShifted()
    {
        // sₙ₊₁ = sₙ + sₙ₋₁: from (1, 1) the Fibonacci numbers.
        using OperatorDataset start = Start(ones([2, 3, 2], ScalarType.Float64), ones([2, 1, 1], ScalarType.Float64));
        var model = new StatePredictor(set => set.Inputs[1].sum([2], keepdim: true));
        using Tensor trajectory = Rollout.Predict(model, start, 6, "state");
        Assert.Equal([2, 3, 5, 8, 13, 21], trajectory[0].reshape(6, 3).select(1, 2).contiguous().data<double>().ToArray());
    }

    [Fact]
    public void ABrokenTrajectoryIsNaNAndTheOthersGoOn()
    {
        using OperatorDataset start = Start(tensor(new[] { 2.0, 1.0 }).reshape(2, 1, 1).expand(2, 3, 1).contiguous(), ones([2, 1, 1], ScalarType.Float64));
        var model = new StatePredictor(set => (8 * set.Inputs[1]).pow(300) / Math.Pow(8, 300)); // overflows for 2, not for 1
        using Tensor trajectory = Rollout.Predict(model, start, 3, "state");
        Assert.True(trajectory[0].isnan().all().item<bool>());
        Assert.True((trajectory[1] - 1).abs().max().item<double>() < 1e-9);
        Assert.Equal(double.PositiveInfinity, Metrics.RelativeL2(trajectory, ones_like(trajectory)).PerSample[0]);
    }

    [Fact]
    public void NothingIsLeftBehindAndNonsenseIsRefused()
    {
        using OperatorDataset start = Start(Random(4, 6, 1), ones([4, 1, 1], ScalarType.Float64));
        var model = new StatePredictor(set => 1 * set.Inputs[1]);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        Rollout.Predict(model, start, 4, "state").Dispose();
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        Assert.Contains("'factor' [4, 1, 1]", Assert.Throws<ArgumentException>(() => Rollout.Predict(model, start, 4)).Message);
        Assert.Throws<ArgumentException>(() => Rollout.Predict(model, start, 4, "stage"));
    }
}
