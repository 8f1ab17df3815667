using Xunit;

namespace OpLearn.Tests;

public sealed class ScheduleTests
{
    [Fact]
    public void Formulas_GiveTheirValues()
    {
        Assert.Equal(1e-3, Schedule.Constant(1e-3).At(999));
        Assert.Equal(0.5, Schedule.InverseTime(1.0, 1.0, 100).At(100), 15);
        Assert.Equal(Math.Sqrt(0.9), Schedule.Exponential(1.0, 0.9, 100).At(50), 15);
        Assert.Equal([1.0, 1.0, 0.5, 0.25], new[] { 0, 99, 100, 299 }.Select(step => Schedule.ExponentialStaircase(1.0, 0.5, 100).At(step)));
        Assert.Equal([1.0, 0.1, 0.1, 0.01], new[] { 9, 10, 29, 30 }.Select(step => Math.Round(Schedule.Steps(1.0, 0.1, [10, 30]).At(step), 12)));
        Assert.Equal([1.0, 0.55, 0.1, 0.1], new[] { 0, 50, 100, 500 }.Select(step => Math.Round(Schedule.Cosine(1.0, 100, 0.1).At(step), 12)));
        Assert.Equal([0.25, 0.5, 1.0, 1.0], new[] { 0, 1, 3, 9 }.Select(step => Schedule.WarmUp(Schedule.Constant(1.0), 4).At(step)));
    }

    // lr(k) = 1e-3/(1 + 1e-4 k), at the ends of the coupling paper's trainings.
    [Fact]
    public void InverseTime_OfTheCouplingPaper()
    {
        Schedule rate = Schedule.InverseTime(1e-3, 1e-4, 1);
        foreach ((int step, double expected) in new[] { (0, 1e-3), (10_000, 5e-4), (110_000, 1e-3 / 12), (310_000, 3.125e-5) }) Assert.Equal(expected, rate.At(step), 1e-15);
    }

    [Fact]
    public void OneCycle_FollowsPyTorch()
    {
        // The closed form of torch.optim.lr_scheduler.OneCycleLR: first = peak/25, peak at 0.3 · steps − 1, last = first/10⁴ at steps − 1.
        var schedule = Schedule.OneCycle(1.0, 100);
        Assert.Equal(0.04, schedule.At(0), 15);
        Assert.Equal(1.0, schedule.At(29), 15);
        Assert.Equal(0.04 / 1e4, schedule.At(99), 15);
        Assert.Equal(0.04 / 1e4, schedule.At(150), 15);
        Assert.Equal((1.0 + 0.04 / 1e4) / 2.0, schedule.At(64), 15);
    }

    [Fact]
    public void BadNumbers_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Schedule.Constant(0.0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Schedule.Constant(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => Schedule.Exponential(1.0, 1.5, 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => Schedule.OneCycle(1.0, 100, 1.0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Schedule.Constant(1.0).At(-1));
    }
}
