using System.Numerics;
using Xunit;

namespace OpLearn.Tests;

/// <summary>The Fisher family against exact fronts and limits; printed errors are those of an independent program.</summary>
public class ReactionFrontTests
{
    private const double Length = 80;

    // Ablowitz and Zeppetella 1979, through u(0, 0) = ½.
    private static double Fisher(double x, double t) => Math.Pow(1 + ((Math.Sqrt(2) - 1) * Math.Exp((x - (5 / Math.Sqrt(6) * t)) / Math.Sqrt(6))), -2);

    private static double NewellWhitehead(double x, double t) => 1 / (1 + Math.Exp((x - (3 / Math.Sqrt(2) * t)) / Math.Sqrt(2)));

    // All lanes the same, and a rate by its growth, without which there is none.
    private static void Advance(ReactionSplitting scheme, double[] u, ReactionSource source, double growth, int steps)
    {
        Vector<double>[] state = [.. u.Select(value => new Vector<double>(value))];
        source.March(scheme, state, new Vector<double>(growth), Vector<double>.Zero, steps);
        for (int i = 0; i < u.Length; i++) u[i] = state[i][0];
    }

    // From t = 0 to 5 on [−40, 40] with D = a = 1 and cells/2 steps.
    private static (double Error, double Front) March(ReactionSource source, Func<double, double, double> exact, int cells)
    {
        double[] x = [.. Enumerable.Range(0, cells + 1).Select(i => (-Length / 2) + (Length * i / cells))], u = [.. x.Select(place => exact(place, 0))];
        Advance(new ReactionSplitting(cells, Length / cells, 1, 10.0 / cells), u, source, 1, cells / 2);
        double error = 0, size = 0, front = double.NaN;
        for (int i = 0; i <= cells; i++) (error, size) = (error + Math.Pow(u[i] - exact(x[i], 5), 2), size + Math.Pow(exact(x[i], 5), 2));
        for (int i = 0; i < cells; i++)
            if (u[i] >= 0.5 && u[i + 1] < 0.5) front = x[i] + ((u[i] - 0.5) / (u[i] - u[i + 1]) * Length / cells);
        return (Math.Sqrt(error / size), front);
    }

    [Theory]
    [InlineData(400, 3.176e-5, 10.206397)]
    [InlineData(800, 7.948e-6, 10.206248)]
    [InlineData(1600, 1.988e-6, 10.206214)]
    public void FisherKpp_FrontHasThePrintedErrorAndPlace(int cells, double printed, double place)
    {
        (double error, double front) = March(ReactionSource.FisherKpp, Fisher, cells);
        Assert.Equal(1, error / printed, 1e-3);
        Assert.Equal(place, front, 1e-6);
    }

    [Theory]
    [InlineData(400, 5.340e-5, 10.607168)]
    [InlineData(800, 1.336e-5, 10.606743)]
    [InlineData(1600, 3.342e-6, 10.606637)]
    public void NewellWhiteheadSegel_FrontHasThePrintedErrorAndPlace(int cells, double printed, double place)
    {
        (double error, double front) = March(ReactionSource.NewellWhiteheadSegel, NewellWhitehead, cells);
        Assert.Equal(1, error / printed, 1e-3);
        Assert.Equal(place, front, 1e-6);
    }

    [Fact]
    public void Splitting_ConvergesAtOrderTwo() => Orders.AssertAtLeast(2, cells => March(ReactionSource.FisherKpp, Fisher, cells).Error, 200, 400, 800);

    // Every source: space and time refined together, against eight times as fine.
    [Theory]
    [MemberData(nameof(Sources))]
    public void ReactionFront_ConvergesAtOrderTwoForEverySource(string name)
    {
        var parameters = new ReactionParameters(1, 1.5);
        double[] March(int factor) => new ReactionFront(Source(name), [parameters], 17, 5, 0.02, refinement: 2 * factor, stepsPerTime: 2 * factor)
            .SolveFor(x => 0.5 + (0.4 * Math.Cos(Math.PI * x) * Math.Cos(2 * Math.PI * x)), parameters);
        double[] fine = March(32);
        Orders.AssertAtLeast(2, factor => March(factor).Zip(fine, (a, b) => Math.Abs(a - b)).Max(), 1, 2, 4);
    }

    // A uniform state obeys u′ = f(u): the logistic function for Fisher–KPP, its counterpart for u (1 − u²), an independent quadrature for the exponential.
    [Fact]
    public void UniformStates_FollowTheOrdinaryEquation()
    {
        const double start = 0.2, a = 0.8;
        double[] logistic = new ReactionFront(ReactionSource.FisherKpp, [new(a)]).SolveFor(_ => start, new(a));
        double[] cubic = new ReactionFront(ReactionSource.NewellWhiteheadSegel, [new(a)]).SolveFor(_ => start, new(a));
        double[] exponential = new ReactionFront(ReactionSource.ZeldovichFrankKamenetskii, [new(a, 2)]).SolveFor(_ => start, new(a, 2));
        for (int t = 0; t < 20; t++)
        {
            double growth = Math.Exp(a * t / 19), squared = start * start * growth * growth;
            for (int i = 0; i < 64; i += 21)
            {
                Assert.Equal(start * growth / (1 - start + (start * growth)), logistic[(t * 64) + i], 1e-10);
                Assert.Equal(Math.Sqrt(squared / (1 - (start * start) + squared)), cubic[(t * 64) + i], 1e-10);
                // The time to grow from the start to u is ∫ du/f(u).
                double end = exponential[(t * 64) + i], time = 0;
                for (int k = 0; k < 2000; k++)
                {
                    double u = start + ((end - start) * (k + 0.5) / 2000);
                    time += (end - start) / 2000 / (a * u * (1 - u) * Math.Exp(-2 * (1 - u)));
                }
                Assert.Equal(t / 19.0, time, 1e-6);
            }
        }
    }

    // Without growth: cos kπx decays as e^{−Dk²π²t}.
    [Fact]
    public void WithoutGrowth_ItIsTheHeatEquation()
    {
        double[] u = new ReactionFront(ReactionSource.FisherKpp, [new(0)], diffusivity: 0.05).SolveFor(x => 0.5 + (0.4 * Math.Cos(3 * Math.PI * x)), new(0));
        for (int t = 0; t < 20; t++)
            for (int i = 0; i < 64; i++)
                Assert.Equal(0.5 + (0.4 * Math.Exp(-0.05 * 9 * Math.PI * Math.PI * t / 19) * Math.Cos(3 * Math.PI * i / 63)), u[(t * 64) + i], 3e-5);
    }

    // Zero flux: the sum of u by the trapezoidal rule changes by the source alone, and with no source not at all.
    [Fact]
    public void Mass_ChangesByTheSourceAlone()
    {
        static double Mass(double[] u, Func<double, double> f) => Enumerable.Range(0, 401).Sum(i => f(u[i]) * (i is 0 or 400 ? 0.5 : 1) / 400);
        double[] State() => [.. Enumerable.Range(0, 401).Select(i => 0.5 + (0.3 * Math.Cos(3 * Math.PI * i / 400)) + (0.1 * Math.Cos(2 * Math.PI * i / 400)))];
        double[] still = State();
        Advance(new ReactionSplitting(400, 1.0 / 400, 0.05, 0.01), still, ReactionSource.FisherKpp, 0, 100);
        Assert.Equal(Mass(State(), v => v), Mass(still, v => v), 1e-12); // rounding: a hundred steps with D Δt/Δx² = 80

        // dM/dt = ∫ f by central differences over two steps.
        double[] before = State(), middle = State(), after = State();
        var scheme = new ReactionSplitting(400, 1.0 / 400, 0.05, 1e-3);
        static double Rate(double v) => v * (1 - v);
        Advance(scheme, before, ReactionSource.FisherKpp, 1, 19);
        Advance(scheme, middle, ReactionSource.FisherKpp, 1, 20);
        Advance(scheme, after, ReactionSource.FisherKpp, 1, 21);
        Assert.Equal(Mass(middle, Rate), (Mass(after, v => v) - Mass(before, v => v)) / 2e-3, 2e-6); // order two in the step, 10⁻³
    }

    // The default set keeps to [0, 1]; Crank–Nicolson alone does not for a spike and large steps, which is why this is checked.
    [Fact]
    public void States_StayBetweenZeroAndOne_ButNotForASpikeWithLargeSteps()
    {
        foreach (string name in Names)
        {
            SampleBlock block = WaveEquationTests.Solve(ReactionFront.MultiTask(Source(name)), 20);
            Assert.All(block.Outputs[0], value => Assert.InRange(value, 0, 1));
        }
        double[] spike = new double[101];
        spike[50] = 1;
        Advance(new ReactionSplitting(100, 0.01, 0.1, 0.1), spike, ReactionSource.FisherKpp, 0, 1);
        Assert.True(spike[50] < -0.5, $"{spike[50]}");
    }

    // From a compact initial state the front of Fisher–KPP lies at 2t − (3/2) ln t + const. (Bramson 1983), so it covers 20 − (3/2) ln 2 from t = 10 to 20.
    [Fact]
    public void CompactStates_InvadeWithTheMinimalSpeed()
    {
        const int cells = 800;
        double[] u = [.. Enumerable.Range(0, cells + 1).Select(i => i < 50 ? 1.0 : 0.0)];
        var scheme = new ReactionSplitting(cells, 0.1, 1, 0.02);
        double Front()
        {
            int i = Array.FindIndex(u, v => v < 0.5);
            return 0.1 * (i - 1 + ((u[i - 1] - 0.5) / (u[i - 1] - u[i])));
        }
        Advance(scheme, u, ReactionSource.FisherKpp, 1, 500);
        double early = Front();
        Advance(scheme, u, ReactionSource.FisherKpp, 1, 500);
        Assert.Equal(20 - (1.5 * Math.Log(2)), Front() - early, 0.25);
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void Coefficients_AreThoseOfThePolynomial(string name)
    {
        var parameters = new ReactionParameters(0.7, 1.3);
        double[] c = Source(name).Coefficients(parameters);
        // The exponential's coefficients are the quartic's, by which it is labelled.
        ReactionSource polynomial = name == ReactionSource.ZeldovichFrankKamenetskii.Name ? ReactionSource.QuarticFrankKamenetskii : Source(name);
        for (double u = 0; u <= 1; u += 0.1)
            Assert.Equal(polynomial.Rate(u, parameters), (c[0] * u) + (c[1] * u * u) + (c[2] * Math.Pow(u, 3)) + (c[3] * Math.Pow(u, 4)), 1e-14);
    }

    [Theory]
    [InlineData(0.5, 0.006)]
    [InlineData(1, 0.039)]
    [InlineData(1.5, 0.106)]
    [InlineData(2, 0.203)]
    public void Quartic_DiffersFromTheExponentialByThePrintedPart(double beta, double printed)
    {
        var parameters = new ReactionParameters(1, beta);
        double[] u = [.. Enumerable.Range(0, 1001).Select(i => i / 1000.0)];
        double difference = u.Max(v => Math.Abs(ReactionSource.ZeldovichFrankKamenetskii.Rate(v, parameters) - ReactionSource.QuarticFrankKamenetskii.Rate(v, parameters)));
        Assert.Equal(printed, difference / u.Max(v => ReactionSource.ZeldovichFrankKamenetskii.Rate(v, parameters)), 5e-4);
    }

    [Fact]
    public void MultiTask_TakesItsParametersInTurn()
    {
        ReactionFront problem = ReactionFront.MultiTask(ReactionSource.ZeldovichFrankKamenetskii);
        Assert.Equal(100, problem.SourceParameters.Count);
        Assert.Equal([new(0.1, 0.5), new(1, 2)], (ReactionParameters[])[problem.SourceParameters[0], problem.SourceParameters[^1] with { Sharpness = Math.Round(problem.SourceParameters[^1].Sharpness, 12) }]);
        var block = new SampleBlock(problem, 2);
        problem.Solve(199, 1, block, CancellationToken.None);
        Assert.Equal(ReactionSource.ZeldovichFrankKamenetskii.Coefficients(problem.SourceParameters[99]), block.Inputs[0][..4]);
        Assert.Equal(ReactionSource.ZeldovichFrankKamenetskii.Coefficients(problem.SourceParameters[0]), block.Inputs[0][4..]);
        // The sizes of the solver are those that were asked for.
        IReadOnlyDictionary<string, double> coarse = ReactionFront.MultiTask(ReactionSource.FisherKpp, refinement: 8, stepsPerTime: 10).Parameters;
        Assert.Equal((63.0 * 8, 19.0 * 10), (coarse["cells"], coarse["time steps"]));
        // The initial state is the first row of the output and lies in (0, 1).
        Assert.Equal(block.Inputs[1][..64], block.Outputs[0][..64]);
        Assert.All(block.Inputs[1], v => Assert.InRange(v, 1e-4, 1 - 1e-4));
    }

    // The default resolution leaves an error far below any network's: against four times finer in space and time, for functions that do not depend on the grid.
    [Fact]
    public void DefaultResolution_IsAccurate()
    {
        foreach (string name in Names)
        {
            ReactionParameters hardest = new(1, 2);
            var field = new FourierFeatureField(GaussianRandomField.SquaredExponential(0.2, 2.25), 50);
            SampleBlock usual = WaveEquationTests.Solve(new ReactionFront(Source(name), [hardest], field: field), 3);
            SampleBlock fine = WaveEquationTests.Solve(new ReactionFront(Source(name), [hardest], field: field, refinement: 64, stepsPerTime: 40), 3);
            for (int s = 0; s < 3; s++) Assert.InRange(WaveEquationTests.Difference(usual.Outputs[0], fine.Outputs[0], s, 1280), 0, 1e-4);
        }
    }

    public static TheoryData<string> Sources => [.. Names];

    private static string[] Names => [.. All.Select(source => source.Name)];

    private static ReactionSource[] All =>
        [ReactionSource.FisherKpp, ReactionSource.NewellWhiteheadSegel, ReactionSource.ZeldovichFrankKamenetskii, ReactionSource.QuarticFrankKamenetskii];

    private static ReactionSource Source(string name) => All.Single(source => source.Name == name);
}
