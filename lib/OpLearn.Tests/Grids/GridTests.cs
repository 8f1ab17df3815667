using Xunit;

namespace OpLearn.Tests;

public class GridTests
{
    [Fact]
    public void Endpoints_PlaceThePointsAsDocumented()
    {
        Assert.Equal([0, 0.25, 0.5, 0.75, 1], new Grid1D(5, 0, 1, Endpoints.Included).Coordinates());
        Assert.Equal([0, 0.25, 0.5, 0.75], new Grid1D(4, 0, 1, Endpoints.UpperExcluded).Coordinates());
        Assert.Equal([0.125, 0.375, 0.625, 0.875], new Grid1D(4, 0, 1, Endpoints.CellCentres).Coordinates());
    }

    [Fact]
    public void LastPoint_IsTheUpperEndWithoutRounding()
    {
        for (int n = 2; n < 300; n++) Assert.Equal(0.3, new Grid1D(n, 0.1, 0.3, Endpoints.Included)[n - 1]);
    }

    [Fact]
    public void Locations_AreRowMajorOverTheAxes()
    {
        var grid = new Grid3D(new(2, 0, 1, Endpoints.Included), new(3, 0, 2, Endpoints.Included), new(4, 0, 3, Endpoints.Included));
        Assert.Equal([2, 3, 4], grid.Axes);
        Assert.Equal(24, grid.Points);
        double[,] x = grid.Locations();
        for (int i = 0, point = 0; i < 2; i++)
            for (int j = 0; j < 3; j++)
                for (int k = 0; k < 4; k++, point++)
                {
                    Assert.Equal(i, x[point, 0]);
                    Assert.Equal(j, x[point, 1]);
                    Assert.Equal(k, x[point, 2]);
                }
    }

    [Theory]
    [InlineData(1, 0, 1)]
    [InlineData(5, 1, 1)]
    [InlineData(5, 2, 1)]
    [InlineData(5, 0, double.NaN)]
    [InlineData(5, double.NegativeInfinity, 1)]
    public void BadGrids_CannotExist(int points, double lower, double upper) =>
        Assert.StartsWith("Grid1D: expected", Assert.Throws<ArgumentException>(() => new Grid1D(points, lower, upper, Endpoints.Included)).Message);

    [Fact]
    public void Index_IsChecked() => Assert.Throws<ArgumentOutOfRangeException>(() => new Grid1D(5, 0, 1, Endpoints.Included)[5]);
}
