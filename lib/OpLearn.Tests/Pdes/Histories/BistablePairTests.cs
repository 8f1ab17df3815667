using Xunit;

namespace OpLearn.Tests;

public class BistablePairTests
{
    private static readonly double[] Dial = [0, 0.5, 2, 5, 10];

    private static double[] Run(BistablePairBatch solver, int cells, int steps, Func<double, double> first, Func<double, double> second, bool ofFirst)
    {
        double[] f = new double[steps * solver.Lanes], g = new double[steps * solver.Lanes];
        for (int n = 0; n < steps; n++)
        {
            Array.Fill(f, first((n + 0.5) / steps), n * solver.Lanes, solver.Lanes);
            Array.Fill(g, second((n + 0.5) / steps), n * solver.Lanes, solver.Lanes);
        }
        solver.Solve(f, g, CancellationToken.None);
        return [.. Enumerable.Range(0, cells + 1).Select(i => ofFirst ? solver.First(i, 3) : solver.Second(i, 3))];
    }

    // u = (1 − e^{−t}) cos πx and v = ½ sin(2t) cos 2πx, with the sources that make them solutions.
    private static double ManufacturedError(int cells, int steps, bool ofFirst)
    {
        BistablePairNumbers numbers = BistablePair.Numbers(5);
        double a = numbers.Diffusivity, r = numbers.Reaction, kappa = numbers.Exchange, pi = Math.PI;
        double U(double x, double t) => (1 - Math.Exp(-t)) * Math.Cos(pi * x);
        double V(double x, double t) => 0.5 * Math.Sin(2 * t) * Math.Cos(2 * pi * x);
        double F(double t) => 0.3 * t;
        double G(double t) => Math.Cos(t);
        var solver = new BistablePairBatch(numbers, cells, steps)
        {
            Extra = (t, su, sv) =>
            {
                for (int i = 0; i <= cells; i++)
                {
                    double x = (double)i / cells, u = U(x, t), v = V(x, t);
                    su[i] = (Math.Exp(-t) * Math.Cos(pi * x)) + (a * pi * pi * u) - (r * (u - (u * u * u))) - (kappa * (v - u))
                        - (numbers.Amplitude * F(t) * numbers.ShapeU(x));
                    sv[i] = (Math.Cos(2 * t) * Math.Cos(2 * pi * x)) + (4 * a * pi * pi * v) - (r * (v - (v * v * v))) - (kappa * (u - v))
                        - (numbers.Amplitude * G(t) * numbers.ShapeV(x));
                }
            },
        };
        double[] field = Run(solver, cells, steps, F, G, ofFirst);
        return Enumerable.Range(0, cells + 1).Max(i => Math.Abs(field[i] - (ofFirst ? U((double)i / cells, 1) : V((double)i / cells, 1))));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Scheme_IsOfOrderTwoInTime(bool ofFirst) => Orders.AssertAtLeast(2, steps => ManufacturedError(1024, steps, ofFirst), 50, 100, 200);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Scheme_IsOfOrderTwoInSpace(bool ofFirst) => Orders.AssertAtLeast(2, cells => ManufacturedError(cells, 4000, ofFirst), 16, 32, 64);

    [Theory]
    [InlineData(0.0)]
    [InlineData(10.0)]
    public void WithoutReaction_TheModesOfSumAndDifferenceAreExact(double kappa)
    {
        const int cells = 512, steps = 1000;
        BistablePairNumbers numbers = BistablePair.Numbers(kappa) with { Reaction = 0 };
        double Extra(int i) => Math.Cos(Math.PI * i / cells);
        var solver = new BistablePairBatch(numbers, cells, steps) { Extra = (t, su, sv) => { for (int i = 0; i <= cells; i++) su[i] = Extra(i); } };
        double[] u = Run(solver, cells, steps, t => 0, t => 0, true), v = Run(solver, cells, steps, t => 0, t => 0, false);
        double lambda = numbers.Diffusivity * Math.PI * Math.PI, sum = (1 - Math.Exp(-lambda)) / lambda,
            difference = (1 - Math.Exp(-lambda - (2 * kappa))) / (lambda + (2 * kappa));
        for (int i = 0; i <= cells; i += 37)
        {
            Assert.Equal(sum * Extra(i), u[i] + v[i], 1e-6);
            Assert.Equal(difference * Extra(i), u[i] - v[i], 1e-6);
        }
    }

    [Fact]
    public void WithoutExchange_AFieldSeesItsOwnLoadAlone()
    {
        var problem = new BistablePair(0, new HistoryOptions { Points = 9, Steps = 50 });
        IReadOnlyList<double[]> one = problem.SolveFor(Math.Sin, t => t), other = problem.SolveFor(Math.Sin, t => -3 * t);
        Assert.Equal(one[0], other[0], new Near(1e-13));
        Assert.NotEqual(one[1], other[1], new Near(1e-3));
    }

    [Fact]
    public void ExchangedLoads_GiveTheMirroredPair()
    {
        var problem = new BistablePair(2, new HistoryOptions { Points = 17 });
        IReadOnlyList<double[]> one = problem.SolveFor(Math.Sin, t => t - 0.7), other = problem.SolveFor(t => t - 0.7, Math.Sin);
        Assert.Equal(one[0], other[1].Reverse(), new Near(1e-12));
        Assert.Equal(one[1], other[0].Reverse(), new Near(1e-12));
    }

    [Fact]
    public void StrongExchange_MakesOneFieldOfTheTwo()
    {
        IReadOnlyList<double[]> fields = new BistablePair(1000, new HistoryOptions { Points = 17, Steps = 2000 }).SolveFor(t => 1, t => -0.5);
        Assert.All(fields[0].Zip(fields[1], (u, v) => Math.Abs(u - v)), difference => Assert.InRange(difference, 0, 0.015));
    }

    [Fact]
    public void Defaults_AreConvergedOnRandomLoads()
    {
        foreach (double kappa in Dial)
        {
            double error = RelativeDifference(new BistablePair(kappa), new BistablePair(kappa, new HistoryOptions { Refinement = 16, Steps = 1600 }), 48);
            TestContext.Current.TestOutputHelper?.WriteLine($"κ = {kappa}: {error:e2}");
            Assert.InRange(error, 0, 1.5e-3);
        }
    }

    [Fact]
    public void Control_IsLinearInEitherLoad_AndKeepsItsHeat()
    {
        var problem = new BistablePairControl(new HistoryOptions { Points = 33, Refinement = 2 });
        double[] one = problem.SolveFor(t => Math.Sin(3 * t), Math.Exp)[0], more = problem.SolveFor(t => -2 * Math.Sin(3 * t), t => 5 * Math.Exp(t))[0];
        Assert.Equal(one.Select(u => -10 * u), more, new Near(1e-12));
        // Heat: trapezoidal sums over the solver's own nodes are conserved exactly, so compare with sources of the same sums.
        var fine = new BistablePairControl(new HistoryOptions { Points = 65, Refinement = 1, Steps = 100 });
        double[] v = fine.SolveFor(t => 2, t => t)[1];
        double Trapezoids(Func<int, double> value) => (Enumerable.Range(0, 65).Sum(value) - (0.5 * (value(0) + value(64)))) / 64;
        Assert.Equal(8 * Trapezoids(i => BistablePairNumbers.Bump(i / 64.0, 0.7)), Trapezoids(i => v[i]), 1e-12); // ∫ 2t dt = 1
    }

    [Fact]
    public void Solver_MakesAThousandSamplesASecondAndCore()
    {
        var problem = new BistablePair(10);
        var block = new SampleBlock(problem, 64);
        double seconds = ThreadClock.Best(() => problem.Solve(0, 1, block, CancellationToken.None), 64 / 1000.0);
        TestContext.Current.TestOutputHelper?.WriteLine($"{64 / seconds:f0} samples/s and core, or more");
        Assert.InRange(seconds, 0, 64 / 1000.0);
    }

    [Fact]
    public void BadValues_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => new BistablePair(-1));
        Assert.Throws<ArgumentException>(() => new BistablePair(double.NaN));
        Assert.Throws<ArgumentException>(() => new BistablePair(1, new HistoryOptions { Points = 2 }));
        Assert.Throws<ArgumentException>(() => new BistablePair(1, new HistoryOptions { Steps = 0 }));
        Assert.Throws<ArgumentException>(() => new BistablePair(1, new HistoryOptions { Controls = 1 }));
    }

    /// <summary>√(Σ (a − b)² / Σ b²) over both outputs of the first samples.</summary>
    internal static double RelativeDifference(HistoryProblem a, HistoryProblem b, int samples)
    {
        SampleBlock x = new(a, samples), y = new(b, samples);
        a.Solve(0, 11, x, CancellationToken.None);
        b.Solve(0, 11, y, CancellationToken.None);
        double[] p = [.. x.Outputs.SelectMany(v => v)], q = [.. y.Outputs.SelectMany(v => v)];
        return Math.Sqrt(p.Zip(q, (u, v) => (u - v) * (u - v)).Sum() / q.Sum(v => v * v));
    }

    internal sealed class Near(double tolerance) : IEqualityComparer<double>
    {
        public bool Equals(double x, double y) => Math.Abs(x - y) <= tolerance;

        public int GetHashCode(double value) => 0;
    }
}
