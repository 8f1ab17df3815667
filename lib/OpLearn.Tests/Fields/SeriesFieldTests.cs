using Xunit;

namespace OpLearn.Tests;

public class SeriesFieldTests
{
    private static readonly Grid1D Line = new(101, 0, 2, Endpoints.Included);

    [Fact]
    public void ChebyshevSeries_IsAPolynomialOfItsDegree_WithBoundedCoefficients()
    {
        double[] u = new ChebyshevSeries(4, 2).On(Line).Draw(3, 1);
        for (int i = 2; i < 99; i++) Assert.Equal(0, u[i - 2] - (4 * u[i - 1]) + (6 * u[i]) - (4 * u[i + 1]) + u[i + 2], 1e-12);
        Assert.NotEqual(0, u[0] - (3 * u[1]) + (3 * u[2]) - u[3], 1e-7);
        Assert.All(u, value => Assert.InRange(value, -8, 8));
        // Var u(x) = bound²/3 Σ T_k²; at the end of the interval all T_k² are 1.
        double[,] many = new ChebyshevSeries(4, 2).Sample(Line, 0, 20_000, seed: 6);
        Assert.Equal(16 / 3.0, Enumerable.Range(0, 20_000).Average(s => many[s, 100] * many[s, 100]), 0.25);
    }

    [Fact]
    public void FourierSeries_HoldsItsBandAndNothingElse()
    {
        const int n = 64;
        double[] u = new FourierSeries(5, 8).On(new Grid1D(n, -1, 1, Endpoints.UpperExcluded)).Draw(0, 4);
        for (int k = 0; k <= n / 2; k++)
        {
            double cosine = 0, sine = 0;
            for (int i = 0; i < n; i++)
            {
                cosine += u[i] * Math.Cos(2 * Math.PI * k * i / n);
                sine += u[i] * Math.Sin(2 * Math.PI * k * i / n);
            }
            double power = Math.Sqrt((cosine * cosine) + (sine * sine));
            if (k is >= 5 and <= 8) Assert.True(power > 1e-3, $"wavenumber {k}");
            else Assert.InRange(power, 0, 1e-11);
        }
    }

    [Fact]
    public void LoadHistory_StartsAtRest_AndItsControlValuesAreUniform()
    {
        double[,] u = new LoadHistory().Sample(new Grid1D(101, 0, 17, Endpoints.Included), 0, 5000, seed: 2);
        for (int s = 0; s < 5000; s++)
        {
            Assert.Equal(0, u[s, 0], 1e-12);
            for (int control = 1; control < 6; control++) Assert.InRange(u[s, 20 * control], -1 / 1.1, 1 / 1.1);
        }
        double[] last = [.. Enumerable.Range(0, 5000).Select(s => u[s, 100])];
        Assert.Equal(1 / 1.1 / 1.1 / 3, last.Average(v => v * v), 0.018); // five standard errors of the second moment
        Assert.Equal(1.17, u.Cast<double>().Max(Math.Abs), 0.06); // the overshoot of the published file
    }

    [Fact]
    public void LoadHistory_MaySettleAnywhereAtTheStart() =>
        Assert.NotEqual(0, new LoadHistory(startsAtRest: false).On(Line).Draw(0, 1)[0], 1e-3);

    [Fact]
    public void KarhunenLoeve_CapturesTheVarianceOfTheLeadingEigenvalues()
    {
        // Exponential covariance on [0, 1], l = 1: λ = 2/(1 + ω²), ω the roots of (ω² − 1) tan ω = 2ω; the first is ω = 1.306542.
        var grid = new Grid1D(400, 0, 1, Endpoints.CellCentres);
        GaussianRandomField field = GaussianRandomField.Matern12(1);
        Assert.Equal(2 / (1 + (1.306542 * 1.306542)), new KarhunenLoeve(field, 1).CapturedVariance(grid), 1e-4);
        var coarse = new Grid1D(60, 0, 1, Endpoints.CellCentres);
        Assert.Equal(1, new KarhunenLoeve(field, 60).CapturedVariance(coarse), 1e-12);
        double[,] u = new KarhunenLoeve(field, 3).Sample(coarse, 0, 5000, seed: 3);
        Assert.Equal(new KarhunenLoeve(field, 3).CapturedVariance(coarse), u.Cast<double>().Average(v => v * v), 0.1);
    }

    // The covariance of the squared exponential is a product over the directions, and so are its eigenvalues.
    [Fact]
    public void KarhunenLoeve_OfALargePlaneHasTheEigenvaluesOfTheProduct()
    {
        const int n = 60;
        var side = new Grid1D(n, 0, 1, Endpoints.Included);
        GaussianRandomField field = GaussianRandomField.SquaredExponential(0.25);
        double[] line = [.. Enumerable.Range(1, 8).Select(m => new KarhunenLoeve(field, m).CapturedVariance(side))];
        double[] eigenvalues = [.. line.Select((captured, m) => captured - (m == 0 ? 0 : line[m - 1]))];
        double[] products = [.. eigenvalues.SelectMany(a => eigenvalues, (a, b) => a * b).OrderDescending()];
        Assert.Equal(products.Take(20).Sum(), new KarhunenLoeve(field, 20).CapturedVariance(Grid2D.Square(side)), 1e-10);
    }

    [Fact]
    public void BadParameters_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => new ChebyshevSeries(0));
        Assert.Throws<ArgumentException>(() => new FourierSeries(3, 2));
        Assert.Throws<ArgumentException>(() => new LoadHistory(1));
        Assert.Throws<ArgumentException>(() => new KarhunenLoeve(GaussianRandomField.Matern12(1), 5).On(new Grid1D(4, 0, 1, Endpoints.Included)));
        Assert.Contains("one direction", Assert.Throws<ArgumentException>(() => new LoadHistory().On(Grid2D.Square(Line))).Message);
    }
}
