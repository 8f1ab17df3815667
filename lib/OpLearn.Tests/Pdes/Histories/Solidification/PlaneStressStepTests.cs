using System.Numerics;
using Xunit;

namespace OpLearn.Tests;

public class PlaneStressStepTests
{
    private const double Poisson = 0.3;

    // One point through a history of strains (ε_y, ε_z) at a temperature: σ_y, σ_z and p at the end.
    private static double[] March(double celsius, int steps, double duration, Func<double, (double Y, double Z)> strain, double hardened = 0)
    {
        double time = duration / steps;
        var law = new SteelLaw(time, 0.01);
        law.At(new Vector<double>(celsius));
        var point = default(PlaneStressStep<SteelLaw>);
        Vector<double> sum = default, difference = default, p = new(hardened), guess = new(double.PositiveInfinity);
        for (int n = 1; n <= steps; n++)
        {
            (double y, double z) = strain(n * time);
            point.Solve(ref law, new Vector<double>(y + z) - sum, new Vector<double>(y - z) - difference, p, guess);
            sum += point.InelasticSum;
            difference += point.InelasticDifference;
            p = law.Hardened(p, point.Step);
            guess = point.LogStep;
        }
        return [(point.Sum[0] + point.Difference[0]) / 2, (point.Sum[0] - point.Difference[0]) / 2, p[0]];
    }

    // The rate equations of the point by the classical Runge–Kutta method, in stresses and without any of the code under test.
    private static double[] Reference(double celsius, int steps, double duration, Func<double, (double Y, double Z)> strainRate, double hardened = 0)
    {
        double e = Steel.Modulus(celsius), h = duration / steps;
        double[] Slope(double time, double[] state)
        {
            (double y, double z) = strainRate(time);
            double mises = Math.Sqrt((state[0] * state[0]) - (state[0] * state[1]) + (state[1] * state[1]));
            double rate = mises == 0 ? 0 : SteelTests.Rate(mises, state[2], celsius);
            double flow = mises == 0 ? 0 : rate / (2 * mises);
            double ey = y - (flow * ((2 * state[0]) - state[1])), ez = z - (flow * ((2 * state[1]) - state[0]));
            return [e / (1 - (Poisson * Poisson)) * (ey + (Poisson * ez)), e / (1 - (Poisson * Poisson)) * (ez + (Poisson * ey)), rate];
        }
        double[] state = [0, 0, hardened];
        for (int n = 0; n < steps; n++)
        {
            double[] Moved(double[] slope, double length) => [.. state.Zip(slope, (a, b) => a + (length * b))];
            double t = n * h;
            double[] k1 = Slope(t, state), k2 = Slope(t + (h / 2), Moved(k1, h / 2)),
                k3 = Slope(t + (h / 2), Moved(k2, h / 2)), k4 = Slope(t + h, Moved(k3, h));
            state = [.. Enumerable.Range(0, 3).Select(i => state[i] + (h / 6 * (k1[i] + (2 * k2[i]) + (2 * k3[i]) + k4[i])))];
        }
        return state;
    }

    public static TheoryData<double, string> Cases => new()
    {
        { 1200, "constant rate" }, { 1460, "constant rate" }, { 1000, "relaxation" }, { 1300, "relaxation" }, { 1470, "relaxation" },
        { 1200, "turning path" }, { 1460, "turning path" },
    };

    private static (double Y, double Z) Path(string name, double t) => name switch
    {
        "constant rate" => (0.001 * t, 0.001 * t),
        "relaxation" => t < 1 ? (0.0015 * t, -0.0005 * t) : (0.0015, -0.0005),
        _ => (0.002 * Math.Sin(t), 0.002 * t * t / (1 + t)),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Point_ConvergesToTheRateEquations_AtOrderOne(double celsius, string path)
    {
        (double, double) Rate(double t)
        {
            (double y0, double z0) = Path(path, t - 1e-7);
            (double y1, double z1) = Path(path, t + 1e-7);
            return ((y1 - y0) / 2e-7, (z1 - z0) / 2e-7);
        }
        double[] exact = Reference(celsius, 40_000, 3, Rate, 1e-4);
        double Error(int steps) => March(celsius, steps, 3, t => Path(path, t), 1e-4).Zip(exact, (a, b) => Math.Abs(a - b) / Math.Abs(b)).Max();
        Orders.AssertAtLeast(1, Error, 240, 480, 960);
        Assert.InRange(Error(960), 0, 3e-3);
    }

    [Theory]
    [InlineData(1200, 6.0)]
    [InlineData(1460, 0.6)]
    public void Creep_UnderConstantStress_IsTheLaw(double celsius, double stress)
    {
        // ṗ = rate(σ, p): strain under equal stresses σ, whose Mises stress is σ too.
        double p = 1e-4;
        const int fine = 200_000;
        for (int n = 0; n < fine; n++)
        {
            double h = 5.0 / fine, half = p + (h / 2 * SteelTests.Rate(stress, p, celsius));
            p += h * SteelTests.Rate(stress, half, celsius);
        }
        double Error(int steps)
        {
            var law = new SteelLaw(5.0 / steps, 0.01);
            law.At(new Vector<double>(celsius));
            double m = Steel.Modulus(celsius) / (1 - Poisson), strain = 0, inelastic = 0, hardening = 1e-4;
            for (int n = 0; n < steps; n++)
            {
                var point = default(PlaneStressStep<SteelLaw>);
                for (int iteration = 0; iteration < 50; iteration++) // the strain that keeps the stress, by the tangent
                {
                    point.Solve(ref law, new Vector<double>((2 * strain) - inelastic), default, new Vector<double>(hardening),
                        new Vector<double>(double.PositiveInfinity));
                    point.Tangent(new Vector<double>(2), default, out Vector<double> slope, out _, out _);
                    double change = ((2 * stress) - point.Sum[0]) / slope[0];
                    strain += change;
                    if (Math.Abs(change) < 1e-14) break;
                }
                inelastic += point.InelasticSum[0];
                hardening += point.Step[0];
            }
            Assert.Equal(inelastic, hardening - 1e-4, 1e-10); // equal stresses: p is the sum of the two inelastic strains
            Assert.Equal((2 * stress / m) + inelastic, 2 * strain, 1e-9);
            return Math.Abs(hardening - p) / p;
        }
        Orders.AssertAtLeast(1, Error, 50, 100, 200);
    }

    [Fact]
    public void Tangent_IsTheDerivative()
    {
        foreach (double celsius in new[] { 950.0, 1200, 1440, 1455, 1480, 1500 })
            foreach ((double sum, double difference) in new[] { (0.004, 0.0), (0.0, 0.003), (0.002, -0.0015), (-0.003, 0.0004), (1e-7, 2e-7) })
            {
                var law = new SteelLaw(0.025, 0.01);
                law.At(new Vector<double>(celsius));
                Vector<double> guess = new(double.PositiveInfinity), p = new(0.003);
                PlaneStressStep<SteelLaw> point = default, more = default, less = default;
                const double h = 1e-9;
                foreach ((double ds, double dd) in new[] { (1.0, 0.0), (0.0, 1.0), (1.0, -1.0) })
                {
                    double length = h * Math.Max(Math.Abs(sum), Math.Abs(difference)) / 1e-3;
                    point.Solve(ref law, new Vector<double>(sum), new Vector<double>(difference), p, guess);
                    more.Solve(ref law, new Vector<double>(sum + (length * ds)), new Vector<double>(difference + (length * dd)), p, guess);
                    less.Solve(ref law, new Vector<double>(sum - (length * ds)), new Vector<double>(difference - (length * dd)), p, guess);
                    point.Tangent(new Vector<double>(ds), new Vector<double>(dd), out Vector<double> ofSum, out Vector<double> ofDifference, out Vector<double> ofLogStep);
                    double scale = Steel.Modulus(celsius);
                    Assert.Equal((more.Sum[0] - less.Sum[0]) / (2 * length * scale), ofSum[0] / scale, 1e-6);
                    Assert.Equal((more.Difference[0] - less.Difference[0]) / (2 * length * scale), ofDifference[0] / scale, 1e-6);
                    if (point.Step[0] == 0) Assert.Equal(0, ofLogStep[0]);
                    else Assert.Equal((more.LogStep[0] - less.LogStep[0]) / (2 * length), ofLogStep[0], 1e-4 * (1 + Math.Abs(ofLogStep[0])));
                }
            }
    }

    [Fact]
    public void SmallStress_IsElastic_AndLargeIsFound()
    {
        var law = new SteelLaw(0.025, 0.01);
        law.At(new Vector<double>(1200));
        double e = Steel.Modulus(1200);
        var point = default(PlaneStressStep<SteelLaw>);
        // below the threshold
        point.Solve(ref law, new Vector<double>(1e-6), new Vector<double>(0.4e-6), new Vector<double>(0.01), new Vector<double>(double.PositiveInfinity));
        Assert.Equal(e / (1 - Poisson) * 1e-6, point.Sum[0], 1e-12);
        Assert.Equal(e / (1 + Poisson) * 0.4e-6, point.Difference[0], 1e-12);
        Assert.Equal(0, point.Step[0]);
        foreach (double strain in new[] { 1e-5, 1e-3, 0.1, 2 }) // whatever the trial stress, Newton's method gets there
            foreach (double celsius in new[] { 900.0, 1200, 1449, 1470, 1490 })
            {
                law.At(new Vector<double>(celsius));
                foreach (double start in new[] { double.PositiveInfinity, -3, -40 })
                {
                    point.Solve(ref law, new Vector<double>(2 * strain), default, default, new Vector<double>(start));
                    double mises = point.Sum[0] / 2, expected = celsius > Steel.Solidus ? 0.01 : mises;
                    Assert.Equal(expected, mises, 1e-10);
                    if (celsius < Steel.Solidus && point.Step[0] > 0)
                        Assert.Equal(point.Step[0], 0.025 * SteelTests.Rate(mises, point.Step[0], celsius), 1e-6 * point.Step[0]);
                }
            }
    }
}
