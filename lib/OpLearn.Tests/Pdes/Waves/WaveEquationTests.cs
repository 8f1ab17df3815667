using Xunit;

namespace OpLearn.Tests;

/// <summary>The leapfrog scheme against exact solutions; printed numbers are those of an independent program.</summary>
public class WaveEquationTests
{
    private const double A = 0.5; // c = 1 + x/2 in the tests of the exact mode
    private static readonly RandomField Any = new SineSeries(1, 8, 4), Smooth = new BoundedCosineSeries(8, 2);

    private static double Line(double x) => 1 + (A * x);

    // y^−½ sin(μ ln y) with y = c: an eigenfunction, of frequency a√(μ² + ¼).
    private static double Mode(int n, double x) => Math.Sin(n * Math.PI * Math.Log(Line(x)) / Math.Log(1 + A)) / Math.Sqrt(Line(x));

    private static double Frequency(int n) => A * Math.Sqrt(Math.Pow(n * Math.PI / Math.Log(1 + A), 2) + 0.25);

    private static double[] Nodes(int cells, Func<double, double> f) => [.. Enumerable.Range(0, cells + 1).Select(i => f((double)i / cells))];

    private static double[] Midpoints(int cells, Func<double, double> f) => [.. Enumerable.Range(0, cells).Select(i => f((i + 0.5) / cells))];

    private static (double Error, double Size, double InitialSize) ModeError(int n, int cells, double courant)
    {
        double[] u = new WaveEquation(Any, Smooth, cells + 1, 1, 1, courant).SolveFor(x => Mode(n, x), Line);
        double error = 0, size = 0, start = 0, turn = Math.Cos(Frequency(n));
        for (int i = 0; i <= cells; i++)
        {
            double mode = Mode(n, (double)i / cells);
            (error, size, start) = (error + Math.Pow(u[i] - (mode * turn), 2), size + Math.Pow(mode * turn, 2), start + (mode * mode));
        }
        return (Math.Sqrt(error), Math.Sqrt(size), Math.Sqrt(start));
    }

    // 1. For c = 1 and sin kπx the scheme is exact but for its frequency: sin ωΔt/2 = (Δt/Δx) sin kπΔx/2.
    [Theory]
    [InlineData(3, 0.5)]
    [InlineData(40, 0.8)]
    [InlineData(17, 1.0)]
    public void ConstantSpeed_TurnsAModeWithTheFrequencyOfTheScheme(int k, double courant)
    {
        const int cells = 100, steps = 230;
        double step = courant / cells, turn = Math.Cos(2 * steps * Math.Asin(courant * Math.Sin(k * Math.PI / (2 * cells))));
        var scheme = new WaveLeapfrog(cells);
        scheme.Start(Midpoints(cells, _ => 1), step, Nodes(cells, x => Math.Sin(k * Math.PI * x)));
        scheme.Advance(steps - 1);
        for (int i = 0; i <= cells; i++) Assert.Equal(turn * Math.Sin(k * Math.PI * i / cells), scheme.Current[i], 1e-11);
        if (courant == 1) Assert.Equal(Math.Cos(k * Math.PI * steps / cells), turn, 1e-11); // exact at Courant number one
    }

    // 2. Variable speed, Courant number ½: the printed errors.
    [Theory]
    [InlineData(1, new[] { 2.910e-4, 7.276e-5, 1.819e-5, 4.547e-6, 1.137e-6 })]
    [InlineData(3, new[] { 1.266e-2, 3.158e-3, 7.889e-4, 1.972e-4, 4.930e-5 })]
    [InlineData(8, new[] { 9.594e-2, 2.129e-2, 5.150e-3, 1.277e-3, 3.185e-4 })]
    public void VariableSpeed_MatchesTheExactModeWithThePrintedErrors(int n, double[] errors)
    {
        for (int i = 0; i < errors.Length; i++)
        {
            (double error, double size, _) = ModeError(n, 64 << i, 0.5);
            Assert.Equal(1, error / size / errors[i], 1e-3);
        }
    }

    [Fact]
    public void Leapfrog_ConvergesAtOrderTwo() => Orders.AssertAtLeast(2, cells => ModeError(3, cells, 0.9).Error / Math.Sqrt(cells), 128, 256, 512);

    // 3. Rough speed, Courant number 0.9, five units of time.
    [Fact]
    public void Energy_IsConservedToRoundOff()
    {
        const int cells = 256;
        static double Speed(double x) => 1 + (0.3 * Math.Sin(7 * Math.PI * x)) + (0.2 * Math.Sin(15 * Math.PI * x));
        var scheme = new WaveLeapfrog(cells);
        scheme.Start(Midpoints(cells, Speed), 0.9 / (1.5 * cells), Nodes(cells, x => Math.Sin(Math.PI * x) + (0.5 * Math.Sin(3 * Math.PI * x))));
        double start = scheme.Energy(), drift = 0;
        for (int n = 0; n < 2100; n += 7)
        {
            scheme.Advance(7);
            drift = Math.Max(drift, Math.Abs((scheme.Energy() / start) - 1));
        }
        Assert.InRange(drift, 0, 1e-13);
    }

    // 4. d'Alembert: u = ½ (f(x + t) + f(x − t)), f continued oddly with period 2; and back at t = 2, with the printed errors (of order four: the phase error enters squared).
    [Fact]
    public void ConstantSpeed_MatchesDAlembert_AndReturns()
    {
        static double Bump(double x) => Math.Exp(-200 * (x - 0.4) * (x - 0.4)) * x * (1 - x);
        static double Odd(double x)
        {
            double place = x - (2 * Math.Floor(x / 2));
            return place <= 1 ? Bump(place) : -Bump(2 - place);
        }
        double[] u = new WaveEquation(Any, Smooth, 129, 0.7, 16, 0.5).SolveFor(Bump, _ => 1);
        for (int i = 0; i < 129; i++) Assert.Equal(0.5 * (Odd((i / 128.0) + 0.7) + Odd((i / 128.0) - 0.7)), u[i], 2e-5);
        foreach ((int cells, double printed) in new[] { (128, 6.163e-3), (256, 3.958e-4), (512, 2.476e-5), (1024, 1.548e-6) })
        {
            double[] back = new WaveEquation(Any, Smooth, cells + 1, 2, 1, 0.5).SolveFor(Bump, _ => 1);
            double error = 0, size = 0;
            for (int i = 0; i <= cells; i++) (error, size) = (error + Math.Pow(back[i] - Bump((double)i / cells), 2), size + Math.Pow(Bump((double)i / cells), 2));
            Assert.Equal(1, Math.Sqrt(error / size) / printed, 1e-3);
        }
    }

    // 5. With the last two levels exchanged the scheme runs back to where it came from.
    [Fact]
    public void TimeReversal_RecoversTheInitialState()
    {
        const int cells = 400, steps = 801;
        double[] initial = Nodes(cells, x => Math.Sin(Math.PI * x) - (0.4 * Math.Sin(9 * Math.PI * x)));
        initial[cells] = 0;
        var scheme = new WaveLeapfrog(cells);
        scheme.Start(Midpoints(cells, x => 1 + (0.3 * Math.Cos(5 * x))), 0.9 / (1.3 * cells), initial);
        scheme.Advance(steps);
        Assert.True(Math.Abs(scheme.Current[50] - initial[50]) > 0.01);
        scheme.Reverse();
        scheme.Advance(steps);
        for (int i = 0; i <= cells; i++) Assert.Equal(initial[i], scheme.Current[i], 1e-11);
    }

    // 6. The limit is real: just above Courant number one the shortest waves grow, and the problem refuses to try.
    [Fact]
    public void AboveCourantNumberOne_TheSchemeBlowsUp_AndTheProblemRefuses()
    {
        const int cells = 100;
        foreach ((double courant, bool stable) in new[] { (0.99, true), (1.02, false) })
        {
            var scheme = new WaveLeapfrog(cells);
            scheme.Start(Midpoints(cells, _ => 1), courant / cells, Nodes(cells, x => x < 0.5 ? x : 1 - x));
            scheme.Advance(400);
            Assert.Equal(stable, scheme.Current.ToArray().Max(Math.Abs) < 10);
        }
        Assert.Contains("unstable", Assert.Throws<ArgumentException>(() => new WaveEquation(Any, Smooth, courant: 1.02)).Message);
    }

    // 7. For a given speed the map is linear.
    [Fact]
    public void Solution_IsLinearInTheInitialState()
    {
        var problem = new WaveEquation(Any, Smooth, 33, 1, 8);
        static double Speed(double x) => 1 + (0.25 * Math.Sin(4 * x));
        static double U(double x) => Math.Sin(3 * Math.PI * x);
        static double V(double x) => x * (1 - x) * Math.Exp(x);
        double[] u = problem.SolveFor(U, Speed), v = problem.SolveFor(V, Speed), both = problem.SolveFor(x => (2 * U(x)) - (0.7 * V(x)), Speed);
        for (int i = 0; i < 33; i++) Assert.Equal((2 * u[i]) - (0.7 * v[i]), both[i], 1e-12);
    }

    // 8. What resolution the reference needs: errors relative to ‖u₀‖ at Courant number 0.9, as printed (two digits).
    [Theory]
    [InlineData(8, new[] { 1.2e-2, 7.3e-4, 1.8e-4, 4.5e-5, 1.1e-5 })]
    [InlineData(16, new[] { 1.7e-1, 9.7e-3, 2.4e-3, 6.0e-4, 1.5e-4 })]
    [InlineData(24, new[] { 6.8e-1, 4.1e-2, 1.0e-2, 2.5e-3, 6.3e-4 })]
    [InlineData(32, new[] { 8.6e-1, 9.9e-2, 2.5e-2, 6.2e-3, 1.6e-3 })]
    [InlineData(48, new[] { 9.7e-1, 1.6e-1, 4.8e-2, 1.2e-2, 3.1e-3 })]
    public void Resolution_GivesThePrintedErrors(int n, double[] errors)
    {
        int[] cells = [127, 508, 1016, 2032, 4064];
        for (int i = 0; i < cells.Length; i++)
        {
            (double error, _, double initial) = ModeError(n, cells[i], 0.9);
            Assert.Equal(1, error / initial / errors[i], 0.055); // half a unit of the second digit
        }
    }

    // 9. Richardson's estimate, against the error measured on twice as many cells.
    [Theory]
    [InlineData("in distribution")]
    [InlineData("frequency, mid")]
    [InlineData("speed, layered")]
    public void ReferenceErrors_EstimateTheErrorOfTheSolver(string name)
    {
        const int samples = 3;
        WaveSplit split = WaveSplit.All().Single(entry => entry.Name == name);
        double[] estimates = split.Problem(0.25, refinement: 32).ReferenceErrors(samples, 5);
        SampleBlock rough = Solve(split.Problem(0.25, refinement: 32), samples), fine = Solve(split.Problem(0.25, refinement: 128), samples);
        for (int s = 0; s < samples; s++)
        {
            double error = Difference(rough.Outputs[0], fine.Outputs[0], s);
            Assert.InRange(estimates[s] / error, name == "speed, layered" ? 0.3 : 0.85, name == "speed, layered" ? 3 : 1.3);
            Assert.InRange(error, 0, name == "frequency, mid" ? 1e-3 : name == "in distribution" ? 2e-5 : 1e-3);
        }
    }

    // A piece of the interval at a time, several steps at once, or plainly: the same bits.
    [Fact]
    public void Pieces_DoNotChangeABit()
    {
        const int cells = 1500;
        double[] speeds = Midpoints(cells, x => 1 + (0.3 * Math.Sin(20 * x))), initial = Nodes(cells, x => Math.Sin(30 * x) * x * (1 - x));
        var one = new WaveLeapfrog(cells);
        var many = new WaveLeapfrog(cells);
        one.Start(speeds, 0.9 / (1.3 * cells), initial);
        many.Start(speeds, 0.9 / (1.3 * cells), initial);
        for (int step = 0; step < 101; step++) one.Advance(1);
        many.Advance(101);
        Assert.Equal(one.Current.ToArray(), many.Current.ToArray());

        // And the plain formula.
        double[] before = new double[cells + 1], now = new double[cells + 1], next = new double[cells + 1];
        initial.CopyTo(before, 0);
        before[0] = before[cells] = 0;
        double factor = Math.Pow(0.9 / 1.3, 2);
        for (int i = 1; i < cells; i++) now[i] = before[i] + (0.5 * factor * ((speeds[i] * speeds[i] * (before[i + 1] - before[i])) - (speeds[i - 1] * speeds[i - 1] * (before[i] - before[i - 1]))));
        for (int step = 0; step < 101; step++)
        {
            for (int i = 1; i < cells; i++)
                next[i] = (2 * now[i]) - before[i] + (factor * ((speeds[i] * speeds[i] * (now[i + 1] - now[i])) - (speeds[i - 1] * speeds[i - 1] * (now[i] - now[i - 1]))));
            (before, now, next) = (now, next, before);
        }
        for (int i = 0; i <= cells; i++) Assert.Equal(now[i], many.Current[i], 1e-11);
    }

    [Fact]
    public void SpeedsThatAreNotPositive_AreRefusedWithTheValue() =>
        Assert.Contains("-0.5", Assert.Throws<ArithmeticException>(() => new WaveEquation(Any, Smooth, 9).SolveFor(x => x, x => 0.5 - x)).Message);

    internal static SampleBlock Solve(OperatorProblem problem, int samples)
    {
        var block = new SampleBlock(problem, samples);
        problem.Solve(0, 5, block, CancellationToken.None);
        return block;
    }

    internal static double Difference(double[] values, double[] truth, int sample, int points = 128)
    {
        double error = 0, size = 0;
        for (int i = sample * points; i < (sample + 1) * points; i++) (error, size) = (error + Math.Pow(values[i] - truth[i], 2), size + (truth[i] * truth[i]));
        return Math.Sqrt(error / size);
    }
}
