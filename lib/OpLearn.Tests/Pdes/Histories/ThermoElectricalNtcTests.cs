using Xunit;

namespace OpLearn.Tests;

public class ThermoElectricalNtcTests
{
    private static ThermoElectricalBatch<NtcConduction> Solved(double coupling, int cells, int steps, bool secondOrder, out double error)
    {
        double Sigma(double t, double x, double p, double time) => Math.Exp(2 * Math.Tanh((coupling * t) + ((1 - coupling) * 5 * p)));
        double Lambda(double t, double x, double p, double time) => 0.25 * Math.Exp(0.7 * Math.Tanh(t));
        ThermoElectricalBatch<NtcConduction> batch = ThermoElectricalNtc.NewBatch(coupling, cells, steps, secondOrder);
        error = new Manufactured(3 * coupling, 1, Sigma, Lambda, vanishesAtTheEnd: true).Error(batch, cells, steps, currentDriven: false);
        return batch;
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.5)]
    [InlineData(1.0)]
    public void LinearElements_AreOfOrderTwo(double coupling) =>
        Orders.AssertAtLeast(2, cells => { Solved(coupling, cells, 500, true, out double error); return error; }, 16, 32, 64);

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.5)]
    [InlineData(1.0)]
    public void TwoStepFormula_IsOfOrderTwo(double coupling) => AssertOrderInTime(2, coupling, true);

    [Fact]
    public void BackwardEuler_IsOfOrderOne() => AssertOrderInTime(1, 0.5, false);

    // Against many steps on the same grid, which has the same error in space.
    private static void AssertOrderInTime(int order, double coupling, bool secondOrder)
    {
        double[] limit = [.. Solved(coupling, 48, 2560, true, out _).Temperature.Select(t => t[0])];
        Orders.AssertAtLeast(order, steps => Manufactured.Distance(Solved(coupling, 48, steps, secondOrder, out _), limit), 40, 80, 160);
    }

    [Fact]
    public void WithoutCoupling_FieldsDoNotSeeEachOther()
    {
        var problem = new ThermoElectricalNtc(0, new HistoryOptions { Points = 9, Steps = 50 });
        IReadOnlyList<double[]> one = problem.SolveFor(t => 12 * Math.Sin(t), t => t), heat = problem.SolveFor(t => 12 * Math.Sin(t), t => -t),
            charge = problem.SolveFor(t => 3, t => t);
        Assert.Equal(one[0], heat[0], new BistablePairTests.Near(1e-9));
        Assert.Equal(one[1], charge[1], new BistablePairTests.Near(1e-9));
        Assert.NotEqual(one[1], heat[1], new BistablePairTests.Near(1e-2));
    }

    [Fact]
    public void WithCoupling_EachFieldSeesTheOther()
    {
        var problem = new ThermoElectricalNtc(1, new HistoryOptions { Points = 9, Steps = 50 });
        IReadOnlyList<double[]> one = problem.SolveFor(t => 12 * Math.Sin(t), t => t), heat = problem.SolveFor(t => 12 * Math.Sin(t), t => 0.2 * t),
            charge = problem.SolveFor(t => 3, t => t);
        Assert.True(one[0].Zip(heat[0], (a, b) => Math.Abs(a - b)).Max() > 0.05);
        Assert.True(one[1].Zip(charge[1], (a, b) => Math.Abs(a - b)).Max() > 0.02);
    }

    [Fact]
    public void Defaults_AreConvergedOnRandomHistories()
    {
        foreach (double coupling in new[] { 0, 0.5, 1 })
        {
            double error = BistablePairTests.RelativeDifference(new ThermoElectricalNtc(coupling),
                new ThermoElectricalNtc(coupling, new HistoryOptions { Refinement = 12, Steps = 1600 }), 12);
            TestContext.Current.TestOutputHelper?.WriteLine($"c = {coupling}: {error:e2}");
            Assert.InRange(error, 0, 1.5e-3);
        }
    }

    [Fact]
    public void Solver_MakesSeventyFiveSamplesASecondAndCore()
    {
        var problem = new ThermoElectricalNtc(1);
        var block = new SampleBlock(problem, 16);
        double seconds = ThreadClock.Best(() => problem.Solve(0, 1, block, CancellationToken.None), 16 / 75.0);
        TestContext.Current.TestOutputHelper?.WriteLine($"{16 / seconds:f0} samples/s and core, or more");
        Assert.InRange(seconds, 0, 16 / 75.0);
    }

    [Fact]
    public void BadValues_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => new ThermoElectricalNtc(1.5));
        Assert.Throws<ArgumentException>(() => new ThermoElectricalNtc(double.NaN));
    }
}
