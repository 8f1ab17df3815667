using Xunit;

namespace OpLearn.Tests;

public class FourierFeatureFieldTests
{
    public static TheoryData<string> Kernels => ["squared exponential", "integral scale", "Matérn 1/2", "Matérn 3/2", "Matérn 5/2"];

    // With few features, to show that the covariance over samples does not depend on their number.
    [Theory]
    [MemberData(nameof(Kernels))]
    public void Covariance_IsTheFields_OnALineAndInThePlane(string kernel)
    {
        const int samples = 20_000;
        GaussianRandomField field = (kernel switch
        {
            "squared exponential" => GaussianRandomField.SquaredExponential(0.3, 2),
            "integral scale" => GaussianRandomField.GaussianIntegralScale(0.3, 2),
            "Matérn 1/2" => GaussianRandomField.Matern12(0.3, 2),
            "Matérn 3/2" => GaussianRandomField.Matern32(0.3, 2),
            _ => GaussianRandomField.Matern52(0.3, 2),
        }).WithMean(1);
        var line = new Grid1D(5, 0, 1, Endpoints.Included);
        foreach (Grid grid in (Grid[])[line, Grid2D.Square(line)])
        {
            double[,] u = new FourierFeatureField(field, 20).Sample(grid, 0, samples, seed: 3), x = grid.Locations();
            for (int q = 0; q < grid.Points; q += grid.Dimensions == 1 ? 1 : 3)
            {
                double sum = 0, squares = 0;
                for (int d = 0; d < grid.Dimensions; d++) squares += x[q, d] * x[q, d];
                for (int s = 0; s < samples; s++) sum += (u[s, 0] - 1) * (u[s, q] - 1) / samples;
                Assert.Equal(field.Covariance(Math.Sqrt(squares)), sum, 0.11); // five standard errors, 2√2·5/√n = 0.1, and the spread of 20 frequencies
            }
        }
    }

    [Fact]
    public void Sample_IsTheSameFunctionOnEveryGrid()
    {
        var field = new FourierFeatureField(GaussianRandomField.Matern32(0.2), 100);
        double[] coarse = field.On(new Grid1D(11, 0, 1, Endpoints.Included)).Draw(4, 2), fine = field.On(new Grid1D(41, 0, 1, Endpoints.Included)).Draw(4, 2);
        for (int i = 0; i < 11; i++) Assert.Equal(coarse[i], fine[4 * i], 1e-12);
        double[] plane = field.On(new Grid2D(new(3, 0, 1, Endpoints.Included), new(5, 0, 2, Endpoints.Included))).Draw(4, 2);
        double[] whole = field.On(new Grid2D(new(5, 0, 1, Endpoints.Included), new(9, 0, 2, Endpoints.Included))).Draw(4, 2);
        for (int i = 0; i < 3; i++)
            for (int j = 0; j < 5; j++) Assert.Equal(plane[(i * 5) + j], whole[(2 * i * 9) + (2 * j)], 1e-12);
    }

    [Fact]
    public void LogNormal_HasTheMedianAndTheMeanOfItsLogarithm()
    {
        const int samples = 20_000;
        var field = new LogNormalField(new FourierFeatureField(GaussianRandomField.SquaredExponential(0.2, 0.25).WithMean(0.5), 30));
        double[,] k = field.Sample(new Grid1D(2, 0, 1, Endpoints.Included), 0, samples, seed: 1);
        double[] values = [.. Enumerable.Range(0, samples).Select(s => k[s, 0]).Order()];
        Assert.Equal(Math.Exp(0.5), values[samples / 2], 0.04);
        Assert.Equal(Math.Exp(0.5 + 0.125), values.Average(), 0.04); // five standard errors: 5·e^0.625·√(e^0.25 − 1)/√n = 0.035
    }
}
