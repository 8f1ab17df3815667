using Xunit;

namespace OpLearn.Tests;

public class HeatedPlateTests
{
    private static readonly double Infinite = double.PositiveInfinity;

    // T = a + bx + cy + dz, fixed on all walls and faces, on a mesh whose inner vertices are moved about and whose heights are uneven.
    [Fact]
    public void LinearTemperature_IsReproduced_OnADistortedMesh()
    {
        double[] vertices = [0, 0, 0.6, 0, 1, 0, 0, 0.3, 0.37, 0.61, 1, 0.55, 0, 1, 0.45, 1, 1, 1];
        int[] triangles = [0, 1, 4, 0, 4, 3, 1, 2, 4, 2, 5, 4, 3, 4, 7, 3, 7, 6, 4, 5, 8, 4, 8, 7];
        var body = new PrismConduction(new TriangleMesh(vertices, triangles), 2, null, new HeightElements([0, 0.1, 0.35, 0.4, 1], Infinite, Infinite), (_, _) => Infinite);
        static double Exact(double x, double y, double z) => 0.3 + (0.7 * x) - (1.1 * y) + (0.4 * z);
        double[][] exact = body.Nodal(Exact), found = body.Nodal((x, y, z) => OnSurface(x, y, z) ? Exact(x, y, z) : 0);
        body.Solve(body.Zeros(), found);
        Assert.InRange(Largest(found, exact), 0, 1e-12);
    }

    // The same with heat flows given instead of temperatures, on curved walls: a disc.
    [Fact]
    public void LinearTemperature_IsReproduced_FromItsFluxes_OnADisc()
    {
        PlaneDomain disc = PlaneDomain.Disc();
        var body = new PrismConduction(disc.Coarsest, 3, disc.OntoBoundary, new HeightElements([0, 0.2, 0.5], 0, 2), (_, _) => 1);
        static double Exact(double x, double y, double z) => 1 + x - (2 * y) + (3 * z);
        // ∂T/∂n + T on the wall has the normal (x − ½, y − ½)/½; −∂T/∂z = −3 flows in below, 3 + 2 T on top. The parabolas' normals are near the circle's, not equal to them.
        double[][] wall = body.WallLoad(body.Nodal((x, y, z) => (2 * (x - 0.5)) - (4 * (y - 0.5)) + Exact(x, y, z)), (_, _) => 1), load = wall;
        double[] below = body.PlaneLoad(Fill(body, -3)), above = body.PlaneLoad([.. body.Nodal((x, y, z) => 3 + (2 * Exact(x, y, z)))[^1]]);
        for (int i = 0; i < below.Length; i++) (load[0][i], load[^1][i]) = (load[0][i] + below[i], load[^1][i] + above[i]);
        double[][] found = body.Zeros();
        body.Solve(load, found);
        Assert.InRange(Largest(found, body.Nodal(Exact)), 0, 1e-4);
    }

    // sin πx sin πy sin πz in the unit cube, 0 on its surface.
    [Fact]
    public void ManufacturedSolution_IsReachedAtTheOrderOfQuadraticElements() => Orders.AssertAtLeast(3, parts =>
    {
        double[] ends = [.. Enumerable.Range(0, parts + 1).Select(i => (double)i / parts)];
        var body = new PrismConduction(PlaneDomain.Square().Coarsest, (int)Math.Log2(parts), null, new HeightElements(ends, Infinite, Infinite), (_, _) => Infinite);
        static double Exact(double x, double y, double z) => Math.Sin(Math.PI * x) * Math.Sin(Math.PI * y) * Math.Sin(Math.PI * z);
        double[][] found = body.Zeros();
        body.Solve(body.VolumeLoad(body.Nodal((x, y, z) => 3 * Math.PI * Math.PI * Exact(x, y, z))), found);
        return Distance(body, found, body.Nodal(Exact));
    }, 4, 8, 16);

    // T = T₁ + (T₂ − T₁) ln(r/r₁)/ln(r₂/r₁) between a hole's wall and a cylinder about it.
    [Fact]
    public void HollowCylinder_HasItsLogarithm() => Orders.AssertAtLeast(3, parts =>
    {
        PlaneDomain ring = PlaneDomain.Annulus();
        var body = new PrismConduction(ring.Coarsest, (int)Math.Log2(parts), ring.OntoBoundary, new HeightElements([0, 0.3], 0, 0), (_, _) => Infinite);
        static double Exact(double x, double y, double z) => 2 + (3 * Math.Log(Math.Sqrt(Math.Pow(x - 0.5, 2) + Math.Pow(y - 0.5, 2)) / 0.25) / Math.Log(2));
        double[][] exact = body.Nodal(Exact), found = body.Nodal((x, y, z) => Exact(x, y, z) is var t && (t < 2 + 1e-9 || t > 5 - 1e-9) ? t : 0);
        body.Solve(body.Zeros(), found);
        return Distance(body, found, exact);
    }, 4, 8, 16);

    // Heat in below, convection above: T = q (H − z) + q/h + T∞.
    [Fact]
    public void Slab_HasItsStraightLine()
    {
        const double q = 3, h = 10, surroundings = 0.5, height = 0.2;
        var body = new PrismConduction(PlaneDomain.LShape().Coarsest, 3, null, new HeightElements([0, 0.07, 0.2], 0, h), (_, _) => 0);
        double[][] load = body.Zeros(), found = body.Zeros();
        (load[0], load[^1]) = (body.PlaneLoad(Fill(body, q)), body.PlaneLoad(Fill(body, h * surroundings)));
        body.Solve(load, found);
        Assert.InRange(Largest(found, body.Nodal((_, _, z) => (q * (height - z)) + (q / h) + surroundings)), 0, 1e-11);
    }

    // A fin held at cos µz where it is fastened and cooled above: T = cos(µz) cosh(µ(1 − y))/cosh µ with µ tan(µH) = h.
    [Fact]
    public void Fin_HasItsHyperbolicCosine() => Orders.AssertAtLeast(3, parts =>
    {
        const double h = 10, height = 0.2;
        double low = 0, high = Math.PI / 2 / height * (1 - 1e-15);
        for (int i = 0; i < 200; i++) (low, high) = (0.5 * (low + high)) is var middle && middle * Math.Tan(middle * height) < h ? (middle, high) : (low, middle);
        double Exact(double x, double y, double z) => Math.Cos(low * z) * Math.Cosh(low * (1 - y)) / Math.Cosh(low);
        double[] ends = [.. Enumerable.Range(0, parts + 1).Select(i => height * i / parts)];
        var body = new PrismConduction(PlaneDomain.Square().Coarsest, (int)Math.Log2(parts), null, new HeightElements(ends, 0, h), (_, y) => y < 1e-9 ? Infinite : 0);
        double[][] found = body.Nodal((x, y, z) => y == 0 ? Exact(x, y, z) : 0);
        body.Solve(body.Zeros(), found);
        return Distance(body, found, body.Nodal(Exact));
    }, 4, 8, 16);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(2, 0.9)]
    [InlineData(5, 1.25)]
    [InlineData(9, 1.6)]
    public void Heat_ThatComesInGoesOut(int holes, double position)
    {
        var problem = new HeatedPlate([new(2, 1)], refinements: 1);
        PlateHeat heat = problem.HeatFlows(new PlateDesign(holes, position));
        Assert.InRange(Math.Abs(heat.Imbalance), 0, 1e-10);
        Assert.True(heat.Top > 0 && heat.ColdEdge > 0);
        Assert.True(holes == 0 ? heat.Holes == 0 : heat.Holes > 0.01);
        // The base is the square without the discs, up to the parabolas.
        Assert.Equal(6.25 - (holes * Math.PI * 0.0064), heat.Base, 1e-3);
    }

    [Fact]
    public void Mirrored_HolesGiveMirroredTemperatures_WithoutTheColdEdge()
    {
        var problem = new HeatedPlate([new(2, 1)], points: 26, layers: 3, new HeatedPlateOptions { ColdEdge = false }, refinements: 1);
        double[] here = problem.SolveFor(new(3, 1)), there = problem.SolveFor(new(3, 1.5)), other = problem.SolveFor(new(3, 1.4));
        double unequal = 0;
        for (int x = 0; x < 26; x++)
            for (int y = 0; y < 26; y++)
                for (int z = 0; z < 3; z++)
                {
                    int at = (((x * 26) + y) * 3) + z, mirrored = (((x * 26) + 25 - y) * 3) + z, turned = ((((25 - x) * 26) + y) * 3) + z;
                    Assert.Equal(here[at], there[mirrored], 1e-10);
                    Assert.Equal(here[at], here[turned], 1e-10);
                    unequal = Math.Max(unequal, Math.Abs(here[at] - other[mirrored]));
                }
        Assert.True(unequal > 0.01);
    }

    [Fact]
    public void VanishingHoles_LeaveThePlainPlate()
    {
        double Difference(double radius)
        {
            var problem = new HeatedPlate([new(2, 1)], points: 26, layers: 3, new HeatedPlateOptions { Radius = radius });
            double[] plain = problem.SolveFor(new(0, 1)), holed = problem.SolveFor(new(4, 1.22));
            return plain.Zip(holed, (a, b) => Math.Abs(a - b)).Max();
        }
        double[] differences = [Difference(0.02), Difference(0.002), Difference(0.0002)];
        Assert.True(differences[0] > 3 * differences[1] && differences[1] > 6 * differences[2], string.Join(", ", differences)); // as the walls' area, in the end
    }

    // Far from the edge and the holes the plate is a slab: T = q (H − z) + q/h.
    [Fact]
    public void Temperature_IsTheSlabsFarAway_AndNowhereHigher()
    {
        var problem = new HeatedPlate([new(2, 0.9)], points: 26, refinements: 1);
        double[] temperature = problem.SolveFor(new(2, 0.9));
        for (int z = 0; z < 5; z++) Assert.Equal((0.05 * (4 - z)) + 0.1, temperature[(((13 * 26) + 25) * 5) + z], 1e-3);
        Assert.All(temperature, t => Assert.InRange(t, -1e-15, 0.3 + 1e-3));
    }

    [Fact]
    public void Mask_IsTheSolid_AndTheTemperatureOutsideIsZero()
    {
        var problem = new HeatedPlate([new(3, 1), new(4, 1.2)], points: 51, layers: 2, refinements: 1);
        SampleBlock block = WaveEquationTests.Solve(problem, 2);
        Assert.Equal([3, 1, 4, 1.2], block.Inputs[0]);
        for (int sample = 0; sample < 2; sample++)
            for (int i = 0; i < 51; i++)
                for (int j = 0; j < 51; j++)
                {
                    (int holes, double y) = sample == 0 ? (3, 1.0) : (4, 1.2);
                    bool solid = Enumerable.Range(1, holes).All(k => Math.Pow((0.05 * i) - (2.5 * k / (holes + 1)), 2) + Math.Pow((0.05 * j) - y, 2) > 0.0064);
                    for (int z = 0; z < 2; z++)
                    {
                        int at = (((((sample * 51) + i) * 51) + j) * 2) + z;
                        Assert.Equal(solid ? 1 : 0, block.Inputs[1][at]);
                        Assert.True(solid ? block.Outputs[0][at] > 0 || j == 0 : block.Outputs[0][at] == 0);
                    }
                }
        // Several points of the solid are in the ring of elements around a hole, all of them found.
        Assert.Equal(0, block.Inputs[1][0 + (((((25 * 51) + 20) * 2)))]); // (1.25, 1) is the middle of the middle hole
    }

    [Fact]
    public void HolesThatDoNotFit_AreRefused()
    {
        Assert.Contains("0 to 9 holes", Assert.Throws<ArgumentException>(() => new HeatedPlate([new(10, 1)])).Message);
        Assert.Contains("positions from", Assert.Throws<ArgumentException>(() => new HeatedPlate([new(2, 0.1)])).Message);
        Assert.Contains("a radius of at most", Assert.Throws<ArgumentException>(() => new HeatedPlate([new(9, 1)], options: new HeatedPlateOptions { Radius = 0.12 })).Message);
        Assert.Contains("one design or more", Assert.Throws<ArgumentException>(() => new HeatedPlate([])).Message);
    }

    [Fact]
    public void FullDesign_IsThePapers()
    {
        IReadOnlyList<PlateDesign> all = HeatedPlate.FullDesign([.. Enumerable.Range(9, 8).Select(i => i / 10.0)]);
        Assert.Equal(64, all.Count);
        Assert.Equal(64, all.Distinct().Count());
        Assert.Equal((2, 9), (all.Min(design => design.Holes), all.Max(design => design.Holes)));
    }

    private static bool OnSurface(double x, double y, double z) => x is 0 or 1 || y is 0 or 1 || z is 0 or 1;

    private static double[] Fill(PrismConduction body, double value) => [.. Enumerable.Repeat(value, body.Mesh.VertexCount)];

    private static double Largest(double[][] a, double[][] b) => a.Zip(b, (p, q) => p.Zip(q, (v, w) => Math.Abs(v - w)).Max()).Max();

    // √∫ of the squared difference of nodal values.
    private static double Distance(PrismConduction body, double[][] a, double[][] b)
    {
        double[][] difference = [.. a.Zip(b, (p, q) => p.Zip(q, (v, w) => v - w).ToArray())];
        return Math.Sqrt(body.VolumeLoad(difference).Zip(difference, (p, q) => p.Zip(q, (v, w) => v * w).Sum()).Sum());
    }
}
