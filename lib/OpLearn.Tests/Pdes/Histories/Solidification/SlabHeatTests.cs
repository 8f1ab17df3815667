using System.Numerics;
using Xunit;

namespace OpLearn.Tests;

public class SlabHeatTests
{
    [Fact]
    public void Neumann_ConstantsAreThoseOfTheReference()
    {
        var exact = new Stefan();
        Assert.Equal(0.665770, exact.Growth, 1e-6);
        Assert.Equal(7.6818e-3, exact.Front(5), 1e-7);
        Assert.Equal(15.7431e-3, exact.Front(21), 1e-7);
        Assert.Equal(1217.02, exact.Temperature(3e-3, 5), 0.005);
    }

    public static TheoryData<double, double, double> Melts => new() { { 0, 33, 661 }, { 50, 33, 661 }, { 60, 25, 800 } };

    private static (double Front, double Temperature) Errors(Stefan exact, int cells, int steps)
    {
        const double horizon = 5;
        SlabHeat heat = exact.Solver(cells, horizon / steps);
        for (int n = 0; n < steps; n++)
        {
            heat.Begin();
            heat.Solve(default);
        }
        double worst = Math.Sqrt(Enumerable.Range(0, cells + 1)
            .Average(i => Math.Pow(heat.Temperature[i][0] - exact.Temperature(0.03 * i / cells, horizon), 2)));
        return (Math.Abs(Stefan.Front(heat) - exact.Front(horizon)) / exact.Front(horizon), worst);
    }

    [Theory]
    [MemberData(nameof(Melts))]
    public void FreezingFront_MatchesNeumann(double superheat, double conductivity, double capacity)
    {
        var exact = new Stefan(superheat, conductivity, capacity);
        List<(double Front, double Temperature)> errors = [.. new[] { (75, 100), (150, 400), (300, 1600) }
            .Select(size => Errors(exact, size.Item1, size.Item2))];
        foreach ((double front, double temperature) in errors)
            TestContext.Current.TestOutputHelper?.WriteLine($"front {front:e2}, temperature {temperature:f3} °C");
        // Between nodes the front of a lumped grid moves in jerks, so that rates of single refinements say little.
        Assert.True(errors[2].Front < 2.5e-4 && errors[2].Front < errors[0].Front / 8);
        Assert.True(errors[2].Temperature < 0.15 && errors[2].Temperature < errors[0].Temperature / 2.5);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(50)]
    public void Front_AdvancesWithTheSquareRootOfTime(double superheat)
    {
        var exact = new Stefan(superheat);
        SlabHeat heat = exact.Solver(300, 0.01);
        for (int n = 1; n <= 500; n++)
        {
            heat.Begin();
            heat.Solve(default);
            if (n % 100 == 0) Assert.Equal(1, Stefan.Front(heat) / exact.Front(n * 0.01), 2e-3);
        }
    }

    [Fact]
    public void Lanes_DoNotSeeEachOther()
    {
        double[] Surface(Vector<double> flux)
        {
            var heat = new SlabHeat(Steel.Table, 0.03, 60, 0.1);
            heat.Start(1540);
            for (int n = 0; n < 50; n++)
            {
                heat.Begin();
                heat.Solve(flux);
            }
            return [.. Enumerable.Range(0, Vector<double>.Count).Select(lane => heat.Temperature[0][lane])];
        }
        double[] fluxes = [.. Enumerable.Range(1, Vector<double>.Count).Select(i => i * 7e5)], together = Surface(new Vector<double>(fluxes));
        for (int lane = 0; lane < fluxes.Length; lane++) Assert.Equal(Surface(new Vector<double>(fluxes[lane]))[0], together[lane]);
    }

    // A wrong entry of the matrix would change no solution, only how many iterations lead to it: where nothing melts and all is constant, the first finds it.
    [Theory]
    [InlineData(2)]
    [InlineData(9)]
    [InlineData(10)]
    public void ConstantProperties_TakeOneIteration_AndOneThatSaysSo(int cells)
    {
        var heat = new SlabHeat(new EnthalpyTable(t => 700 * t, _ => 30, _ => 0, 7400, 0, 2000), 0.01, cells, 0.2);
        heat.Start(1000);
        for (int n = 0; n < 50; n++)
        {
            heat.Begin();
            heat.Solve(new Vector<double>(1e6 * (n % 7)));
        }
        Assert.Equal(2, heat.LargestIterations);
        Assert.True(heat.Temperature[cells][0] < 900, $"{heat.Temperature[cells][0]}"); // the other face has felt it
    }

    [Fact]
    public void ImpossibleFlux_IsRefused()
    {
        var heat = new SlabHeat(Steel.Table, 0.03, 20, 0.1);
        heat.Start(1540);
        heat.Begin();
        Assert.Throws<ArithmeticException>(() => heat.Solve(new Vector<double>(double.NaN)));
    }
}
