using System.Numerics;
using Xunit;

namespace OpLearn.Tests.Numerics;

public class VectorFunctionsTests
{
    private static readonly (string Name, Func<Vector<float>, Vector<float>> Fast, Func<double, double> Exact)[] Functions =
    [
        ("exp", VectorFunctions.Exp, Math.Exp),
        ("sigmoid", VectorFunctions.Sigmoid, x => 1.0 / (1.0 + Math.Exp(-x))),
        ("tanh", VectorFunctions.Tanh, Math.Tanh),
    ];

    [Fact]
    public void Functions_HaveARelativeErrorOfARounding()
    {
        foreach (var (name, fast, exact) in Functions)
        {
            double worst = 0.0;
            for (float x = -80f; x < 80f; x += 0.00371f) Worst(x);
            for (float x = 1e-20f; x < 1f; x *= 1.07f) Worst(-x);
            Assert.True(worst < 3e-7, $"{name}: relative error {worst:E2}");

            void Worst(float x)
            {
                double truth = exact(x);
                if (truth != 0.0) worst = Math.Max(worst, Math.Abs((fast(new Vector<float>(x))[0] / truth) - 1.0));
            }
        }
    }

    [Fact]
    public void Functions_KeepTheirLimitsAndNaN()
    {
        foreach (var (name, fast, exact) in Functions)
        {
            Assert.True(float.IsNaN(fast(new Vector<float>(float.NaN))[0]), name);
            if (name == "exp") continue;
            foreach (float x in new[] { 0f, 1e5f, -1e5f, float.PositiveInfinity, float.NegativeInfinity }) Assert.Equal(exact(x), fast(new Vector<float>(x))[0], 1e-30);
        }
    }

    [Fact]
    public void Normal_HasAnErrorOfARounding_AndItsLimits()
    {
        // Φ by its own differential equation: Φ′ = φ, Φ(0) = ½, with Simpson's rule on steps of 0.001.
        static double Density(double x) => Math.Exp(-0.5 * x * x) / Math.Sqrt(2.0 * Math.PI);
        double distribution = 0.5;
        const double step = 0.001;
        for (int i = 0; i <= 9_000; i++)
        {
            double x = i * step;
            foreach (int sign in (int[])[1, -1])
            {
                (Vector<float> found, Vector<float> density) = VectorFunctions.Normal(new Vector<float>((float)(sign * x)));
                double exact = (sign > 0 ? distribution : 1.0 - distribution) + Density(x) * ((float)(sign * x) - sign * x); // at the rounded x
                Assert.InRange(Math.Abs(found[0] - exact), 0.0, 3e-7);
                Assert.InRange(Math.Abs(density[0] - Density(x)), 0.0, 1e-7);
            }
            distribution += step / 6.0 * (Density(x) + 4.0 * Density(x + step / 2.0) + Density(x + step));
        }
        Assert.Equal(1f, VectorFunctions.Normal(new Vector<float>(40f)).Distribution[0]);
        Assert.InRange(VectorFunctions.Normal(new Vector<float>(-40f)).Distribution[0], 0f, 1e-37f);
        Assert.True(float.IsNaN(VectorFunctions.Normal(new Vector<float>(float.NaN)).Distribution[0]));
    }
}
