using Xunit;

namespace OpLearn.Tests;

public class GaussianRandomFieldTests
{
    private const int Samples = 20_000;

    // The formulas once more, written out, at h = 0.1, 0.5.
    [Fact]
    public void Covariances_AreThoseOfTheLiterature()
    {
        Assert.Equal(2 * Math.Exp(-0.125), GaussianRandomField.SquaredExponential(0.2, 2).Covariance(0.1), 1e-14);
        Assert.Equal(Math.Exp(-2.5), GaussianRandomField.Matern12(0.2).Covariance(-0.5), 1e-14);
        Assert.Equal(0.48335772, GaussianRandomField.Matern32(1).Covariance(1), 1e-8);
        Assert.Equal(0.52399411, GaussianRandomField.Matern52(1).Covariance(1), 1e-8);
        Assert.Equal(GaussianRandomField.SquaredExponential(0.3 * Math.Sqrt(2 / Math.PI)).Covariance(0.17), GaussianRandomField.GaussianIntegralScale(0.3).Covariance(0.17), 1e-14);
    }

    public static TheoryData<string> Kernels => ["squared exponential", "Matérn 1/2", "Matérn 3/2", "Matérn 5/2"];

    [Theory]
    [MemberData(nameof(Kernels))]
    public void SampleCovariance_IsTheKernel(string kernel)
    {
        GaussianRandomField field = Make(kernel);
        var grid = new Grid1D(9, 0, 1, Endpoints.Included);
        double[,] u = field.Sample(grid, 0, Samples, seed: 3);
        // The standard error of a covariance c of unit variables is √((1 + c²)/n) ≤ 0.01; five of them.
        for (int i = 0; i < 9; i++)
            for (int j = 0; j <= i; j++)
            {
                double sum = 0;
                for (int k = 0; k < Samples; k++) sum += u[k, i] * u[k, j];
                Assert.Equal(field.Covariance(grid[i] - grid[j]), sum / Samples, 0.05);
            }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Factor_ReproducesTheCovarianceMatrix(string kernel)
    {
        GaussianRandomField field = Make(kernel);
        var factor = new PivotedCholesky(200, (i, j) => field.Covariance((i - j) / 199.0), 1e-13);
        if (kernel == "squared exponential") Assert.InRange(factor.Rank, 10, 40);
        if (kernel == "Matérn 1/2") Assert.Equal(200, factor.Rank);
        double[,] rebuilt = factor.Product();
        double worst = 0;
        for (int i = 0; i < 200; i++)
            for (int j = 0; j < 200; j++)
                worst = Math.Max(worst, Math.Abs(rebuilt[i, j] - field.Covariance((i - j) / 199.0)));
        Assert.InRange(worst, 0, 3e-13);
    }

    [Fact]
    public void Mean_ShiftsTheSamples()
    {
        var grid = new Grid1D(5, 0, 1, Endpoints.Included);
        double[] centred = GaussianRandomField.SquaredExponential(0.2).On(grid).Draw(4, 9);
        double[] shifted = GaussianRandomField.SquaredExponential(0.2).WithMean(3).On(grid).Draw(4, 9);
        Assert.Equal(centred.Select(v => v + 3), shifted);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-1, 1)]
    [InlineData(double.NaN, 1)]
    [InlineData(0.2, 0)]
    public void BadParameters_AreRefused(double lengthScale, double variance) =>
        Assert.Throws<ArgumentException>(() => GaussianRandomField.SquaredExponential(lengthScale, variance));

    [Fact]
    public void TooLargeAGrid_IsRefusedWithAWayOut() => Assert.Contains("spectral", Assert.Throws<ArgumentException>(() =>
        GaussianRandomField.Matern12(0.2).On(Grid2D.Square(new(200, 0, 1, Endpoints.Included)))).Message);

    private static GaussianRandomField Make(string kernel) => kernel switch
    {
        "squared exponential" => GaussianRandomField.SquaredExponential(0.2),
        "Matérn 1/2" => GaussianRandomField.Matern12(0.3),
        "Matérn 3/2" => GaussianRandomField.Matern32(0.3),
        _ => GaussianRandomField.Matern52(0.3),
    };
}
