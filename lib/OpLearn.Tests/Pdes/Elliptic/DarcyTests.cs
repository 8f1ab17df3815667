using Xunit;

namespace OpLearn.Tests;

public class DarcyTests
{
    // u = sin πx sin 2πy, a = 1 + x + y²: f = −a_x u_x − a_y u_y + 5π² a u.
    private static double Error(int intervals)
    {
        int n = intervals + 1;
        double[] a = new double[n * n], f = new double[n * n], u = new double[n * n], exact = new double[n * n];
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++)
            {
                double x = (double)i / intervals, y = (double)j / intervals;
                int k = (i * n) + j;
                a[k] = 1 + x + (y * y);
                exact[k] = Math.Sin(Math.PI * x) * Math.Sin(2 * Math.PI * y);
                double slopeX = Math.PI * Math.Cos(Math.PI * x) * Math.Sin(2 * Math.PI * y), slopeY = 2 * Math.PI * Math.Sin(Math.PI * x) * Math.Cos(2 * Math.PI * y);
                f[k] = (5 * Math.PI * Math.PI * a[k] * exact[k]) - slopeX - (2 * y * slopeY);
            }
        new EllipticSolver(n).Solve(a, f, u);
        return u.Zip(exact, (p, q) => Math.Abs(p - q)).Max();
    }

    [Fact]
    public void EllipticSolver_ConvergesAtOrderTwoToTheManufacturedSolution() => Orders.AssertAtLeast(2, Error, 16, 32, 64);

    [Fact]
    public void EllipticSolver_GivesTheKnownLargestValueForConstantCoefficient()
    {
        const int n = 65;
        double[] ones = new double[n * n], u = new double[n * n];
        Array.Fill(ones, 1.0);
        var solver = new EllipticSolver(n);
        solver.Solve(ones, ones, u);
        Assert.Equal(0.0736713, u.Max(), 3e-5); // the torsion function of the square
        Assert.InRange(solver.Iterations, 1, 60);
    }

    [Fact]
    public void Phases_AreHalfAndHalf_AndTheScaleIsThePublishedOne()
    {
        var problem = new Darcy(points: 29, solverPoints: 57);
        var block = new SampleBlock(problem, 60);
        problem.Solve(0, 1, block, CancellationToken.None);
        Assert.All(block.Inputs[0], a => Assert.True(a is 12 or 3));
        Assert.InRange(block.Inputs[0].Average(), 7, 8);
        Assert.InRange(block.Outputs[0].Average(), 0.0050, 0.0065);
        double[] largest = [.. Enumerable.Range(0, 60).Select(s => block.Outputs[0].AsSpan(s * 841, 841).ToArray().Max())];
        Assert.InRange(largest.Average(), 0.010, 0.016);
        Assert.All(block.Outputs[0], u => Assert.InRange(u, 0, 0.0736713 / 3)); // between the two constant media
    }

    [Fact]
    public void Points_MustLieOnTheSolverGrid() => Assert.Throws<ArgumentException>(() => new Darcy(points: 100));
}
