using Xunit;

namespace OpLearn.Tests;

public class ReactionDiffusionTests
{
    private const double Diffusivity = 0.01;

    // Frames: at first, after one step, and at the end.
    private static ReactionDiffusion Problem(int cells, int steps, bool crankNicolson, double horizon = 1) => new(new ReactionDiffusionOptions
    { Cells = cells, Points = (2 * cells) + 1, Steps = steps, StoredEvery = steps - 1, CrankNicolson = crankNicolson, Horizon = horizon });

    private static double[] Final(double[,] frames) => [.. Enumerable.Range(0, frames.GetLength(1)).Select(i => frames[frames.GetLength(0) - 1, i])];

    // k = k0 and s = cos nπx: u = cos nπx (1 − e^{−λt})/λ, λ = α n²π² − k0.
    private static double ModeError(int mode, double rate, int steps, bool crankNicolson)
    {
        double[] u = Final(Problem(64, steps, crankNicolson).SolveFor((x, t) => Math.Cos(mode * Math.PI * x), x => rate));
        double lambda = (Diffusivity * mode * mode * Math.PI * Math.PI) - rate, amplitude = (1 - Math.Exp(-lambda)) / lambda;
        return Enumerable.Range(0, u.Length).Max(i => Math.Abs(u[i] - (amplitude * Math.Cos(mode * Math.PI * i / (u.Length - 1)))));
    }

    [Theory]
    [InlineData(500, 4.07e-4)]
    [InlineData(1000, 2.04e-4)]
    [InlineData(2000, 1.02e-4)]
    public void BackwardEuler_HasTheErrorsOfTheReferenceProgram(int steps, double expected) => Assert.Equal(expected, ModeError(1, 0.4, steps, false), 0.5e-6);

    [Theory]
    [InlineData(0, 0.4)]
    [InlineData(1, 0.4)]
    [InlineData(3, -2)]
    public void CosineModes_AreExact(int mode, double rate) => Assert.InRange(ModeError(mode, rate, 2000, true), 0, 1e-7);

    [Fact]
    public void BackwardEuler_IsOfOrderOne() => Orders.AssertAtLeast(1, steps => ModeError(1, 0.4, steps, false), 50, 100, 200, 400);

    [Fact]
    public void CrankNicolson_IsOfOrderTwo() => Orders.AssertAtLeast(2, steps => ModeError(1, 0.4, steps, true), 20, 40, 80);

    [Fact]
    public void QuadraticElements_AreOfOrderThreeInTheSquareNorm() => Orders.AssertAtLeast(3, cells => ManufacturedErrors(cells).Values, 4, 8, 16, 32);

    [Fact]
    public void QuadraticElements_AreOfOrderTwoInTheirSlope() => Orders.AssertAtLeast(2, cells => ManufacturedErrors(cells).Slopes, 4, 8, 16, 32);

    // u = (1 − e^{−t}) cos πx with k = cos(2πx)/2; square norms of the error of the piecewise quadratic function and of its slope.
    private static (double Values, double Slopes) ManufacturedErrors(int cells)
    {
        double Rate(double x) => 0.5 * Math.Cos(2 * Math.PI * x);
        double[] u = Final(Problem(cells, 1000, true).SolveFor((x, t) =>
        {
            double growth = 1 - Math.Exp(-t), cosine = Math.Cos(Math.PI * x);
            return cosine * (Math.Exp(-t) + (growth * ((Diffusivity * Math.PI * Math.PI) - Rate(x))));
        }, Rate));
        double final = 1 - Math.Exp(-1), values = 0, slopes = 0, h = 1.0 / cells;
        double[] gauss = [-0.8611363115940526, -0.3399810435848563, 0.3399810435848563, 0.8611363115940526],
            weights = [0.3478548451374538, 0.6521451548625461, 0.6521451548625461, 0.3478548451374538];
        for (int e = 0; e < cells; e++)
            for (int g = 0; g < 4; g++)
            {
                double z = (gauss[g] + 1) / 2, x = (e + z) * h;
                double value = (u[2 * e] * (1 - z) * (1 - (2 * z))) + (u[(2 * e) + 1] * 4 * z * (1 - z)) + (u[(2 * e) + 2] * z * ((2 * z) - 1));
                double slope = ((u[2 * e] * ((4 * z) - 3)) + (u[(2 * e) + 1] * (4 - (8 * z))) + (u[(2 * e) + 2] * ((4 * z) - 1))) / h;
                values += weights[g] / 2 * h * Math.Pow(value - (final * Math.Cos(Math.PI * x)), 2);
                slopes += weights[g] / 2 * h * Math.Pow(slope + (final * Math.PI * Math.Sin(Math.PI * x)), 2);
            }
        return (Math.Sqrt(values), Math.Sqrt(slopes));
    }

    [Fact]
    public void Mass_ChangesByReactionAndSourceAlone()
    {
        const int cells = 32;
        var problem = new ReactionDiffusion(new ReactionDiffusionOptions { Cells = cells, Points = (2 * cells) + 1, Steps = 50, StoredEvery = 1 });
        double[] x = problem.OutputGrid.Coordinates();
        double Source(double y) => Math.Exp(y) - 2;
        double Rate(double y) => 2 - (3 * y * y);
        double[,] u = problem.SolveFor((y, t) => Source(y), Rate);
        double[] integral = Weights(_ => 1), reaction = Weights(Rate);
        for (int frame = 1; frame < problem.Times.Count; frame++)
        {
            double change = Enumerable.Range(0, x.Length).Sum(i => integral[i] * (u[frame, i] - u[frame - 1, i]));
            double gained = 0.02 * Enumerable.Range(0, x.Length).Sum(i => (reaction[i] * u[frame, i]) + (integral[i] * Source(x[i])));
            Assert.Equal(gained, change, 1e-13);
        }

        // ∫ w φ_i for the piecewise quadratic w through the nodes: quadratic times quadratic, so that five Gauss points are more than enough.
        double[] Weights(Func<double, double> w)
        {
            var result = new double[x.Length];
            double[] gauss = [-0.9061798459386640, -0.5384693101056831, 0, 0.5384693101056831, 0.9061798459386640];
            double[] of = [0.2369268850561891, 0.4786286704993665, 0.5688888888888889, 0.4786286704993665, 0.2369268850561891];
            for (int e = 0; e < cells; e++)
                for (int g = 0; g < 5; g++)
                {
                    double z = (gauss[g] + 1) / 2;
                    double[] phi = [(1 - z) * (1 - (2 * z)), 4 * z * (1 - z), z * ((2 * z) - 1)];
                    double value = Enumerable.Range(0, 3).Sum(a => phi[a] * w(x[(2 * e) + a]));
                    for (int a = 0; a < 3; a++) result[(2 * e) + a] += of[g] / 2 / cells * value * phi[a];
                }
            return result;
        }
    }

    [Fact]
    public void Map_IsLinearInTheSource()
    {
        var problem = Problem(32, 100, false);
        double Rate(double x) => Math.Sin(5 * x);
        double[] a = Final(problem.SolveFor((x, t) => Math.Cos(7 * x), Rate)), b = Final(problem.SolveFor((x, t) => x * t, Rate));
        double[] both = Final(problem.SolveFor((x, t) => (3 * Math.Cos(7 * x)) - (2 * x * t), Rate));
        for (int i = 0; i < a.Length; i++) Assert.Equal((3 * a[i]) - (2 * b[i]), both[i], 1e-13);
    }

    [Fact]
    public void Fields_HaveTheCovarianceOfTheGenerator()
    {
        const int samples = 6000;
        var problem = new ReactionDiffusion(new ReactionDiffusionOptions { Cells = 10, Points = 21, Steps = 1, Horizon = 0.001, RateMultiplier = 3 });
        var block = new SampleBlock(problem, samples);
        problem.Solve(0, 7, block, CancellationToken.None);
        foreach ((double[] field, double scale) in new[] { (block.Inputs[0], 1.0), (block.Inputs[1], 0.3) })
            foreach (int lag in new[] { 0, 2, 4, 8 })
            {
                double measured = Enumerable.Range(0, samples).Average(i => field[i * 21] * field[(i * 21) + lag]) / (scale * scale);
                double expected = 25 * Math.Exp(-Math.PI / 4 * Math.Pow(lag / 20.0 / 0.2, 2)); // variances 1 … 49 have the mean 25
                Assert.Equal(expected, measured, 2.5); // five standard errors
            }
        double cross = Enumerable.Range(0, samples).Average(i => block.Inputs[0][i * 21] * block.Inputs[1][i * 21]) / 0.3;
        Assert.Equal(0, cross, 1.7);
    }

    [Fact]
    public void Defaults_AreThoseOfTheReleasedGenerator()
    {
        var problem = new ReactionDiffusion();
        Assert.Equal([101, 255], problem.Outputs[0].Axes);
        Assert.Equal([0, 0.001, 0.011, 0.021], problem.Times.Take(4).Select(t => Math.Round(t, 12)));
        Assert.Equal(0.991, problem.Times[^1], 1e-12);
        Assert.Equal(0.011, problem.Locations[(2 * 255) + 3, 0], 1e-12);
        Assert.Equal(3.0 / 254, problem.Locations[(2 * 255) + 3, 1], 1e-12);
    }

    [Fact]
    public void Defaults_AreWithinAThousandthOfAFinerSolution()
    {
        double Source(double x, double t) => 5 * Math.Cos(9 * x) * Math.Exp(x);
        double Rate(double x) => 1.2 * Math.Sin(8 * x);
        double[] coarse = Final(Problem(127, 1000, false).SolveFor(Source, Rate)), fine = Final(Problem(508, 1000, true).SolveFor(Source, Rate));
        double error = Math.Sqrt(Enumerable.Range(0, 255).Sum(i => Math.Pow(coarse[i] - fine[4 * i], 2))
            / Enumerable.Range(0, 255).Sum(i => Math.Pow(fine[4 * i], 2)));
        TestContext.Current.TestOutputHelper?.WriteLine($"relative error {error:e2}");
        Assert.InRange(error, 0, 1e-3);
    }

    [Fact]
    public void FewerPoints_AreTheSameFunction()
    {
        var full = new ReactionDiffusion(new ReactionDiffusionOptions { Cells = 12, Points = 25, Steps = 20, StoredEvery = 19 });
        var some = new ReactionDiffusion(new ReactionDiffusionOptions { Cells = 12, Points = 13, Steps = 20, StoredEvery = 19 });
        SampleBlock a = new(full, 3), b = new(some, 3);
        full.Solve(4, 5, a, CancellationToken.None);
        some.Solve(4, 5, b, CancellationToken.None);
        for (int row = 0; row < 9; row++)
            for (int i = 0; i < 13; i++) Assert.Equal(a.Outputs[0][(row * 25) + (2 * i)], b.Outputs[0][(row * 13) + i], 1e-14);
        for (int i = 0; i < 13; i++) Assert.Equal(a.Inputs[1][2 * i], b.Inputs[1][i], 1e-14);
    }

    [Fact]
    public void Solver_MakesTwoHundredSamplesASecondAndCore()
    {
        var problem = new ReactionDiffusion();
        var block = new SampleBlock(problem, 32);
        double seconds = ThreadClock.Best(() => problem.Solve(0, 1, block, CancellationToken.None), 32 / 200.0);
        TestContext.Current.TestOutputHelper?.WriteLine($"{32 / seconds:f0} samples/s and core, or more");
        Assert.InRange(seconds, 0, 32 / 200.0);
    }

    [Fact]
    public void BadValues_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => new ReactionDiffusion(new ReactionDiffusionOptions { Points = 1 }));
        Assert.Throws<ArgumentException>(() => new ReactionDiffusion(new ReactionDiffusionOptions { Diffusivity = double.NaN }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReactionDiffusion(new ReactionDiffusionOptions { Steps = 0 }));
        Assert.Throws<ArithmeticException>(() => Problem(16, 10, false).SolveFor((x, t) => 1, x => 20));
    }
}
