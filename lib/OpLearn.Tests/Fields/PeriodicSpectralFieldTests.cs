using Xunit;

namespace OpLearn.Tests;

public class PeriodicSpectralFieldTests
{
    private static readonly PeriodicSpectralField Fno = new(25, 5, 2);

    [Fact]
    public void Covariance_IsTheSeries()
    {
        const int samples = 20_000, points = 16;
        double[,] u = Fno.Sample(new Grid1D(points, 0, 1, Endpoints.UpperExcluded), 0, samples, seed: 2);
        for (int lag = 0; lag < points; lag++)
        {
            double measured = 0, exact = 0;
            for (int i = 0; i < samples; i++) measured += u[i, 3] * u[i, (3 + lag) % points] / samples;
            for (int k = 1; k <= 7; k++) exact += 2 * Math.Pow(25 / ((4 * Math.PI * Math.PI * k * k) + 25), 2) * Math.Cos(2 * Math.PI * k * lag / points);
            Assert.Equal(exact, measured, 0.0175); // five standard errors: 5·√2·0.352/√n
        }
    }

    [Fact]
    public void StandardDeviation_IsThatOfThePublishedSet()
    {
        double[,] u = Fno.Sample(new Grid1D(128, 0, 1, Endpoints.UpperExcluded), 0, 4000, seed: 1);
        Assert.Equal(0.593, Math.Sqrt(u.Cast<double>().Average(v => v * v)), 0.02);
    }

    [Fact]
    public void FinerGrid_HoldsTheSameFunctionWithMoreModes()
    {
        double[] coarse = Fno.On(new Grid1D(256, 0, 1, Endpoints.UpperExcluded)).Draw(3, 9), fine = Fno.On(new Grid1D(1024, 0, 1, Endpoints.UpperExcluded)).Draw(3, 9);
        double worst = Enumerable.Range(0, 256).Max(i => Math.Abs(coarse[i] - fine[4 * i]));
        Assert.InRange(worst, 1e-9, 2e-2);
    }

    [Fact]
    public void Plane_HasTheVarianceOfTheSum_AndNoMean()
    {
        var field = new PeriodicSpectralField(7 * 7 * 7 / Math.Sqrt(7), 7, 2.5);
        double[,] w = field.Sample(Grid2D.Square(new(16, 0, 1, Endpoints.UpperExcluded)), 0, 2000, seed: 4);
        double exact = 0;
        for (int i = -7; i <= 7; i++)
            for (int j = -7; j <= 7; j++)
                if (i != 0 || j != 0) exact += Math.Pow(7, 5) * Math.Pow((4 * Math.PI * Math.PI * ((i * i) + (j * j))) + 49, -2.5);
        // A point's mean of squares over n samples has relative standard error √(2/n) = 0.032; the average over the plane has less.
        Assert.Equal(1, w.Cast<double>().Average(v => v * v) / exact, 0.1);
        for (int s = 0; s < 10; s++) Assert.Equal(0, Enumerable.Range(0, 256).Average(i => w[s, i]), 1e-12);
        // Isotropy of the two directions: lag one along each.
        double alongSlow = 0, alongFast = 0;
        for (int s = 0; s < 2000; s++)
        {
            alongSlow += w[s, 0] * w[s, 32];
            alongFast += w[s, 0] * w[s, 2];
        }
        Assert.Equal(1, alongSlow / alongFast, 0.2);
    }

    [Fact]
    public void Space_HasTheCovarianceOfTheSum()
    {
        const int samples = 6000;
        var field = new PeriodicSpectralField(3, 5, 2);
        var grid = new Grid3D(new(5, 0, 1, Endpoints.UpperExcluded), new(6, 0, 2, Endpoints.UpperExcluded), new(8, 0, 1, Endpoints.UpperExcluded));
        double[,] u = field.Sample(grid, 0, samples, seed: 6), x = grid.Locations();
        foreach (int q in new[] { 0, 1, 8, 48, 105 })
        {
            double exact = 0, variance = 0, measured = 0;
            for (int i = -2; i <= 2; i++)
                for (int j = -2; j <= 2; j++)
                    for (int k = -3; k <= 3; k++)
                    {
                        if (i == 0 && j == 0 && k == 0) continue;
                        double power = 9 * Math.Pow((4 * Math.PI * Math.PI * ((i * i) + (0.25 * j * j) + (k * k))) + 25, -2);
                        variance += power;
                        exact += power * Math.Cos(2 * Math.PI * ((i * x[q, 0]) + (0.5 * j * x[q, 1]) + (k * x[q, 2])));
                    }
            for (int s = 0; s < samples; s++) measured += u[s, 0] * u[s, q] / samples;
            Assert.Equal(exact, measured, 5 * variance * Math.Sqrt(2.0 / samples));
        }
    }

    [Fact]
    public void GridsThatAreNotPeriodic_AreRefused() =>
        Assert.Contains("UpperExcluded", Assert.Throws<ArgumentException>(() => Fno.On(new Grid1D(16, 0, 1, Endpoints.Included))).Message);
}
