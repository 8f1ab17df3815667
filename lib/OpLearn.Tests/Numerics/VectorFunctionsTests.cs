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
}
