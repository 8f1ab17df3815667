using TorchSharp;
using Xunit;

namespace OpLearn.Tests;

public class WavePropagatorTests
{
    // For c = 1 + x/2 the travel-time formula turns y^−½ sin(μ ln y) with the frequency aμ; the true one is a√(μ² + ¼).
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(20)]
    public void TravelTime_IsExactButForTheQuarterOnALinearSpeed(int n)
    {
        const double a = 0.5, horizon = 0.7;
        double mu = n * Math.PI / Math.Log(1 + a);
        double[] x = new Grid1D(128, 0, 1, Endpoints.Included).Coordinates();
        double[] mode = [.. x.Select((p, i) => i is 0 or 127 ? 0 : Math.Sin(mu * Math.Log(1 + (a * p))) / Math.Sqrt(1 + (a * p)))], c = [.. x.Select(p => 1 + (a * p))];
        double[] u = new TravelTimePropagator(128, horizon).Apply(mode, c);
        double turn = Math.Cos(a * mu * horizon);
        Assert.NotEqual(turn, Math.Cos(a * Math.Sqrt((mu * mu) + 0.25) * horizon), n == 1 ? 1e-3 : 1e-4);
        // The mode is no finite sine series, so what lies between the points is known to about n³·10⁻⁶ only.
        for (int i = 0; i < 128; i++) Assert.Equal(turn * mode[i], u[i], n == 20 ? 2e-3 : 5e-5);
    }

    [Fact]
    public void BothFormulas_AreExactForConstantSpeed()
    {
        double[] x = new Grid1D(128, 0, 1, Endpoints.Included).Coordinates();
        double[] initial = [.. x.Select((p, i) => i is 0 or 127 ? 0 : Math.Sin(3 * Math.PI * p) + (0.5 * Math.Sin(48 * Math.PI * p)))], ones = [.. x.Select(_ => 1.0)];
        double[] exact = [.. x.Select(p => (Math.Sin(3 * Math.PI * p) * Math.Cos(3 * Math.PI * 0.3)) + (0.5 * Math.Sin(48 * Math.PI * p) * Math.Cos(48 * Math.PI * 0.3)))];
        double[] constant = new ConstantSpeedPropagator(128, 0.3).Apply(initial, ones), travel = new TravelTimePropagator(128, 0.3).Apply(initial, ones);
        for (int i = 0; i < 128; i++)
        {
            Assert.Equal(exact[i], constant[i], 1e-12);
            Assert.Equal(exact[i], travel[i], 1e-10);
        }
    }

    [Fact]
    public void Predict_IsApplySampleBySample()
    {
        using torch.Tensor u = torch.rand([3, 17, 1], torch.float32), c = torch.rand([3, 17, 1], torch.float32) + 1;
        var propagator = new TravelTimePropagator(17, 0.5, 20, 4);
        using torch.Tensor result = propagator.Predict(u, c);
        Assert.Equal([3L, 17, 1], result.shape);
        Assert.Equal(torch.float32, result.dtype);
        for (int s = 0; s < 3; s++)
        {
            double[] one = propagator.Apply([.. u[s].data<float>().ToArray().Select(v => (double)v)], [.. c[s].data<float>().ToArray().Select(v => (double)v)]);
            for (int i = 0; i < 17; i++) Assert.Equal(one[i], result[s, i, 0].item<float>(), 1e-6);
        }
        Assert.Contains("[3, 17, 1]", Assert.Throws<ArgumentException>(() => new ConstantSpeedPropagator(18, 1).Predict(u, c)).Message);
    }

    // The table of baselines at T = 1: other random draws than the printed ones, so within the scatter of the mean of 30 samples.
    [Theory]
    [InlineData("in distribution", 7.5e-2, 1.89, 1.57)]
    [InlineData("frequency, near", 2.0e-2, 2.13, 2.04)]
    [InlineData("frequency, mid", 8.5e-3, 1.96, 2.01)]
    [InlineData("frequency, far", 4.5e-3, 1.76, 1.83)]
    [InlineData("speed, rough", 2.1e-1, 1.73, 1.26)]
    [InlineData("speed, very rough", 2.6e-1, 1.54, 0.69)]
    [InlineData("speed, smooth", 5.1e-2, 1.82, 1.58)]
    [InlineData("combined", 2.0e-2, 1.94, 1.87)]
    public void Baselines_HaveThePrintedErrors(string name, double travelTime, double identity, double constantSpeed)
    {
        const int samples = 30;
        double[] errors = Errors(WaveSplit.All().Single(entry => entry.Name == name), 1, samples);
        TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {string.Join(", ", errors.Select(e => e.ToString("e2")))}");
        Assert.InRange(errors[0] / travelTime, 0.6, 1.6);
        Assert.InRange(errors[1] / identity, 0.75, 1.33);
        Assert.InRange(errors[2] / constantSpeed, 0.7, 1.4);
    }

    // The shorter horizons and the smaller contrast of the pilot runs: the travel-time formula in distribution, near, mid, rough and very rough.
    [Theory]
    [InlineData(0.5, 0.3, new[] { 0.068, 0.011, 0.005, 0.187, 0.244 })]
    [InlineData(1.0 / 3, 0.3, new[] { 0.045, 0.010, 0.005, 0.121, 0.200 })]
    [InlineData(0.25, 0.3, new[] { 0.042, 0.009, 0.004, 0.117, 0.171 })]
    [InlineData(0.5, 0.15, new[] { 0.040, 0.006, 0.003, 0.111, 0.129 })]
    public void TravelTime_HasTheErrorsOfThePilot(double horizon, double contrast, double[] printed)
    {
        WaveSplit[] splits =
            [WaveSplit.InDistribution(contrast), WaveSplit.FrequencyNear(contrast), WaveSplit.FrequencyMid(contrast), WaveSplit.RoughSpeed(contrast), WaveSplit.VeryRoughSpeed(contrast)];
        for (int i = 0; i < splits.Length; i++) Assert.InRange(Errors(splits[i], horizon, 30, refinement: 16)[0] / printed[i], 0.65, 1.5);
    }

    // What not knowing c costs rises with the horizon: a phase error grows in time. The values are means of 1,000 samples of another seed, ± 0.02.
    [Fact]
    public void IgnoringTheSpeed_CostsMoreTheLongerItRuns()
    {
        (double Horizon, double Error)[] expected = [(0.25, 0.70), (1.0 / 3, 0.83), (0.5, 1.14), (1, 1.55)];
        double[] errors = [.. expected.Select(entry => Errors(WaveSplit.InDistribution(), entry.Horizon, 100, refinement: 8)[2])];
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(", ", errors.Select(e => e.ToString("f3"))));
        for (int i = 0; i < errors.Length; i++) Assert.InRange(errors[i] / expected[i].Error, 0.85, 1.15);
        Assert.Equal(errors.Order(), errors);
    }

    internal static double[] Errors(WaveSplit split, double horizon, int samples, int refinement = 32)
    {
        SampleBlock truth = WaveEquationTests.Solve(split.Problem(horizon, refinement: refinement), samples);
        WavePropagator[] formulas = [new TravelTimePropagator(128, horizon), new ConstantSpeedPropagator(128, horizon)];
        double[] means = new double[3];
        Parallel.For(0, samples, new ParallelOptions { MaxDegreeOfParallelism = 2 }, s =>
        {
            double[] initial = truth.Inputs[0][(s * 128)..((s + 1) * 128)], speed = truth.Inputs[1][(s * 128)..((s + 1) * 128)], final = truth.Outputs[0][(s * 128)..((s + 1) * 128)];
            double[][] guesses = [formulas[0].Apply(initial, speed), initial, formulas[1].Apply(initial, speed)];
            lock (means)
                for (int i = 0; i < 3; i++) means[i] += WaveEquationTests.Difference(guesses[i], final, 0) / samples;
        });
        return means;
    }
}
