using Xunit;

namespace OpLearn.Tests;

public class BurgersTests
{
    private const double Viscosity = 0.5;

    // Cole–Hopf: u = −2ν φ_x/φ with φ = 1.2 + cos x e^{−νt}, a solution of the heat equation.
    private static double ColeHopf(double x, double t)
    {
        double decay = Math.Exp(-Viscosity * t);
        return 2 * Viscosity * Math.Sin(x) * decay / (1.2 + (Math.Cos(x) * decay));
    }

    private static double ErrorAgainstColeHopf(int steps)
    {
        var problem = new Burgers(64, new PeriodicSpectralField(25, 5, 2), Viscosity, 2 * Math.PI, horizon: 1, solverPoints: 256, steps: steps);
        double[] u = problem.SolveFor(x => ColeHopf(x, 0));
        return Enumerable.Range(0, 64).Max(i => Math.Abs(u[i] - ColeHopf(2 * Math.PI * i / 64, 1)));
    }

    [Fact]
    public void Burgers_MatchesColeHopf() => Assert.InRange(ErrorAgainstColeHopf(200), 0, 1e-8);

    [Fact]
    public void EtdRk4_ConvergesAtOrderFour() => Orders.AssertAtLeast(4, ErrorAgainstColeHopf, 20, 40, 80);

    [Fact]
    public void Fno_HasTheStandardDeviationsOfThePublishedSet()
    {
        Burgers problem = Burgers.Fno(64, solverPoints: 128);
        var block = new SampleBlock(problem, 400);
        problem.Solve(0, 1, block, CancellationToken.None);
        Assert.Equal(0.593, Math.Sqrt(block.Inputs[0].Average(v => v * v)), 0.03);
        Assert.Equal(0.49, Math.Sqrt(block.Outputs[0].Average(v => v * v)), 0.03);
    }

    [Fact]
    public void Fno_OnThousandPointsAgreesWithTheFullResolution()
    {
        Burgers small = Burgers.Fno(128, 1024), large = Burgers.Fno(128, 4096);
        double Initial(double x) => Math.Sin(x) - (0.5 * Math.Cos(2 * x)) + (0.3 * Math.Sin(5 * x));
        double[] a = small.SolveFor(Initial), b = large.SolveFor(Initial);
        Assert.InRange(a.Zip(b, (x, y) => Math.Abs(x - y)).Max(), 0, 1e-6);
    }

    [Fact]
    public void Mean_IsConserved_AndShiftsTravel()
    {
        var problem = new Burgers(128, new PeriodicSpectralField(25, 5, 2), 0.02, 1, solverPoints: 512);
        double[] u = problem.SolveFor(x => 0.3 + Math.Sin(2 * Math.PI * x)), shifted = problem.SolveFor(x => 0.3 + Math.Sin(2 * Math.PI * (x - 0.25)));
        Assert.Equal(0.3, u.Average(), 1e-12);
        for (int i = 0; i < 128; i++) Assert.Equal(u[i], shifted[(i + 32) % 128], 1e-10);
    }

    [Fact]
    public void StoredTimes_MatchColeHopfAtEachTime_AndBeginWithTheInitialState()
    {
        var problem = new Burgers(64, new PeriodicSpectralField(25, 5, 2), Viscosity, 2 * Math.PI, horizon: 1, solverPoints: 256, steps: 200, times: 6);
        Assert.Equal([6, 64], problem.Outputs[0].Axes);
        double[] u = problem.SolveFor(x => ColeHopf(x, 0));
        for (int t = 0; t < 6; t++)
            for (int i = 0; i < 64; i++) Assert.Equal(ColeHopf(2 * Math.PI * i / 64, t / 5.0), u[(t * 64) + i], 1e-8);
        Assert.Contains("divide", Assert.Throws<ArgumentException>(() => new Burgers(64, new PeriodicSpectralField(25, 5, 2), 0.1, times: 4)).Message);
    }

    [Fact]
    public void PointsThatDoNotDivideTheSolver_AreRefused() => Assert.Throws<ArgumentException>(() => Burgers.Fno(100));
}
