using Xunit;

namespace OpLearn.Tests;

public class CubicSplineTests
{
    [Fact]
    public void CubicPolynomial_AndItsIntegral_AreExact()
    {
        var knots = new Grid1D(9, -1, 3, Endpoints.Included);
        var spline = new CubicSpline(knots).Through([.. knots.Coordinates().Select(x => (x * x * x) - (2 * x * x) + 5)]);
        for (double x = -1; x <= 3; x += 0.01)
        {
            Assert.Equal((x * x * x) - (2 * x * x) + 5, spline[x], 1e-12);
            Assert.Equal(Primitive(x) - Primitive(-1), spline.Integral(x), 1e-12);
        }
        static double Primitive(double x) => (x * x * x * x / 4) - (2 * x * x * x / 3) + (5 * x);
    }

    [Fact]
    public void ConvergesAtOrderFour_UpToTheEnds() => Orders.AssertAtLeast(4, n =>
    {
        var knots = new Grid1D(n + 1, 0, 1, Endpoints.Included);
        var spline = new CubicSpline(knots).Through([.. knots.Coordinates().Select(x => Math.Sin(7 * x))]);
        return Enumerable.Range(0, 1001).Max(i => Math.Abs(spline[i / 1000.0] - Math.Sin(7 * i / 1000.0)));
    }, 40, 80, 160);
}
