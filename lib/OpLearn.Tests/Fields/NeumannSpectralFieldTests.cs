using Xunit;

namespace OpLearn.Tests;

public class NeumannSpectralFieldTests
{
    private static readonly NeumannSpectralField Field = new(1, 3, 2);

    [Fact]
    public void Variance_IsTheSeries_AndTheMeanModeIsAbsent()
    {
        const int n = 12, samples = 4000;
        var grid = new Grid1D(n, 0, 1, Endpoints.CellCentres);
        double[,] g = Field.Sample(Grid2D.Square(grid), 0, samples, seed: 5);
        foreach ((int row, int column) in new[] { (0, 0), (3, 8), (11, 5) })
        {
            double exact = 0, measured = 0;
            for (int i = 0; i < n; i++)
                for (int j = 0; j < n; j++)
                    if (i + j > 0) exact += Math.Pow((Math.PI * Math.PI * ((i * i) + (j * j))) + 9, -2) * Basis(i, grid[row]) * Basis(j, grid[column]);
            for (int s = 0; s < samples; s++) measured += g[s, (row * n) + column] * g[s, (row * n) + column] / samples;
            Assert.Equal(1, measured / exact, 0.112); // five standard errors: 5√(2/n)
        }
        for (int s = 0; s < 10; s++) Assert.Equal(0, Enumerable.Range(0, n * n).Average(k => g[s, k]), 1e-12);
        static double Basis(int k, double x) => k == 0 ? 1 : 2 * Math.Pow(Math.Cos(Math.PI * k * x), 2);
    }

    [Fact]
    public void FinerGrid_HoldsTheSameFunctionWithMoreModes()
    {
        double[] coarse = Field.On(Grid2D.Square(new(33, 0, 1, Endpoints.Included))).Draw(2, 7), fine = Field.On(Grid2D.Square(new(65, 0, 1, Endpoints.Included))).Draw(2, 7);
        double difference = 0, size = 0;
        for (int i = 0; i < 33; i++)
            for (int j = 0; j < 33; j++)
            {
                difference = Math.Max(difference, Math.Abs(coarse[(i * 33) + j] - fine[(i * 130) + (j * 2)]));
                size = Math.Max(size, Math.Abs(coarse[(i * 33) + j]));
            }
        Assert.InRange(difference / size, 1e-9, 0.15);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Covariance_IsTheSeries_OnALineAndInSpace(int dimensions)
    {
        const int n = 6, samples = 8000;
        var line = new Grid1D(n, 0, 1, Endpoints.CellCentres);
        var field = new NeumannSpectralField(2, 1.5, 1.8);
        Grid grid = dimensions == 1 ? line : Grid3D.Cube(line);
        double[,] g = field.Sample(grid, 0, samples, seed: 8), x = grid.Locations();
        int a = grid.Points / 3, b = (2 * grid.Points / 3) + 1;
        foreach ((int p, int q) in new[] { (a, a), (a, b), (0, 1) })
        {
            double exact = 0, varianceP = 0, varianceQ = 0, measured = 0;
            for (int mode = 1; mode < grid.Points; mode++)
            {
                double squares = 0, atP = 1, atQ = 1;
                for (int d = 0, rest = mode; d < dimensions; d++, rest /= n)
                {
                    int k = rest % n;
                    squares += k * k;
                    atP *= k == 0 ? 1 : Math.Sqrt(2) * Math.Cos(Math.PI * k * x[p, d]);
                    atQ *= k == 0 ? 1 : Math.Sqrt(2) * Math.Cos(Math.PI * k * x[q, d]);
                }
                double variance = 4 * Math.Pow((Math.PI * Math.PI * squares) + 2.25, -1.8);
                (exact, varianceP, varianceQ) = (exact + (variance * atP * atQ), varianceP + (variance * atP * atP), varianceQ + (variance * atQ * atQ));
            }
            for (int s = 0; s < samples; s++) measured += g[s, p] * g[s, q] / samples;
            Assert.Equal(exact, measured, 5 * Math.Sqrt(((varianceP * varianceQ) + (exact * exact)) / samples)); // five standard errors
        }
    }

    [Fact]
    public void ExponentsOfInfiniteVariance_AreRefused() =>
        Assert.Contains("exponent above 1", Assert.Throws<ArgumentException>(() => new NeumannSpectralField(1, 3, 1).On(Grid2D.Square(new(8, 0, 1, Endpoints.Included)))).Message);
}
