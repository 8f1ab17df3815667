using System.Numerics;
using Xunit;

namespace OpLearn.Tests;

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
    public void DoubleFunctions_HaveARelativeErrorOfARounding()
    {
        double exp = 0, log = 0, tanh = 0;
        for (double x = -707; x < 707; x += 0.0173)
        {
            exp = Math.Max(exp, Math.Abs((VectorFunctions.Exp(new Vector<double>(x))[0] / Math.Exp(x)) - 1));
            double tiny = x / 1e4; // near 0, and over the seams between two powers of two
            exp = Math.Max(exp, Math.Abs((VectorFunctions.Exp(new Vector<double>(tiny))[0] / Math.Exp(tiny)) - 1));
            tanh = Math.Max(tanh, Math.Max(Math.Abs(VectorFunctions.Tanh(new Vector<double>(x))[0] - Math.Tanh(x)), Math.Abs(VectorFunctions.Tanh(new Vector<double>(tiny))[0] - Math.Tanh(tiny))));
            foreach (double y in new[] { Math.Exp(x), 1 + tiny, Math.Pow(2, Math.Round(x)), Math.Sqrt(0.5) * (1 + (x * 1e-15)) })
                if (y != 1) log = Math.Max(log, Math.Abs((VectorFunctions.Log(new Vector<double>(y))[0] / Math.Log(y)) - 1));
        }
        Assert.InRange(exp, 0, 4.5e-16);
        Assert.InRange(log, 0, 4.5e-16);
        Assert.InRange(tanh, 0, 3.4e-16);
        Assert.Equal(0, VectorFunctions.Log(Vector<double>.One)[0]);
        Assert.Equal(1, VectorFunctions.Exp(Vector<double>.Zero)[0]);
    }

    [Fact]
    public void DoubleFunctions_KeepTheirLimitsAndNaN()
    {
        foreach (Func<Vector<double>, Vector<double>> function in new Func<Vector<double>, Vector<double>>[] { VectorFunctions.Exp, VectorFunctions.Log, VectorFunctions.Tanh })
            Assert.True(double.IsNaN(function(new Vector<double>(double.NaN))[0]));
        foreach (double x in new[] { 0.0, -1, double.NegativeInfinity }) Assert.True(double.IsNaN(VectorFunctions.Log(new Vector<double>(x))[0]));
        foreach (double x in new[] { 1e5, -1e5, double.PositiveInfinity, double.NegativeInfinity })
        {
            Assert.Equal(Math.Tanh(x), VectorFunctions.Tanh(new Vector<double>(x))[0]);
            Assert.Equal(Math.Exp(Math.Clamp(x, -708, 708)), VectorFunctions.Exp(new Vector<double>(x))[0], 1e-15 * Math.Exp(Math.Clamp(x, -708, 708)));
        }
        // A lane does not see its neighbours.
        double[] lanes = [.. Enumerable.Range(0, Vector<double>.Count).Select(lane => lane == 0 ? 1e9 : 0.3 + lane)];
        Assert.Equal(VectorFunctions.Exp(new Vector<double>(lanes[^1]))[0], VectorFunctions.Exp(new Vector<double>(lanes))[lanes.Length - 1]);
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
