using Xunit;

namespace OpLearn.Tests;

public class DrivenProblemTests
{
    // Reference values from an independent adaptive solver at tolerance 1e-12.
    [Fact]
    public void NonlinearOde_MatchesTheReferenceValue() =>
        Assert.Equal(0.5160541979, new NonlinearOde().SolveFor(t => Math.Sin(Math.PI * t))[^1], 1e-9);

    [Theory]
    [InlineData(1, 0.2981158505)]
    [InlineData(3, 0.0629137222)]
    public void Pendulum_MatchesTheReferenceValue(double horizon, double angle) =>
        Assert.Equal(angle, new Pendulum(horizon: horizon).SolveFor(t => Math.Sin(Math.PI * t))[^1], 1e-9);

    [Fact]
    public void NonlinearOde_MatchesTheTangentSolution()
    {
        double[] s = new NonlinearOde().SolveFor(_ => -1);
        for (int i = 0; i < 100; i++) Assert.Equal(-Math.Tan(i / 99.0), s[i], 1e-9);
    }

    [Fact]
    public void NonlinearOde_SaysThatItBlowsUp() =>
        Assert.Contains("blows up", Assert.Throws<ArithmeticException>(() => new NonlinearOde().SolveFor(_ => -4)).Message);

    [Fact]
    public void NonlinearOde_DrawsAgainWhereTheSolutionEscapes()
    {
        var problem = new NonlinearOde(sensors: 20, points: 20, fieldPoints: 100, field: GaussianRandomField.SquaredExponential(0.5, 9));
        var block = new SampleBlock(problem, 200);
        problem.Solve(0, 3, block, CancellationToken.None);
        Assert.All(block.Outputs[0], value => Assert.InRange(value, -100, 100));
    }

    [Fact]
    public void RungeKutta_ConvergesAtOrderFour() => Orders.AssertAtLeast(4, steps =>
    {
        var method = new RungeKutta4(2);
        double[] state = [1, 0];
        for (int i = 0; i < steps; i++) method.Step((_, y, rate) => (rate[0], rate[1]) = (y[1], -y[0]), (double)i / steps, 1.0 / steps, state);
        return Math.Abs(state[0] - Math.Cos(1)) + Math.Abs(state[1] + Math.Sin(1));
    }, 10, 20, 40);

    [Theory]
    [InlineData(50, 0.9552176)]
    [InlineData(100, 0.9552054)]
    [InlineData(200, 0.9552023)]
    public void DiffusionReaction_MatchesTheReferenceValues(int intervals, double value)
    {
        double[] s = new DiffusionReaction(intervals: intervals).SolveFor(x => Math.Sin(Math.PI * x));
        Assert.Equal(value, s[(intervals * (intervals + 1)) + (intervals / 2)], 6e-8);
    }

    // Without reaction sin πx is an eigenfunction: s = (1 − e^{−Dπ²t})/(Dπ²) sin πx.
    [Fact]
    public void DiffusionReaction_ConvergesAtOrderTwoToTheEigenfunction() => Orders.AssertAtLeast(2, n =>
    {
        const double rate = 0.5 * Math.PI * Math.PI;
        double[] s = new DiffusionReaction(intervals: n, diffusivity: 0.5, reaction: 0).SolveFor(x => Math.Sin(Math.PI * x));
        double worst = 0;
        for (int t = 0; t <= n; t++)
            for (int x = 0; x <= n; x++)
                worst = Math.Max(worst, Math.Abs(s[(t * (n + 1)) + x] - ((1 - Math.Exp(-rate * t / n)) / rate * Math.Sin(Math.PI * x / n))));
        return worst;
    }, 20, 40, 80);

    // V = 1 + x: I and II by hand. V = 5x gives a = 1 + x/2 and τ = 2 ln(1 + x/2). V = 1 gives a = 1.1 in IV.
    [Theory]
    [InlineData(AdvectionCase.PeriodicInitialState)]
    [InlineData(AdvectionCase.InitialState)]
    [InlineData(AdvectionCase.Speed)]
    [InlineData(AdvectionCase.PeriodicSpeed)]
    public void Advection_MatchesTheSolutionByHand(AdvectionCase variant)
    {
        const int n = 33;
        double[] s = new Advection(variant, points: n).SolveFor(x => variant switch
        {
            AdvectionCase.Speed => 5 * x,
            AdvectionCase.PeriodicSpeed => 1,
            _ => 1 + x,
        });
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++)
            {
                double t = i / 32.0, x = j / 32.0, phase = (2 * Math.Log(1 + (x / 2))) - t;
                double exact = variant switch
                {
                    AdvectionCase.PeriodicInitialState => 1 + (0.5 * (1 - Math.Cos(2 * Math.PI * (x - t)))),
                    AdvectionCase.InitialState => x > t ? (x - t) * (1 + x - t) : 0,
                    AdvectionCase.Speed => phase > 0 ? 4 * Math.Pow(Math.Exp(phase / 2) - 1, 2) : Math.Sin(-Math.PI * phase),
                    _ => Math.Sin(2 * Math.PI * (x - (1.1 * t))),
                };
                Assert.Equal(exact, s[(i * n) + j], 1e-9);
            }
    }

    // Whatever the speed: s_t + a s_x = 0 by central differences, away from the edge of the inflow.
    [Fact]
    public void Advection_WithVariablePeriodicSpeedSatisfiesTheEquation()
    {
        const int n = 801;
        double[] s = new Advection(AdvectionCase.PeriodicSpeed, points: n).SolveFor(x => Math.Sin(3 * x));
        double worst = 0;
        for (int i = 1; i < n - 1; i += 7)
            for (int j = 1; j < n - 1; j += 7)
            {
                double x = j / 800.0, a = 1 + (0.05 * (Math.Sin(3 * x) + Math.Sin(3 * (1 - x))));
                worst = Math.Max(worst, Math.Abs((400 * (s[((i + 1) * n) + j] - s[((i - 1) * n) + j])) + (400 * a * (s[(i * n) + j + 1] - s[(i * n) + j - 1]))));
            }
        Assert.InRange(worst, 0, 2e-3); // the differences' own error is (2π)³h²/6 ≈ 6e-5 a term, the solution steepens little
    }

    // V(ξ) = 1 − 2ξ makes the initial state cos 2πx; V = 8ξ² − 8ξ + 1 makes it cos 4πx.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void AdvectionDiffusion_CarriesAndDampsAMode(int mode)
    {
        const int n = 21;
        double[] s = new AdvectionDiffusion(points: n).SolveFor(v => mode == 1 ? 1 - (2 * v) : (8 * v * v) - (8 * v) + 1);
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++)
            {
                double t = i / 20.0, x = j / 20.0, k = 2 * Math.PI * mode;
                Assert.Equal(Math.Exp(-0.1 * k * k * t) * Math.Cos(k * (x - t)), s[(i * n) + j], 1e-10);
            }
    }

    // u = e^x: J₀ = e − 1/e, J₁ = 2/e, J₂ = e − 7/e. u = P₃ gives 2/7 and zeros.
    [Fact]
    public void LegendreTransform_MatchesTheIntegralsByHand()
    {
        double[] exponential = new LegendreTransform().SolveFor(s => Math.Exp(s - 1)), third = new LegendreTransform().SolveFor(s => (2.5 * Math.Pow(s - 1, 3)) - (1.5 * (s - 1)));
        Assert.Equal(Math.E - (1 / Math.E), exponential[0], 1e-10);
        Assert.Equal(2 / Math.E, exponential[1], 1e-10);
        Assert.Equal(Math.E - (7 / Math.E), exponential[2], 1e-10);
        for (int n = 0; n < 20; n++) Assert.Equal(n == 3 ? 2.0 / 7 : 0, third[n], 1e-12);
    }
}
