using Xunit;

namespace OpLearn.Tests;

public class DarcyGeometryTests
{
    public static TheoryData<string, int> DomainsAndDegrees
    {
        get
        {
            var all = new TheoryData<string, int>();
            foreach (PlaneDomain domain in PlaneDomain.All())
                foreach (int degree in new[] { 1, 2 }) all.Add(domain.Name, degree);
            return all;
        }
    }

    private static PlaneDomain Domain(string name) => PlaneDomain.All().Single(domain => domain.Name == name);

    private static LinearElements[] Levels(string name, int refinements) => MeshMultigrid.Levels(Domain(name).Coarsest, refinements, Domain(name).OntoBoundary);

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

    [Theory]
    [InlineData("square")]
    [InlineData("disc")]
    [InlineData("equilateral triangle")]
    [InlineData("hexagon")]
    public void ManufacturedSolution_IsReachedAtOrderTwo_AndItsGradientAtOrderOne(string name)
    {
        (double Value, double Gradient) Errors(int size)
        {
            LinearElements[] levels = Levels(name, (int)Math.Log2(size));
            TriangleMesh mesh = levels[^1].Mesh;
            var u = new double[mesh.VertexCount];
            new PlaneEllipticSolver(levels).Solve(Permeability, levels[^1].Load((x, y) => Source(name, x, y)), u);
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
                (double exactX, double exactY) = Slope(name, X(a), Y(a));
                value += levels[^1].Areas[k] * Math.Pow(((u[a] + u[b] + u[c]) / 3) - Solution(name, x, y), 2);
                gradient += levels[^1].Areas[k] * (Math.Pow(slopeX - exactX, 2) + Math.Pow(slopeY - exactY, 2));
            }
            return (Math.Sqrt(value), Math.Sqrt(gradient));
        }
        Orders.AssertAtLeast(2, size => Errors(size).Value, 8, 16, 32);
        Orders.AssertAtLeast(1, size => Errors(size).Gradient, 8, 16, 32);
    }

    [Theory]
    [InlineData("square")]
    [InlineData("disc")]
    [InlineData("equilateral triangle")]
    [InlineData("hexagon")]
    public void ManufacturedSolution_IsReachedAtOrderThree_AndItsGradientAtOrderTwo_ByQuadraticElements(string name)
    {
        (double Value, double Gradient) Errors(int size)
        {
            LinearElements[] levels = Levels(name, (int)Math.Log2(size));
            var elements = new QuadraticElements(levels[^1].Mesh);
            var u = new double[levels[^1].Mesh.VertexCount];
            new PlaneEllipticSolver(levels, elements).Solve(Permeability, elements.Load((x, y) => Source(name, x, y)), u, 1e-12);
            return elements.Errors(u, (x, y) => Solution(name, x, y), (x, y) => Slope(name, x, y));
        }
        Orders.AssertAtLeast(3, size => Errors(size).Value, 16, 32, 64);
        Orders.AssertAtLeast(2, size => Errors(size).Gradient, 16, 32, 64);
    }

    // Layers along x whose interface is a line of the mesh, and u of the layers on the whole boundary: u is linear in each layer, and the flux is that of the harmonic mean.
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 100)]
    [InlineData(1000, 0.5)]
    public void LayersOfTwoPermeabilities_HaveTheFluxOfTheirHarmonicMean(double left, double right)
    {
        double K(double x) => x < 0.5 ? left : right;
        double flux = 1 / ((0.5 / left) + (0.5 / right));
        double Exact(double x) => x < 0.5 ? flux * x / left : 1 - (flux * (1 - x) / right);
        LinearElements[] levels = Levels("square", 4);
        TriangleMesh mesh = levels[^1].Mesh;
        for (int k = 0; k < mesh.Triangles.Length; k += 3) // no triangle lies on both sides
            Assert.Single(Enumerable.Range(0, 3).Select(i => mesh.Vertices[2 * mesh.Triangles[k + i]]).Where(x => Math.Abs(x - 0.5) > 1e-12).Select(x => x < 0.5).Distinct());

        // The solver takes zero on the boundary: the boundary's values, 0 inside, are moved to the load.
        double[] given = [.. Enumerable.Range(0, mesh.VertexCount).Select(i => mesh.OnBoundary[i] ? Exact(mesh.Vertices[2 * i]) : 0)], load = new double[given.Length], u = new double[given.Length];
        var solver = new PlaneEllipticSolver(levels);
        solver.Solve((x, _) => K(x), load, u); // assembles the matrix
        solver.Pattern.Multiply(solver.Matrix.ToArray(), given, load, new bool[given.Length]);
        solver.Solve((x, _) => K(x), [.. load.Select(f => -f)], u, 1e-14);
        for (int i = 0; i < u.Length; i++) Assert.Equal(Exact(mesh.Vertices[2 * i]), u[i] + given[i], 1e-10);

        // What flows in at x = 0: the reactions of its vertices.
        double[] sum = [.. u.Select((value, i) => value + given[i])], reactions = new double[u.Length];
        solver.Pattern.Multiply(solver.Matrix.ToArray(), sum, reactions, new bool[u.Length]);
        Assert.Equal(-flux, Enumerable.Range(0, u.Length).Where(i => mesh.Vertices[2 * i] == 0).Sum(i => reactions[i]), 1e-9 * flux);
    }

    // What the 100 x 100 mask of a disc costs where it is taken for the domain: the first order of its stairs, against the elements that follow the circle.
    [Fact]
    public void Staircase_IsOfOrderOne_AndManyTimesWorseThanTheElements()
    {
        static double Exact(double x, double y) => (0.25 - Math.Pow(x - 0.5, 2) - Math.Pow(y - 0.5, 2)) / 4;
        double[] errors = [.. new[] { 51, 101, 201 }.Select(n => GridError(Staircase(n), n, Exact))];
        double order = Math.Log2(errors[0] / errors[2]) / 2;
        double fitted = GridError(new DarcyGeometry(PlaneDomain.Disc(), 101, permeability: new ConstantField(), coarsening: 1).SolveFor((_, _) => 1), 101, Exact);
        double curved = GridError(new DarcyGeometry(PlaneDomain.Disc(), 101, permeability: new ConstantField(), coarsening: 1, degree: 2).SolveFor((_, _) => 1), 101, Exact);
        string report = $"stairs {string.Join(", ", errors.Select(e => e.ToString("e2")))}, order {order:f2}; linear elements {fitted:e2}, quadratic {curved:e2}";
        TestContext.Current.TestOutputHelper?.WriteLine(report);
        Assert.True(order is > 0.6 and < 1.4, report);
        Assert.True(errors[1] > 10 * fitted && fitted > 10 * curved, report);
    }

    // What flows out through the boundary is what the source gives: the reactions of the boundary's rows sum to −∫f.
    [Theory]
    [MemberData(nameof(DomainsAndDegrees))]
    public void Flux_BalancesTheSource_AndThePressureIsPositiveInside(string name, int degree)
    {
        LinearElements[] levels = Levels(name, 3);
        QuadraticElements? quadratic = degree == 2 ? new(levels[^1].Mesh) : null;
        var solver = new PlaneEllipticSolver(levels, quadratic);
        double[] load = quadratic?.Load((_, _) => 1) ?? levels[^1].Load((_, _) => 1), u = new double[load.Length];
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
            for (int p = solver.Pattern.RowStart[i]; p < solver.Pattern.RowStart[i + 1]; p++) outflow -= solver.Matrix[p] * u[solver.Pattern.Columns[p]];
        }
        Assert.Equal(load.Sum(), outflow, 1e-8);
        Assert.Equal(levels[^1].Areas.Sum(), outflow, degree == 1 ? 1e-8 : 0.02); // a curved side adds a sliver to the straight one
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
    public void SignedDistance_IsThatToTheTrueBoundary()
    {
        double[] square = new DarcyGeometry(PlaneDomain.Square(), 21, permeability: new ConstantField(), coarsening: 3).SignedDistance();
        double[] disc = new DarcyGeometry(PlaneDomain.Disc(), 21, permeability: new ConstantField(), coarsening: 1).SignedDistance();
        for (int i = 0; i < 21; i++)
            for (int j = 0; j < 21; j++)
            {
                (double x, double y) = (i / 20.0, j / 20.0);
                Assert.Equal(Math.Min(Math.Min(x, 1 - x), Math.Min(y, 1 - y)), square[(i * 21) + j], 1e-12);
                Assert.Equal(0.5 - Math.Sqrt(Math.Pow(x - 0.5, 2) + Math.Pow(y - 0.5, 2)), disc[(i * 21) + j], 2e-4);
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

    // u = φ g with φ = 0 on the boundary.
    private static double Solution(string name, double x, double y) => (1 + x + Math.Sin(2 * y)) * name switch
    {
        "square" => x * (1 - x) * y * (1 - y),
        "disc" => 0.25 - Math.Pow(x - 0.5, 2) - Math.Pow(y - 0.5, 2),
        "equilateral triangle" => y * ((Math.Sqrt(3) * x) - y) * ((Math.Sqrt(3) * (1 - x)) - y),
        _ => Enumerable.Range(0, 6).Aggregate(1.0, (product, side) =>
            product * 2 * ((Math.Sqrt(3) / 4) - ((x - 0.5) * Math.Cos((side + 0.5) * Math.PI / 3)) - ((y - 0.5) * Math.Sin((side + 0.5) * Math.PI / 3)))),
    };

    private static double Permeability(double x, double y) => Math.Exp(0.5 * Math.Sin(2 * Math.PI * x) * Math.Cos(2 * Math.PI * y));

    // −∇·(K ∇u) by central differences, of an error below 1e-7.
    private static double Source(string name, double x, double y)
    {
        const double h = 1e-4;
        double here = Solution(name, x, y);
        return -((Permeability(x + (h / 2), y) * (Solution(name, x + h, y) - here)) - (Permeability(x - (h / 2), y) * (here - Solution(name, x - h, y)))
            + (Permeability(x, y + (h / 2)) * (Solution(name, x, y + h) - here)) - (Permeability(x, y - (h / 2)) * (here - Solution(name, x, y - h)))) / (h * h);
    }

    private static (double X, double Y) Slope(string name, double x, double y) =>
        ((Solution(name, x + 1e-5, y) - Solution(name, x - 1e-5, y)) / 2e-5, (Solution(name, x, y + 1e-5) - Solution(name, x, y - 1e-5)) / 2e-5);

    // −Δu = 1 by the five-point scheme at the grid points inside the disc, 0 at the others, by conjugate gradients.
    private static double[] Staircase(int n)
    {
        bool[] outside = [.. Enumerable.Range(0, n * n).Select(k => Math.Pow((double)(k / n) / (n - 1) - 0.5, 2) + Math.Pow((double)(k % n) / (n - 1) - 0.5, 2) > 0.25 - 1e-12
            || k / n == 0 || k % n == 0 || k / n == n - 1 || k % n == n - 1)];
        double[] u = new double[n * n], residual = [.. outside.Select(o => o ? 0 : 1.0 / ((n - 1) * (n - 1)))];
        new ConjugateGradients(n * n).Solve((v, product) =>
        {
            for (int k = 0; k < v.Length; k++) product[k] = outside[k] ? 0 : (4 * v[k]) - v[k - 1] - v[k + 1] - v[k - n] - v[k + n];
        }, (r, z) => r.CopyTo(z, 0), residual, u, 1e-8 * ConjugateGradients.Norm(residual), 2000);
        return u;
    }

    // Relative L² error at the grid points inside the disc.
    private static double GridError(double[] u, int n, Func<double, double, double> exact)
    {
        (double error, double size) = (0, 0);
        for (int k = 0; k < n * n; k++)
            if (exact((double)(k / n) / (n - 1), (double)(k % n) / (n - 1)) is var truth && truth > 0) (error, size) = (error + Math.Pow(u[k] - truth, 2), size + (truth * truth));
        return Math.Sqrt(error / size);
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
