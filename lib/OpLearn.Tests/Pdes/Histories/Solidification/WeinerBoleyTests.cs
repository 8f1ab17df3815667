using System.Numerics;
using MathNet.Numerics;
using MathNet.Numerics.Integration;
using MathNet.Numerics.RootFinding;
using Xunit;

namespace OpLearn.Tests;

/// <summary>Weiner and Boley (1963): thermal stress in an elastic–perfectly plastic body that freezes, lateral strain uniform and free.</summary>
public class WeinerBoleyTests
{
    private const double Modulus = 40e3, Yield = 20, Poisson = 0.3, Expansion = 2e-5;
    private static readonly Stefan Heat = new();
    private static readonly double Unit = Modulus * Expansion * (Stefan.Melting - Stefan.Cold) / (1 - Poisson), Limit = Yield / Unit;
    private static readonly double[] Constants = Solved();

    // Similarity solution in X = x/front: compressive yield up to X₁, elastic to X₂, tensile yield to the front. X₂ from the balance of force.
    private static double[] Solved()
    {
        double x2 = Brent.FindRoot(Force, 0.3, 0.9, 1e-14, 500);
        (double a, double c) = Elastic(x2);
        return [First(x2), x2, a, c];

        double Force(double at)
        {
            (double a, double c) = Elastic(at);
            double first = First(at);
            return -(Limit * Integral(x => 1 - Heated(x), 0, first)) + Integral(x => c - Heated(x) - (2 * a * Math.Log(x)), first, at)
                + (Limit * Integral(x => 1 - Heated(x), at, 1));
        }

        double First(double at)
        {
            (double a, double c) = Elastic(at);
            return Brent.FindRoot(x => c - Heated(x) - (2 * a * Math.Log(x)) + (Limit * (1 - Heated(x))), 1e-6, at, 1e-14, 500);
        }

        static double Integral(Func<double, double> f, double from, double to) => GaussLegendreRule.Integrate(f, from, to, 64);
    }

    private static (double A, double C) Elastic(double x2)
    {
        double slope = 2 / Math.Sqrt(Math.PI) * Heat.Growth * Math.Exp(-Math.Pow(Heat.Growth * x2, 2)) / SpecialFunctions.Erf(Heat.Growth);
        double a = -(1 - Limit) * x2 * slope / 2;
        return (a, (Limit * (1 - Heated(x2))) + Heated(x2) + (2 * a * Math.Log(x2)));
    }

    private static double Heated(double place) => SpecialFunctions.Erf(Heat.Growth * place) / SpecialFunctions.Erf(Heat.Growth);

    private static double Exact(double x, double time)
    {
        double place = x / Heat.Front(time);
        return Unit * (place >= 1 ? 0 : place < Constants[0] ? -Limit * (1 - Heated(place))
            : place < Constants[1] ? Constants[3] - Heated(place) - (2 * Constants[2] * Math.Log(place)) : Limit * (1 - Heated(place)));
    }

    // Stress at the nodes after 5 and 21 s, and the lateral strain then.
    private static (double[] Early, double[] Late, double Shrunk) Run(int cells, double step, bool exactTemperature)
    {
        SlabHeat heat = Heat.Solver(cells, step);
        var stress = new SliceStress<PlasticLaw>(new PlasticLaw(Modulus, Yield, Stefan.Cold, Stefan.Melting), SliceSupport.Free, 0.03, cells);
        stress.Start();
        var temperature = new Vector<double>[cells + 1];
        var strain = new Vector<double>[cells + 1];
        double[] early = [];
        double shrunk = 0;
        for (int n = 1; n <= (int)Math.Round(21 / step); n++)
        {
            heat.Begin();
            if (!exactTemperature) heat.Solve(default);
            for (int i = 0; i <= cells; i++)
            {
                temperature[i] = exactTemperature ? new Vector<double>(Heat.Temperature(0.03 * i / cells, n * step)) : heat.Temperature[i];
                strain[i] = new Vector<double>(Expansion) * Vector.Min(Vector<double>.Zero, temperature[i] - new Vector<double>(Stefan.Melting));
            }
            stress.Solve(temperature, strain, default);
            stress.Commit();
            if (n == (int)Math.Round(5 / step)) (early, shrunk) = (Nodes(), stress.Strain[0]);
        }
        return (early, Nodes(), stress.Strain[0] - shrunk);

        double[] Nodes() => [.. Enumerable.Range(0, cells + 1).Select(i => stress.Z(i, 0))];
    }

    private static double Error(double[] stress, double time)
    {
        double[] exact = [.. Enumerable.Range(0, stress.Length).Select(i => Exact(0.03 * i / (stress.Length - 1), time))];
        return Math.Sqrt(stress.Zip(exact, (a, b) => (a - b) * (a - b)).Sum() / exact.Sum(s => s * s));
    }

    // The table as an independent program prints it, to its last digit: depths in mm, temperatures in °C, stresses in MPa.
    private static readonly double[] EarlyDepths = [0, 0.5, 1, 1.5, 2, 3, 4, 5, 6, 7], LateDepths = [0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 14, 15],
        EarlyHeat = [1000, 1036.96, 1073.79, 1110.34, 1146.48, 1217.02, 1284.46, 1347.97, 1406.89, 1460.73],
        EarlyTable = [-20, -18.505, -17.015, -15.536, -2.091, 11.199, 8.492, 5.923, 3.540, 1.361],
        LateTable = [-20, -18.541, -17.087, -15.643, -3.784, 8.118, 11.271, 8.749, 6.223, 3.872, 1.714, 0.711];

    private static double[] AtDepths(double[] nodes, double[] depths) => [.. depths.Select(x => nodes[(int)Math.Round(x * (nodes.Length - 1) / 30)])];

    // Largest difference from the table in units of what is asked, half a per cent: of each value itself, or of the yield stress at the cold face.
    private static double OfValues(double[] found, double[] table) => found.Zip(table, (a, b) => Math.Abs(a - b) / (0.005 * Math.Abs(b))).Max();

    private static double OfYield(double[] found, double[] table) => found.Zip(table, (a, b) => Math.Abs(a - b) / (0.005 * Yield)).Max();

    [Fact]
    public void Exact_IsTheReferenceTable()
    {
        Assert.Equal([0.2214671, 0.3963777, -0.2049596, 0.8442236], Constants, new BistablePairTests.Near(1e-7));
        for (int i = 0; i < EarlyDepths.Length; i++)
        {
            Assert.Equal(EarlyTable[i], Exact(EarlyDepths[i] * 1e-3, 5), 6e-4);
            Assert.Equal(EarlyHeat[i], Heat.Temperature(EarlyDepths[i] * 1e-3, 5), 6e-3);
        }
        for (int i = 0; i < LateDepths.Length; i++) Assert.Equal(LateTable[i], Exact(LateDepths[i] * 1e-3, 21), 6e-4);
    }

    [Fact]
    public void Stress_UnderTheExactTemperature_IsTheTable()
    {
        double[] errors = [.. new[] { (150, 0.1), (300, 0.05) }.Select(size => Error(Run(size.Item1, size.Item2, exactTemperature: true).Early, 5))];
        (double[] early, double[] late, double shrunk) = Run(1200, 0.0125, exactTemperature: true);
        TestContext.Current.TestOutputHelper?.WriteLine($"5 s {errors[0]:e2}, {errors[1]:e2}, {Error(early, 5):e2}; 21 s {Error(late, 21):e2}; "
            + $"{0.5 * OfValues(AtDepths(early, EarlyDepths), EarlyTable):f2} and {0.5 * OfValues(AtDepths(late, LateDepths), LateTable):f2} % of a value");
        Assert.True(errors[1] < 2e-3 && errors[1] < errors[0] / 2.5 && Error(early, 5) < 2e-4 && Error(late, 21) < 1e-4);
        Assert.InRange(OfValues(AtDepths(early, EarlyDepths), EarlyTable), 0, 1);
        Assert.InRange(OfValues(AtDepths(late, LateDepths), LateTable), 0, 1);
        Assert.Equal(Constants[2] * Expansion * (Stefan.Melting - Stefan.Cold) * Math.Log(21.0 / 5), shrunk, 1e-6);
    }

    // The lumped front moves from node to node, so that the temperature behind it is of order one in spacing and step together. At 2 mm and 5 s the stress is on
    // its way from one yield limit to the other, by 34 MPa a millimetre: there an error of the front shows most.
    [Fact]
    public void Stress_UnderTheSolversTemperature_IsTheTable()
    {
        var runs = new[] { (600, 0.025), (1200, 0.0125), (2400, 0.00625) }.Select(size => Run(size.Item1, size.Item2, exactTemperature: false)).ToArray();
        double[][] early = [.. runs.Select(run => AtDepths(run.Early, EarlyDepths))], late = [.. runs.Select(run => AtDepths(run.Late, LateDepths))];
        for (int k = 0; k < runs.Length; k++)
            TestContext.Current.TestOutputHelper?.WriteLine($"5 s {Error(runs[k].Early, 5):e2}, 21 s {Error(runs[k].Late, 21):e2}; {0.5 * OfYield(early[k], EarlyTable):f2} and "
                + $"{0.5 * OfYield(late[k], LateTable):f2} % of the yield stress, at 2 mm {early[k][4] - EarlyTable[4]:f4} MPa");
        // Every point of the table, the kinks too, within half a per cent of the yield stress, and the less the finer.
        for (int k = 1; k < runs.Length; k++)
        {
            Assert.InRange(OfYield(early[k], EarlyTable), 0, 1);
            Assert.InRange(OfYield(late[k], LateTable), 0, 1);
            Assert.InRange((early[k - 1][4] - EarlyTable[4]) / (early[k][4] - EarlyTable[4]), 1.6, 2.6);
        }
        Assert.True(Error(runs[0].Early, 5) < 0.005 && Error(runs[0].Late, 21) < 0.002 && Error(runs[2].Early, 5) < 0.0015 && Error(runs[2].Late, 21) < 0.0006);
        // What the two finest tend to, within half a per cent of every value itself.
        double[] Limit(double[][] found) => [.. found[2].Zip(found[1], (fine, coarse) => (2 * fine) - coarse)];
        TestContext.Current.TestOutputHelper?.WriteLine($"limit: {0.5 * OfValues(Limit(early), EarlyTable):f2} and {0.5 * OfValues(Limit(late), LateTable):f2} % of a value");
        Assert.InRange(OfValues(Limit(early), EarlyTable), 0, 1);
        Assert.InRange(OfValues(Limit(late), LateTable), 0, 1);
        Assert.Equal(1, runs[0].Shrunk / (Constants[2] * Expansion * (Stefan.Melting - Stefan.Cold) * Math.Log(21.0 / 5)), 0.002);
    }
}
