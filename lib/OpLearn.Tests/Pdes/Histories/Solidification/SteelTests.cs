using System.Numerics;
using Xunit;

namespace OpLearn.Tests;

public class SteelTests
{
    private const double StepTime = 0.025;

    // The laws as they are printed: rate of inelastic strain from stress in MPa, strain and °C.
    internal static double Rate(double stress, double strain, double celsius)
    {
        double kelvin = celsius + 273.15, carbon = 0.09;
        if (celsius > 1447 + (0.1 * (1482.4 - 1447)))
        {
            double strength = 1.3678e4 * Math.Pow(carbon, -5.56e-2) * Math.Pow(kelvin / 300, -5.52)
                * Math.Pow(1 + (1000 * strain), (-9.4156e-5 * kelvin) + 0.3495);
            return 0.1 * Math.Pow(stress / strength, 1 / ((1.617e-4 * kelvin) - 0.06166));
        }
        double over = stress - ((130.5 - (5.128e-3 * kelvin)) * Math.Pow(strain, -0.6289 + (1.114e-3 * kelvin)));
        return over <= 0 ? 0 : (46550 + (71400 * carbon) + (12000 * carbon * carbon)) * Math.Pow(over, 8.132 - (1.540e-3 * kelvin)) * Math.Exp(-44465 / kelvin);
    }

    [Theory]
    [InlineData(950)]
    [InlineData(1200)]
    [InlineData(1400)]
    [InlineData(1449)]
    [InlineData(1452)]
    [InlineData(1481)]
    public void FlowCurve_IsTheLawTheOtherWayRound(double celsius)
    {
        var law = new SteelLaw(StepTime, 0.01);
        law.At(new Vector<double>(celsius));
        foreach (double hardening in new[] { 0, 1e-4, 0.02 })
            foreach (double step in new[] { 1e-9, 1e-6, 1e-4, 1e-2 })
            {
                law.Flow(new Vector<double>(Math.Log(step)), new Vector<double>(step), new Vector<double>(hardening), out Vector<double> stress,
                    out Vector<double> slope);
                Assert.Equal(step, StepTime * Rate(stress[0], hardening + step, celsius), 1e-7 * step);
                law.Flow(new Vector<double>(Math.Log(step) + 1e-5), new Vector<double>(step * Math.Exp(1e-5)), new Vector<double>(hardening),
                    out Vector<double> more, out _);
                Assert.Equal(1, (more[0] - stress[0]) / (1e-5 * slope[0]), 1e-4);
                // The bound holds: the law at the trial stress flows at least as much.
                Vector<double> threshold = law.Threshold(new Vector<double>(hardening));
                Assert.True(law.Bound(Vector.Log(stress - threshold), new Vector<double>(hardening))[0] >= Math.Log(step) - 1e-9);
            }
    }

    // MPa at one percent of strain and rates of 1e-4, 1e-3 and 1e-2 a second, of the right order against measurements.
    [Theory]
    [InlineData(1000, 14.3, 19.3, 26.6)]
    [InlineData(1200, 6.8, 9.4, 13.4)]
    [InlineData(1400, 3.6, 5.3, 7.8)]
    public void FlowStress_OfAustenite(double celsius, double slow, double medium, double fast) => AssertStresses(celsius, [slow, medium, fast]);

    // δ-ferrite is soft. The law is evaluated at 1460 °C, where it governs.
    [Fact]
    public void FlowStress_OfFerrite_IsATenthOfAustenites()
    {
        for (int i = 0; i < 3; i++) Assert.InRange(Stress(1440, Math.Pow(10, i - 4)) / Stress(1460, Math.Pow(10, i - 4)), 5, 12);
    }

    private static void AssertStresses(double celsius, double[] expected)
    {
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], Stress(celsius, Math.Pow(10, i - 4)), 0.051);
    }

    private static double Stress(double celsius, double rate)
    {
        double step = rate * StepTime;
        var law = new SteelLaw(StepTime, 0.01);
        law.At(new Vector<double>(celsius));
        law.Flow(new Vector<double>(Math.Log(step)), new Vector<double>(step), new Vector<double>(0.01 - step), out Vector<double> stress, out _);
        return stress[0];
    }

    [Fact]
    public void Liquid_YieldsAndForgets()
    {
        var law = new SteelLaw(StepTime, 0.01);
        law.At(new Vector<double>(1500));
        law.Flow(new Vector<double>(-5), new Vector<double>(Math.Exp(-5)), new Vector<double>(0.3), out Vector<double> stress, out Vector<double> slope);
        Assert.Equal((0.01, 0.0, 0.01, 0.0), (stress[0], slope[0], law.Threshold(default)[0],
            law.Hardened(new Vector<double>(0.3), new Vector<double>(0.1))[0]));
        Assert.Equal(0.4, new SteelLaw(StepTime, 0.01, liquidHardens: true).Hardened(new Vector<double>(0.3), new Vector<double>(0.1))[0], 1e-15);
    }

    // What handbooks say of iron and steel; the formulas were quoted from memory.
    [Fact]
    public void Properties_ArePlausible()
    {
        double Slope(Func<double, double> f, double t) => (f(t + 0.5) - f(t - 0.5));
        Assert.Equal(651, Slope(Steel.Enthalpy, 1200), 1); // J/(kg K)
        Assert.Equal(825, Slope(Steel.Enthalpy, 1560), 1);
        Assert.InRange(Steel.Enthalpy(Steel.Liquidus) - Steel.Enthalpy(Steel.Solidus) - (750 * (Steel.Liquidus - Steel.Solidus)), 230e3, 265e3); // latent
        Assert.Equal(2.28e-5, Slope(Steel.Expansion, 1200) / (1 + Steel.Expansion(1200)), 2e-7);
        Assert.InRange(-Steel.Expansion(1446), 0.0021, 0.0035); // the contraction from δ to γ, 0.21 %, and what cooling adds
        foreach (double t in new[] { 900.0, 1100, 1300, 1480 }) Assert.InRange(Steel.Conductivity(t), 28, 36);
        double[] modulus = [32.4, 20.0, 12.9, 8.6, 2.65];
        foreach ((double t, double expected) in new[] { 900.0, 1000, 1200, 1400, 1475 }.Zip(modulus)) Assert.Equal(expected, Steel.Modulus(t) / 1e3, 0.06);
        Assert.Equal(Steel.Modulus(1475), Steel.Modulus(1500));
        for (double t = 800; t < 1600; t += 7.3)
        {
            Assert.Equal(1, Steel.Liquid(t) + Steel.Ferrite(t) + Steel.Austenite(t), 1e-12);
            Assert.True(Steel.Enthalpy(t + 0.1) > Steel.Enthalpy(t) && Steel.Expansion(t + 0.1) >= Steel.Expansion(t));
            var law = new SteelLaw(StepTime, 0.01);
            law.At(new Vector<double>(t));
            Assert.Equal(Steel.Modulus(t), law.Modulus[0], 1e-9 * Steel.Modulus(t));
        }
    }
}
