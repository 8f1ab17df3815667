using Xunit;

namespace OpLearn.Tests;

public class DarcyGeometryTests
{
    public static TheoryData<string> Domains => [.. PlaneDomain.All().Select(domain => domain.Name)];

    private static PlaneDomain Domain(string name) => PlaneDomain.All().Single(domain => domain.Name == name);

    private static LinearElements[] Levels(string name, int refinements) => PlaneEllipticSolver.Levels(Domain(name).Coarsest, refinements, Domain(name).OntoBoundary);

    [Theory]
    [InlineData("square", 1)]
    [InlineData("disc", Math.PI / 4)]
    [InlineData("equilateral triangle", 0.4330127018922193)]
    [InlineData("right triangle", 0.21650635094610965)]
    [InlineData("square with a cross hole", 1 - 0.07)]
    [InlineData("one crack", 1 - 0.005)]
    [InlineData("two cracks", 1 - 0.01)]
    [InlineData("L-shape", 0.75)]
    [InlineData("hexagon", 0.649519052838329)]
    [InlineData("annulus", 3 * Math.PI / 16)]
    public void Area_IsThatOfTheShape(string name, double area) =>
        Assert.Equal(area, Levels(name, 4)[^1].Areas.Sum(), name is "disc" or "annulus" ? 2e-3 : 1e-12);

    // K = 1, f = 1: the torsion function's value in the middle.
    [Theory]
    [InlineData("disc", 0.0625, 0.5)]
    [InlineData("equilateral triangle", 1 / 36.0, 0.28867513459481287)]
    public void Middle_HasTheKnownValue_ToOrderTwo(string name, double exact, double y) => Orders.AssertAtLeast(2, refinements =>
    {
        // A grid point cannot be the middle of the triangle: the nearest vertices are interpolated by hand.
        LinearElements[] levels = Levels(name, (int)Math.Log2(refinements));
        var u = new double[levels[^1].Mesh.VertexCount];
        new PlaneEllipticSolver(levels).Solve((_, _) => 1, levels[^1].Load((_, _) => 1), u);
        return Math.Abs(At(levels[^1].Mesh, u, 0.5, y) - exact);
    }, 8, 16, 32);

    // The corners' r² log r makes a single value of the square converge as h² log h: each refinement cuts its error by more than three.
    [Fact]
    public void MiddleOfTheSquare_HasTheKnownValue()
    {
        double[] errors = [.. new[] { 4, 5, 6 }.Select(refinements =>
        {
            LinearElements[] levels = Levels("square", refinements);
            var u = new double[levels[^1].Mesh.VertexCount];
            new PlaneEllipticSolver(levels).Solve((_, _) => 1, levels[^1].Load((_, _) => 1), u);
            return Math.Abs(At(levels[^1].Mesh, u, 0.5, 0.5) - 0.07367135);
        })];
        Assert.True(errors[0] > 3 * errors[1] && errors[1] > 3 * errors[2], string.Join(", ", errors));
        Assert.InRange(errors[2], 0, 2e-5);
    }

    // u = φ g with φ = 0 on the boundary and K = exp(½ sin 2πx cos 2πy); f from central differences of the exact flux.
    [Theory]
    [InlineData("square")]
    [InlineData("disc")]
    [InlineData("equilateral triangle")]
    [InlineData("hexagon")]
    public void ManufacturedSolution_IsReachedAtOrderTwo_AndItsGradientAtOrderOne(string name)
    {
        double U(double x, double y) => (1 + x + Math.Sin(2 * y)) * name switch
        {
            "square" => x * (1 - x) * y * (1 - y),
            "disc" => 0.25 - Math.Pow(x - 0.5, 2) - Math.Pow(y - 0.5, 2),
            "equilateral triangle" => y * ((Math.Sqrt(3) * x) - y) * ((Math.Sqrt(3) * (1 - x)) - y),
            _ => Enumerable.Range(0, 6).Aggregate(1.0, (product, side) =>
                product * 2 * ((Math.Sqrt(3) / 4) - ((x - 0.5) * Math.Cos((side + 0.5) * Math.PI / 3)) - ((y - 0.5) * Math.Sin((side + 0.5) * Math.PI / 3)))),
        };
        static double K(double x, double y) => Math.Exp(0.5 * Math.Sin(2 * Math.PI * x) * Math.Cos(2 * Math.PI * y));
        const double h = 1e-3;
        double F(double x, double y) =>
            -((K(x + (h / 2), y) * (U(x + h, y) - U(x, y))) - (K(x - (h / 2), y) * (U(x, y) - U(x - h, y)))
            + (K(x, y + (h / 2)) * (U(x, y + h) - U(x, y))) - (K(x, y - (h / 2)) * (U(x, y) - U(x, y - h)))) / (h * h);

        (double Value, double Gradient) Errors(int size)
        {
            LinearElements[] levels = Levels(name, (int)Math.Log2(size));
            TriangleMesh mesh = levels[^1].Mesh;
            var u = new double[mesh.VertexCount];
            new PlaneEllipticSolver(levels).Solve(K, levels[^1].Load(F), u);
            double value = 0, gradient = 0;
            for (int k = 0; k < mesh.TriangleCount; k++)
            {
                (int a, int b, int c) = (mesh.Triangles[3 * k], mesh.Triangles[(3 * k) + 1], mesh.Triangles[(3 * k) + 2]);
                double X(int i) => mesh.Vertices[2 * i];
                double Y(int i) => mesh.Vertices[(2 * i) + 1];
                (double x, double y) = ((X(a) + X(b) + X(c)) / 3, (Y(a) + Y(b) + Y(c)) / 3);
                double twice = 2 * levels[^1].Areas[k];
                double slopeX = ((u[a] * (Y(b) - Y(c))) + (u[b] * (Y(c) - Y(a))) + (u[c] * (Y(a) - Y(b)))) / twice;
                double slopeY = ((u[a] * (X(c) - X(b))) + (u[b] * (X(a) - X(c))) + (u[c] * (X(b) - X(a)))) / twice;
                // At a vertex, where the gradient is not superconvergent.
                double exactX = (U(X(a) + 1e-5, Y(a)) - U(X(a) - 1e-5, Y(a))) / 2e-5, exactY = (U(X(a), Y(a) + 1e-5) - U(X(a), Y(a) - 1e-5)) / 2e-5;
                value += levels[^1].Areas[k] * Math.Pow(((u[a] + u[b] + u[c]) / 3) - U(x, y), 2);
                gradient += levels[^1].Areas[k] * (Math.Pow(slopeX - exactX, 2) + Math.Pow(slopeY - exactY, 2));
            }
            return (Math.Sqrt(value), Math.Sqrt(gradient));
        }
        Orders.AssertAtLeast(2, size => Errors(size).Value, 8, 16, 32);
        Orders.AssertAtLeast(1, size => Errors(size).Gradient, 8, 16, 32);
    }

    // What flows out through the boundary is what the source gives: the reactions of the boundary's rows sum to −∫f.
    [Theory]
    [MemberData(nameof(Domains))]
    public void Flux_BalancesTheSource_AndThePressureIsPositiveInside(string name)
    {
        LinearElements[] levels = Levels(name, 3);
        var solver = new PlaneEllipticSolver(levels);
        double[] load = levels[^1].Load((_, _) => 1), u = new double[load.Length];
        solver.Solve((x, y) => Math.Exp(Math.Sin(7 * x) + Math.Cos(5 * y)), load, u);
        double outflow = 0;
        for (int i = 0; i < u.Length; i++)
        {
            if (!levels[^1].Mesh.OnBoundary[i])
            {
                Assert.True(u[i] > 0);
                continue;
            }
            Assert.Equal(0, u[i]);
            outflow += load[i];
            for (int p = levels[^1].RowStart[i]; p < levels[^1].RowStart[i + 1]; p++) outflow -= solver.Matrix[p] * u[levels[^1].Columns[p]];
        }
        Assert.Equal(levels[^1].Areas.Sum(), outflow, 1e-8);
        Assert.InRange(solver.Iterations, 1, name.Contains("crack") ? 120 : 40);
    }

    [Fact]
    public void Pressure_ScalesInverselyWithThePermeability()
    {
        var problem = new DarcyGeometry(PlaneDomain.LShape(), 21, coarsening: 3);
        static double K(double x, double y) => 1 + (x * y);
        double[] u = problem.SolveFor(K), slower = problem.SolveFor((x, y) => 4 * K(x, y));
        for (int i = 0; i < u.Length; i++) Assert.Equal(u[i] / 4, slower[i], 1e-11);
    }

    // For K = 1 the default sets against the exact solutions, on the grid.
    [Fact]
    public void DefaultMeshes_AreAccurateOnTheGrid()
    {
        foreach ((PlaneDomain domain, Func<double, double, double> exact) in new (PlaneDomain, Func<double, double, double>)[]
        {
            (PlaneDomain.Disc(), (x, y) => (0.25 - Math.Pow(x - 0.5, 2) - Math.Pow(y - 0.5, 2)) / 4),
            // Product of the distances to the sides over the height √3/2, doubled: −Δ of it is 1.
            (PlaneDomain.EquilateralTriangle(), (x, y) => y * ((Math.Sqrt(3) * x) - y) / 2 * ((Math.Sqrt(3) * (1 - x)) - y) / 2 / Math.Sqrt(0.75)),
        })
        {
            var problem = new DarcyGeometry(domain, 41, permeability: new ConstantField());
            double[] u = problem.SolveFor((_, _) => 1), mask = problem.Mask();
            double error = 0, size = 0;
            for (int i = 0; i < 41; i++)
                for (int j = 0; j < 41; j++)
                {
                    int k = (i * 41) + j;
                    double truth = Math.Max(0, exact(i / 40.0, j / 40.0)) * mask[k];
                    if (mask[k] == 0) Assert.Equal(0, u[k]);
                    (error, size) = (error + Math.Pow(u[k] - truth, 2), size + (truth * truth));
                }
            Assert.InRange(Math.Sqrt(error / size), 0, 3e-4);
            Assert.Equal(domain.Name == "disc" ? Math.PI / 4 : Math.Sqrt(3) / 4, mask.Sum() / 1600, 0.03); // the points stand for squares of 1/40
        }
    }

    [Fact]
    public void Mask_IsAnInputOfEverySample()
    {
        var problem = new DarcyGeometry(PlaneDomain.CrossHole(), 21, permeability: new LogNormalField(GaussianRandomField.SquaredExponential(0.25)), coarsening: 2);
        SampleBlock block = WaveEquationTests.Solve(problem, 2);
        Assert.Equal([.. problem.Mask(), .. problem.Mask()], block.Inputs[1]);
        Assert.Equal(0, problem.Mask()[(10 * 21) + 10]); // in the hole
        for (int i = 0; i < block.Outputs[0].Length; i++) Assert.True(block.Inputs[1][i] == 1 || block.Outputs[0][i] == 0);
        Assert.All(block.Inputs[0], k => Assert.True(k > 0));
        Assert.All(block.Outputs[0], u => Assert.True(u >= 0));
    }

    private static double At(TriangleMesh mesh, double[] u, double x, double y)
    {
        for (int k = 0; k < mesh.Triangles.Length; k += 3)
        {
            (int a, int b, int c) = (mesh.Triangles[k], mesh.Triangles[k + 1], mesh.Triangles[k + 2]);
            double Cross(int p, int q) => ((mesh.Vertices[2 * p] - x) * (mesh.Vertices[(2 * q) + 1] - y)) - ((mesh.Vertices[2 * q] - x) * (mesh.Vertices[(2 * p) + 1] - y));
            (double first, double second, double third) = (Cross(b, c), Cross(c, a), Cross(a, b));
            double sum = first + second + third;
            if (first >= -1e-12 && second >= -1e-12 && third >= -1e-12) return ((first * u[a]) + (second * u[b]) + (third * u[c])) / sum;
        }
        return double.NaN;
    }

    // K = 1, for tests that give their own permeability.
    private sealed class ConstantField : RandomField
    {
        public override string Name => "one";

        public override IReadOnlyDictionary<string, double> Parameters => new Dictionary<string, double> { ["value"] = 1 };

        public override FieldSampler On(Grid grid) => new Sampler(grid);

        private sealed class Sampler(Grid grid) : FieldSampler(grid)
        {
            protected internal override void Fill(int sample, int seed, double[] target) => Array.Fill(target, 1);
        }
    }
}
