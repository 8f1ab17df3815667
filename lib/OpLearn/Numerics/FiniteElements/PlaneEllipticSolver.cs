namespace OpLearn;

/// <summary>Solves −∇·(K ∇u) = f, u = 0 on the boundary, by linear or quadratic elements on a refined mesh: conjugate gradients with a V-cycle over the meshes as preconditioner.</summary>
/// <remarks>
/// Linear elements take K at the centre of each triangle, also on the coarser meshes; quadratic ones, whose nodes are those of the finest mesh, at their quadrature points. One instance,
/// one thread; the elements are shared.
/// </remarks>
internal sealed class PlaneEllipticSolver
{
    private const int MostIterations = 200;
    private readonly LinearElements[] levels; // coarsest first
    private readonly QuadraticElements? quadratic;
    private readonly MeshMultigrid multigrid;
    private readonly ConjugateGradients gradients;
    private readonly double[][] coefficients; // one array a level, and the quadrature points'
    private readonly double[] residual, matrix;

    public PlaneEllipticSolver(LinearElements[] levels, QuadraticElements? quadratic = null)
    {
        (this.levels, this.quadratic) = (levels, quadratic);
        TriangleMesh finest = levels[^1].Mesh;
        multigrid = new MeshMultigrid(levels, finest.OnBoundary);
        gradients = new ConjugateGradients(finest.VertexCount);
        coefficients = [.. levels.Select(level => new double[level.Mesh.TriangleCount]), new double[quadratic is null ? 0 : quadratic.Places.Length / 2]];
        residual = new double[finest.VertexCount];
        matrix = quadratic is null ? multigrid.Matrices[^1] : new double[quadratic.Pattern.Columns.Length];
    }

    /// <summary>Iterations of the last solve.</summary>
    public int Iterations => gradients.Iterations;

    /// <summary>Where the entries of <see cref="Matrix"/> are.</summary>
    public SparsePattern Pattern => quadratic?.Pattern ?? levels[^1].Pattern;

    /// <summary>The matrix on the nodes, without boundary conditions.</summary>
    public ReadOnlySpan<double> Matrix => matrix;

    /// <param name="permeability">K at a place.</param>
    /// <param name="load">∫ f φ_i on the nodes.</param>
    /// <param name="solution">u at the nodes, overwritten.</param>
    /// <param name="tolerance">Ratio of the last residual's norm to the load's.</param>
    public void Solve(Func<double, double, double> permeability, double[] load, double[] solution, double tolerance = 1e-10)
    {
        for (int l = 0; l < levels.Length; l++)
        {
            (int[] t, double[] v) = (levels[l].Mesh.Triangles, levels[l].Mesh.Vertices);
            for (int k = 0; k < t.Length; k += 3)
                coefficients[l][k / 3] = permeability((v[2 * t[k]] + v[2 * t[k + 1]] + v[2 * t[k + 2]]) / 3, (v[(2 * t[k]) + 1] + v[(2 * t[k + 1]) + 1] + v[(2 * t[k + 2]) + 1]) / 3);
            levels[l].Assemble(coefficients[l], multigrid.Matrices[l]);
        }
        if (quadratic is not null)
        {
            for (int q = 0; q < coefficients[^1].Length; q++) coefficients[^1][q] = permeability(quadratic.Places[2 * q], quadratic.Places[(2 * q) + 1]);
            quadratic.Assemble(coefficients[^1], matrix);
        }
        bool[] fixedValue = levels[^1].Mesh.OnBoundary;
        Array.Clear(solution);
        for (int i = 0; i < residual.Length; i++) residual[i] = fixedValue[i] ? 0 : load[i];
        gradients.Solve((u, product) => Pattern.Multiply(matrix, u, product, fixedValue), multigrid.Apply, residual, solution, tolerance * ConjugateGradients.Norm(residual), MostIterations);
    }
}
