namespace OpLearn;

/// <summary>Steady conduction −ΔT = f in a plate Ω × [0, H] by quadratic prisms: h T + ∂T/∂n given on walls and faces, or T itself.</summary>
/// <remarks>
/// The prisms are quadratic triangles of Ω times quadratic intervals of the height, so that stiffness and mass are sums of Kronecker products. In the modes of <see cref="HeightElements"/> the
/// three-dimensional problem falls apart into one plane problem −Δv + λv a mode (fast diagonalisation, Lynch, Rice and Thomas 1964), each solved by conjugate gradients with a V-cycle.
/// Values are <c>[heights][plane nodes]</c>. One instance, one thread.
/// </remarks>
internal sealed class PrismConduction
{
    private const int MostIterations = 400;
    private readonly QuadraticElements elements;
    private readonly MeshMultigrid multigrid;
    private readonly double[][] coarseStiffness, coarseMass; // one array a level of linear elements
    private readonly double[] stiffness, mass, combined;

    /// <param name="coarsest">Mesh of Ω to refine.</param>
    /// <param name="refinements">One or more; the nodes are those of the finest mesh.</param>
    /// <param name="ontoBoundary">Moves new boundary vertices onto curved walls.</param>
    /// <param name="height">Elements of the height, with h of the faces.</param>
    /// <param name="wall">h on the walls, at the middle of a side; positive infinity fixes T there.</param>
    public PrismConduction(TriangleMesh coarsest, int refinements, Action<double[]>? ontoBoundary, HeightElements height, Func<double, double, double> wall)
    {
        Height = height;
        LinearElements[] levels = MeshMultigrid.Levels(coarsest, refinements, ontoBoundary);
        Mesh = levels[^1].Mesh;
        elements = new QuadraticElements(Mesh);
        IsFixed = new bool[Mesh.VertexCount];
        for (int side = 0; side < Mesh.BoundarySides.Length; side += 2)
        {
            (int a, int b) = (Mesh.BoundarySides[side], Mesh.BoundarySides[side + 1]);
            double[] v = Mesh.Vertices;
            if (double.IsPositiveInfinity(wall(0.5 * (v[2 * a] + v[2 * b]), 0.5 * (v[(2 * a) + 1] + v[(2 * b) + 1])))) IsFixed[a] = IsFixed[b] = true;
        }
        double Finite(double x, double y) => double.IsPositiveInfinity(wall(x, y)) ? 0 : wall(x, y);
        multigrid = new MeshMultigrid(levels, IsFixed); // for the linear elements on the same nodes, which are spectrally equivalent to the quadratic ones
        coarseStiffness = [.. levels.Select(level => new double[level.Pattern.Columns.Length])];
        coarseMass = [.. levels.Select(level => new double[level.Pattern.Columns.Length])];
        for (int l = 0; l < levels.Length; l++)
        {
            double[] one = new double[levels[l].Mesh.TriangleCount];
            Array.Fill(one, 1);
            levels[l].Assemble(one, coarseStiffness[l]);
            levels[l].AddBoundaryMass(Finite, coarseStiffness[l]);
            levels[l].AddMass(coarseMass[l]);
        }
        (stiffness, mass, combined) = (new double[elements.Pattern.Columns.Length], new double[elements.Pattern.Columns.Length], new double[elements.Pattern.Columns.Length]);
        elements.Assemble(null, stiffness);
        elements.AddBoundaryMass(Finite, stiffness);
        elements.AddMass(mass);
    }

    /// <summary>The mesh of the plane nodes.</summary>
    public TriangleMesh Mesh { get; }

    public HeightElements Height { get; }

    /// <summary>Plane nodes on walls of fixed temperature.</summary>
    public bool[] IsFixed { get; }

    /// <summary>Most conjugate gradient iterations of a mode in the last solve.</summary>
    public int Iterations { get; private set; }

    public QuadraticElements Elements => elements;

    /// <summary>Zeros, one array a height.</summary>
    public double[][] Zeros() => [.. Height.Nodes.Select(_ => new double[Mesh.VertexCount])];

    /// <summary>The values of a function at the nodes.</summary>
    public double[][] Nodal(Func<double, double, double, double> f) =>
        [.. Height.Nodes.Select(z => Enumerable.Range(0, Mesh.VertexCount).Select(i => f(Mesh.Vertices[2 * i], Mesh.Vertices[(2 * i) + 1], z)).ToArray())];

    /// <summary>∫ f φ over the body, for nodal values of f.</summary>
    public double[][] VolumeLoad(double[][] f) => Product(f, mass, Height.Mass);

    /// <summary>∫ g φ over the walls where <paramref name="on"/> is 1, for nodal values of g.</summary>
    public double[][] WallLoad(double[][] g, Func<double, double, double> on)
    {
        var walls = new double[mass.Length];
        elements.AddBoundaryMass(on, walls);
        return Product(g, walls, Height.Mass);
    }

    /// <summary>∫ g φ over Ω at one height, for nodal values of g: the plane part of a face's load.</summary>
    public double[] PlaneLoad(double[] g)
    {
        var load = new double[g.Length];
        elements.Pattern.Multiply(mass, g, load);
        return load;
    }

    /// <summary>load − A T: zero at the free nodes of a solution, and the heat that goes out there at fixed ones, with the sign turned.</summary>
    public double[][] Residual(double[][] temperature, double[][] load)
    {
        double[][] image = Product(temperature, stiffness, Height.Mass), other = Product(temperature, mass, Height.Stiffness);
        for (int z = 0; z < image.Length; z++)
            for (int i = 0; i < image[z].Length; i++) image[z][i] = load[z][i] - image[z][i] - other[z][i];
        return image;
    }

    /// <summary>Solves for the temperature.</summary>
    /// <param name="load">Integrals of all sources against the shape functions.</param>
    /// <param name="temperature">The fixed values at fixed nodes, anything elsewhere; overwritten.</param>
    /// <param name="tolerance">Ratio of the last residual's norm to the first's, of each mode and of the largest mode.</param>
    public void Solve(double[][] load, double[][] temperature, double tolerance = 1e-12)
    {
        double[][] residual = Residual(temperature, load);
        double[,] modes = Height.Modes;
        (int heights, int nodes, int count) = (temperature.Length, Mesh.VertexCount, Height.Rates.Length);
        var projected = new double[count][];
        for (int m = 0; m < count; m++)
        {
            projected[m] = new double[nodes];
            for (int z = 0; z < heights; z++) Vectors.AddScaled(projected[m], residual[z], modes[z, m]);
            for (int i = 0; i < nodes; i++) if (IsFixed[i]) projected[m][i] = 0;
        }
        double stop = tolerance * projected.Max(ConjugateGradients.Norm);
        var gradients = new ConjugateGradients(nodes);
        Iterations = 0;
        for (int m = 0; m < count; m++)
        {
            Combine(stiffness, mass, Height.Rates[m], combined);
            for (int l = 0; l < coarseMass.Length; l++) Combine(coarseStiffness[l], coarseMass[l], Height.Rates[m], multigrid.Matrices[l]);
            var part = new double[nodes];
            gradients.Solve((u, product) => elements.Pattern.Multiply(combined, u, product, IsFixed), multigrid.Apply, projected[m], part, stop, MostIterations);
            Iterations = Math.Max(Iterations, gradients.Iterations);
            for (int z = 0; z < heights; z++) Vectors.AddScaled(temperature[z], part, modes[z, m]);
        }
    }

    private static void Combine(double[] a, double[] b, double factor, double[] sum)
    {
        for (int i = 0; i < sum.Length; i++) sum[i] = a[i] + (factor * b[i]);
    }

    // (plane ⊗ height) values.
    private double[][] Product(double[][] values, double[] plane, double[,] height)
    {
        double[][] result = Zeros();
        var image = new double[Mesh.VertexCount];
        for (int z = 0; z < values.Length; z++)
        {
            elements.Pattern.Multiply(plane, values[z], image);
            for (int other = 0; other < values.Length; other++)
                if (height[other, z] != 0) Vectors.AddScaled(result[other], image, height[other, z]);
        }
        return result;
    }
}
