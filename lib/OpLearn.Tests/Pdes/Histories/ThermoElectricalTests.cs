using System.Numerics;
using Xunit;

namespace OpLearn.Tests;

public class ThermoElectricalTests
{
    // Few long steps of backward Euler: the steady state to round-off.
    private static ThermoElectrical Steady(ThermoElectricalOptions options, int cells) =>
        new(options with { Horizon = 1e9 }, new HistoryOptions { Points = cells + 1, Refinement = 1, Steps = 6 });

    private static ThermoElectricalOptions Kohlrausch(double voltage, double slope) => new()
    { Drive = ThermoElectricalDrive.Voltage(voltage), Diffusivity = 1, JouleFactor = 1, ResistivitySlope = slope };

    // ∫ (a/k_J) ρ dT from the ends to the hottest place is V²/8: ρ₀(T + gT²/2) = V²/8 here. The numbers are those of the reference program.
    [Theory]
    [InlineData(1, 0.5, 0.1213203)]
    [InlineData(2, 0.5, 0.4494897)]
    [InlineData(3, 1, 0.8027756)]
    public void VoltageDriven_KeepsToKohlrausch(double voltage, double slope, double expected)
    {
        double exact = (Math.Sqrt(1 + (2 * slope * voltage * voltage / 8)) - 1) / slope;
        Assert.Equal(expected, exact, 1e-7);
        // Conductivities at the middle state carry the relation over to the elements, so that it holds on any grid.
        foreach (int cells in new[] { 8, 64, 400 }) Assert.Equal(exact, Steady(Kohlrausch(voltage, slope), cells).SolveFor(t => 0, t => 1)[0].Max(), 1e-10);
    }

    // θ = (cos b(x − ½)/cos(b/2) − 1)/g and V = Jρ₀(2/b) tan(b/2), b² = J²ρ₀ g k_J/a.
    private static (double Temperature, double Voltage) CurrentDrivenErrors(int cells, double resistivity)
    {
        ThermoElectrical problem = Steady(new ThermoElectricalOptions(), cells);
        IReadOnlyList<double[]> fields = problem.SolveFor(t => 0, t => resistivity);
        double b = problem.RunawayArgument(resistivity);
        double worst = Enumerable.Range(0, cells + 1).Max(i => Math.Abs(fields[0][i] - (Math.Cos(b * (((double)i / cells) - 0.5)) / Math.Cos(b / 2)) + 1));
        return (worst, Math.Abs(fields[1][cells] - (resistivity * 2 / b * Math.Tan(b / 2))));
    }

    [Fact]
    public void CurrentDriven_MatchesTheExactSteadyState()
    {
        (double temperature, double voltage) = CurrentDrivenErrors(254, 1);
        Assert.InRange(temperature, 0, 2.2e-6);
        Assert.InRange(voltage, 0, 5e-6);
        double hottest = Steady(new ThermoElectricalOptions(), 254).SolveFor(t => 0, t => 1)[0].Max();
        Assert.Equal(0.31536614, hottest, 2.2e-6);
    }

    [Fact]
    public void CurrentDriven_IsOfOrderTwo_NearTheLimitToo()
    {
        Orders.AssertAtLeast(2, cells => CurrentDrivenErrors(cells, 1).Temperature, 16, 32, 64);
        Orders.AssertAtLeast(2, cells => CurrentDrivenErrors(cells, 1).Voltage, 16, 32, 64);
        Orders.AssertAtLeast(2, cells => CurrentDrivenErrors(cells, 4.4).Temperature, 64, 128, 256); // b = 0.944 π
    }

    // The first mode grows at the rate k_J J² ρ g − a π²: below zero the temperature settles, above it runs away.
    [Theory]
    [InlineData(4.5)]
    [InlineData(5.4)]
    public void Temperature_RunsAwayBeyondTheLimitAlone(double resistivity)
    {
        double rate = (0.5 * resistivity) - (0.25 * Math.PI * Math.PI);
        double Hottest(double horizon) => new ThermoElectrical(new ThermoElectricalOptions { Horizon = horizon, SecondOrder = true },
            new HistoryOptions { Points = 65, Refinement = 2, Steps = (int)(50 * horizon) }).SolveFor(t => 0, t => resistivity)[0].Max();
        double[] at = [Hottest(20), Hottest(24), Hottest(28)];
        Assert.Equal(rate, Math.Log((at[2] - at[1]) / (at[1] - at[0])) / 4, 0.002);
        Assert.Equal(rate > 0, new ThermoElectrical().RunawayArgument(resistivity) > Math.PI);
    }

    [Fact]
    public void WithoutCoupling_PotentialIsLinearAndTemperatureIsASeries()
    {
        var problem = new ThermoElectrical(new ThermoElectricalOptions { Coupling = 0, SecondOrder = true },
            new HistoryOptions { Points = 101, Refinement = 4, Steps = 400 });
        IReadOnlyList<double[]> fields = problem.SolveFor(t => Math.Cos(3 * t), t => 1 + (0.3 * t));
        for (int i = 0; i <= 100; i += 10)
        {
            double x = i / 100.0, series = 0;
            for (int n = 1; n < 200; n += 2)
            {
                double rate = 0.25 * n * n * Math.PI * Math.PI; // ∫ e^{−rate(1−t)} cos 3t dt
                double history = ((rate * Math.Cos(3)) + (3 * Math.Sin(3)) - (rate * Math.Exp(-rate))) / ((rate * rate) + 9);
                series += 4 / (n * Math.PI) * Math.Sin(n * Math.PI * x) * history;
            }
            Assert.Equal(series, fields[0][i], 2e-5);
            Assert.Equal(1.3 * x, fields[1][i], 1e-12);
        }
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public void Ohmic_ManufacturedSolution_HasTheOrderOfItsScheme(bool secondOrder, bool currentDriven)
    {
        ThermoElectricalBatch<OhmicConduction> Solved(int cells, int steps, out double error)
        {
            var batch = new ThermoElectricalBatch<OhmicConduction>(new ThermoElectricalNumbers(cells, 1.0 / steps, 0, 0.5, currentDriven, secondOrder),
                new OhmicConduction(0.8, 0.25));
            error = new Manufactured(0.5, 0, (t, x, p, time) => 1 / ((1 + (0.5 * Math.Sin(time))) * (1 + (0.8 * t))), (t, x, p, time) => 0.25)
                .Error(batch, cells, steps, currentDriven, time =>
                    batch.Law = new OhmicConduction(0.8, 0.25) { Resistivity = new Vector<double>(1 + (0.5 * Math.Sin(time))) });
            return batch;
        }
        Orders.AssertAtLeast(2, cells => { Solved(cells, secondOrder ? 500 : 5000, out double error); return error; }, 8, 16, 32);
        // In time against many steps on the same grid, which has the same error in space.
        double[] limit = [.. Solved(32, 5120, out _).Temperature.Select(t => t[0])];
        Orders.AssertAtLeast(secondOrder ? 2 : 1, steps => Manufactured.Distance(Solved(32, steps, out _), limit), 20, 40, 80);
    }

    [Fact]
    public void PowerAndEnergy_Balance()
    {
        const int cells = 40, steps = 30;
        var batch = new ThermoElectricalBatch<OhmicConduction>(new ThermoElectricalNumbers(cells, 1.0 / steps, 0, 0.5, true, false),
            new OhmicConduction(1, 0.25))
        { Drive = new Vector<double>(1.2) };
        for (int n = 1; n <= steps; n++)
        {
            double resistivity = 1 + (0.4 * Math.Sin(n)), source = Math.Cos(n);
            batch.Law = new OhmicConduction(1, 0.25) { Resistivity = new Vector<double>(resistivity) };
            Array.Fill(batch.HeatSource, new Vector<double>(source));
            double before = batch.Temperature.Sum(t => t[0]) / cells;
            batch.Step();
            double[] t = [.. batch.Temperature.Select(v => v[0])], p = [.. batch.Potential.Select(v => v[0])];
            double[] power = [.. Enumerable.Range(0, cells).Select(e => Math.Pow(p[e + 1] - p[e], 2) * cells / (resistivity * (1 + ((t[e] + t[e + 1]) / 2))))];
            Assert.Equal(1.2 * p[cells], power.Sum(), 1e-11); // current times voltage is the Joule heat
            // the end nodes keep half of their element's heat
            double outwards = 0.25 * cells * (t[1] + t[cells - 1]), within = 0.5 * (power.Sum() - ((power[0] + power[^1]) / 2));
            Assert.Equal((source * (cells - 1) / cells) + within - outwards, ((t.Sum() / cells) - before) * steps, 1e-10);
        }
    }

    [Fact]
    public void Newton_ConvergesQuadratically()
    {
        var log = new List<double>();
        ThermoElectricalBatch<NtcConduction> batch = ThermoElectricalNtc.NewBatch(0.7, 64, 10, false, log);
        for (int i = 0; i <= 64; i++)
        {
            batch.HeatSource[i] = new Vector<double>(2 * Math.Sin(Math.PI * i / 64));
            batch.ChargeSource[i] = new Vector<double>(6 * Math.Sin(Math.PI * i / 64));
        }
        batch.Step();
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(", ", log.Select(update => update.ToString("e1"))));
        Assert.InRange(log.Count, 3, 8);
        for (int i = 1; i < log.Count; i++)
            if (log[i - 1] < 0.1 && log[i] > 1e-14) Assert.InRange(log[i] / (log[i - 1] * log[i - 1]), 0, 10);
    }

    [Fact]
    public void BadValues_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => new ThermoElectrical(new ThermoElectricalOptions { Drive = ThermoElectricalDrive.Current(2) }));
        Assert.Throws<ArgumentException>(() => new ThermoElectrical(new ThermoElectricalOptions { Coupling = -1 }));
        Assert.Throws<ArgumentException>(() => new ThermoElectrical(new ThermoElectricalOptions { Horizon = 0 }));
        Assert.Throws<ArgumentException>(() => ThermoElectricalDrive.Voltage(double.NaN));
        Assert.Throws<ArithmeticException>(() => new ThermoElectrical().SolveFor(t => double.NaN, t => 1));
    }
}
