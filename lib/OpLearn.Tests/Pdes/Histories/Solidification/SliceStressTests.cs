using System.Numerics;
using Xunit;

namespace OpLearn.Tests;

public class SliceStressTests
{
    private const double Poisson = 0.3;

    private static SliceStress<PlasticLaw> Elastic(SliceSupport support) => new(new PlasticLaw(40e3, 1e6, 1000, 1500), support, 0.03, 10);

    private static Vector<double>[] Uniform(double value) => [.. Enumerable.Repeat(new Vector<double>(value), 11)];

    [Fact]
    public void FreeExpansion_GivesNoStress()
    {
        SliceStress<PlasticLaw> slice = Elastic(SliceSupport.Free);
        slice.Start();
        slice.Solve(Uniform(1200), Uniform(-0.004), default);
        Assert.Equal(-0.004, slice.Strain[0], 1e-14);
        for (int i = 0; i <= 10; i++) Assert.Equal(0, slice.Z(i, 0), 1e-9);
    }

    [Fact]
    public void HeldSlice_HasTheThermalStress()
    {
        SliceStress<PlasticLaw> slice = Elastic(SliceSupport.Held);
        slice.Start();
        slice.Solve(Uniform(1200), Uniform(-0.004), default);
        for (int i = 0; i <= 10; i++) Assert.Equal(40e3 * 0.004 / (1 - Poisson), slice.Y(i, 0), 1e-9);
    }

    [Fact]
    public void DrawnSlice_IsUnderUniaxialStress()
    {
        SliceStress<PlasticLaw> slice = Elastic(SliceSupport.Drawn);
        slice.Start();
        slice.Solve(Uniform(1200), Uniform(-0.004), new Vector<double>(-0.003));
        Assert.Equal(-0.004 - (Poisson * 0.001), slice.Strain[0], 1e-13);
        for (int i = 0; i <= 10; i++)
        {
            Assert.Equal(40, slice.Y(i, 0), 1e-8);
            Assert.Equal(0, slice.Z(i, 0), 1e-8);
        }
    }

    // dσ/dt = E(dε/dt − rate(σ, p)), dp/dt = rate: drawn for a second, then held, against Runge and Kutta's method.
    [Theory]
    [InlineData(1200)]
    [InlineData(1460)]
    public void DrawnSlice_FollowsTheUniaxialLaw_AtOrderOne(double celsius)
    {
        const double duration = 3, drawn = 2e-3;
        double e = Steel.Modulus(celsius), h = duration / 30_000, stress = 0, p = 0;
        for (int n = 0; n < 30_000; n++)
        {
            double speed = n < 10_000 ? drawn : 0;
            (double Stress, double P) Slope(double s, double q) => (e * (speed - SteelTests.Rate(s, q, celsius)), SteelTests.Rate(s, q, celsius));
            var k1 = Slope(stress, p);
            var k2 = Slope(stress + (h / 2 * k1.Stress), p + (h / 2 * k1.P));
            var k3 = Slope(stress + (h / 2 * k2.Stress), p + (h / 2 * k2.P));
            var k4 = Slope(stress + (h * k3.Stress), p + (h * k3.P));
            stress += h / 6 * (k1.Stress + (2 * k2.Stress) + (2 * k3.Stress) + k4.Stress);
            p += h / 6 * (k1.P + (2 * k2.P) + (2 * k3.P) + k4.P);
        }
        Orders.AssertAtLeast(1, Error, 120, 240, 480);
        Assert.InRange(Error(480), 0, 3e-3);

        double Error(int steps)
        {
            var slice = new SliceStress<SteelLaw>(new SteelLaw(duration / steps, 0.01), SliceSupport.Drawn, 0.03, 10);
            slice.Start();
            for (int n = 1; n <= steps; n++)
            {
                slice.Solve(Uniform(celsius), Uniform(0), new Vector<double>(drawn * Math.Min(1, n * duration / steps)));
                slice.Commit();
            }
            for (int i = 0; i <= 10; i++) Assert.Equal(0, slice.Z(i, 0), 1e-6 * stress);
            return Math.Abs(slice.Y(5, 0) - stress) / stress;
        }
    }

    [Fact]
    public void Balance_ConvergesQuadratically()
    {
        var log = new List<double>();
        var slice = new SliceStress<SteelLaw>(new SteelLaw(0.5, 0.01), SliceSupport.Drawn, 0.03, 10) { Log = log };
        slice.Start();
        Vector<double>[] temperature = [.. Enumerable.Range(0, 11).Select(i => new Vector<double>(1100 + (40 * i)))];
        slice.Solve(temperature, [.. temperature.Select(t => new Vector<double>(Steel.Expansion(t[0])))], new Vector<double>(-0.009));
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(", ", log.Select(update => update.ToString("e1"))));
        Assert.InRange(log.Count, 4, 14);
        Assert.InRange(Math.Abs(log[^1]), 0, 1e-10);
        double[] last = [.. log.TakeLast(3).Select(Math.Abs)];
        Assert.True(last[2] < 1e-13 || last[2] / (last[1] * last[1]) < 10 * last[1] / (last[0] * last[0]), "updates do not fall quadratically");
    }

    // Sheet by sheet, the slice is what the row of plane elements gives: σ_x = 0 and the same stresses, through steps of cooling, drawing and freezing.
    [Fact]
    public void Slice_IsTheRowOfPlaneElements()
    {
        const int elements = 6, steps = 6;
        const double time = 0.4;
        var row = new PlaneStrainRow(elements);
        var law = new SteelLaw(time, 0.01);
        var sum = new double[elements];
        var difference = new double[elements];
        var hardening = new double[elements];
        double worst = 0;
        for (int n = 1; n <= steps; n++)
        {
            double[] temperature = [.. Enumerable.Range(0, elements).Select(e => 1250 + (60 * e) - (12 * n) + (3.0 * e * e))];
            double[] free = [.. temperature.Select(Steel.Expansion)];
            double strainY = (-0.001 * n) - (0.0006 * Math.Sin(n));
            row.Step(temperature, free, strainY, time);
            double force = 0;
            for (int e = 0; e < elements; e++)
            {
                law.At(new Vector<double>(temperature[e]));
                var point = default(PlaneStressStep<SteelLaw>);
                point.Solve(ref law, new Vector<double>(strainY + row.StrainZ - (2 * free[e]) - sum[e]),
                    new Vector<double>(strainY - row.StrainZ - difference[e]), new Vector<double>(hardening[e]), new Vector<double>(double.PositiveInfinity));
                (sum[e], difference[e], hardening[e]) = (sum[e] + point.InelasticSum[0], difference[e] + point.InelasticDifference[0],
                    law.Hardened(new Vector<double>(hardening[e]), point.Step)[0]);
                double y = (point.Sum[0] + point.Difference[0]) / 2, z = (point.Sum[0] - point.Difference[0]) / 2;
                force += z;
                for (int g = 4 * e; g < (4 * e) + 4; g++)
                {
                    double[] found = [row.Stress[g, 0], row.Stress[g, 1] - y, row.Stress[g, 2] - z, row.Stress[g, 3]];
                    worst = Math.Max(worst, found.Max(Math.Abs));
                }
            }
            Assert.InRange(row.Residual, 0, 1e-11);
            Assert.Equal(0, force, 1e-9);
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"largest difference {worst:e1} MPa");
        Assert.InRange(worst, 0, 1e-10);
        Assert.Contains(Enumerable.Range(0, elements), e => hardening[e] == 0); // liquid to the end
        Assert.True(Math.Abs(row.Stress[0, 2]) > 0.5);
    }
}
