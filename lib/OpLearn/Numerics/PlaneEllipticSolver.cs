namespace OpLearn;

/// <summary>Solves −∇·(K ∇u) = f, u = 0 on the boundary, by linear elements on a refined mesh: conjugate gradients with a V-cycle over the meshes as preconditioner.</summary>
/// <remarks>K is taken at the centre of each triangle, on the coarser meshes too. One instance, one thread; the <see cref="LinearElements"/> are shared.</remarks>
internal sealed class PlaneEllipticSolver
{
    private const int MostIterations = 200;
    private readonly LinearElements[] levels; // coarsest first
    private readonly double[][] matrices, solutions, loads, coefficients;
    private readonly double[] residual, direction, image, preconditioned;

    public PlaneEllipticSolver(LinearElements[] levels)
    {
        this.levels = levels;
        matrices = [.. levels.Select(level => new double[level.Columns.Length])];
        solutions = [.. levels.Select(level => new double[level.Mesh.VertexCount])];
        loads = [.. levels.Select(level => new double[level.Mesh.VertexCount])];
        coefficients = [.. levels.Select(level => new double[level.Mesh.TriangleCount])];
        int n = levels[^1].Mesh.VertexCount;
        (residual, direction, image, preconditioned) = (new double[n], new double[n], new double[n], new double[n]);
    }

    /// <summary>The meshes of a domain from the coarsest to the one refined <paramref name="refinements"/> times.</summary>
    public static LinearElements[] Levels(TriangleMesh coarsest, int refinements, Action<double[]>? ontoBoundary = null)
    {
        var levels = new LinearElements[refinements + 1];
        levels[0] = new LinearElements(coarsest);
        for (int i = 1; i <= refinements; i++) levels[i] = new LinearElements(levels[i - 1].Mesh.Refined(ontoBoundary));
        return levels;
    }

    /// <summary>Iterations of the last solve.</summary>
    public int Iterations { get; private set; }

    /// <summary>The matrix of the finest mesh, without boundary conditions.</summary>
    public ReadOnlySpan<double> Matrix => matrices[^1];

    /// <param name="permeability">K at a place.</param>
    /// <param name="load">∫ f φ_i on the finest mesh.</param>
    /// <param name="solution">u at the vertices of the finest mesh, overwritten.</param>
    /// <param name="tolerance">Ratio of the last residual's norm to the load's.</param>
    public void Solve(Func<double, double, double> permeability, double[] load, double[] solution, double tolerance = 1e-10)
    {
        for (int l = 0; l < levels.Length; l++)
        {
            (int[] t, double[] v) = (levels[l].Mesh.Triangles, levels[l].Mesh.Vertices);
            for (int k = 0; k < t.Length; k += 3)
                coefficients[l][k / 3] = permeability((v[2 * t[k]] + v[2 * t[k + 1]] + v[2 * t[k + 2]]) / 3, (v[(2 * t[k]) + 1] + v[(2 * t[k + 1]) + 1] + v[(2 * t[k + 2]) + 1]) / 3);
            levels[l].Assemble(coefficients[l], matrices[l]);
        }
        bool[] fixedValue = levels[^1].Mesh.OnBoundary;
        Array.Clear(solution);
        for (int i = 0; i < residual.Length; i++) residual[i] = fixedValue[i] ? 0 : load[i];
        double start = Math.Sqrt(Vectors.Dot(residual, residual)), product = 0;
        for (Iterations = 0; Iterations < MostIterations; Iterations++)
        {
            if (Math.Sqrt(Vectors.Dot(residual, residual)) <= tolerance * start) return;
            residual.CopyTo(loads[^1], 0);
            Cycle(levels.Length - 1);
            solutions[^1].CopyTo(preconditioned, 0);
            double before = product;
            product = Vectors.Dot(residual, preconditioned);
            double mix = Iterations == 0 ? 0 : product / before;
            for (int i = 0; i < direction.Length; i++) direction[i] = preconditioned[i] + (mix * direction[i]);
            Multiply(levels[^1], matrices[^1], direction, image);
            double length = product / Vectors.Dot(direction, image);
            Vectors.AddScaled(solution, direction, length);
            Vectors.AddScaled(residual, image, -length);
        }
        throw new ArithmeticException(Checks.Message(nameof(PlaneEllipticSolver), $"the residual below {tolerance:g2} of its start within {MostIterations} iterations",
            $"{Math.Sqrt(Vectors.Dot(residual, residual)) / start:g2} of it", "The permeability must be finite and above 0."));
    }

    // One symmetric V-cycle for matrix·solution = load on a level, from zero: forward sweep, correction from the coarser level, backward sweep.
    private void Cycle(int l)
    {
        (LinearElements level, double[] matrix, double[] u, double[] f) = (levels[l], matrices[l], solutions[l], loads[l]);
        Array.Clear(u);
        if (l == 0)
        {
            for (int sweep = 0; sweep < 20; sweep++) Relax(level, matrix, f, u, forward: true);
            for (int sweep = 0; sweep < 20; sweep++) Relax(level, matrix, f, u, forward: false);
            return;
        }
        Relax(level, matrix, f, u, forward: true);
        TriangleMesh mesh = level.Mesh;
        double[] coarse = loads[l - 1];
        Array.Clear(coarse);
        int old = coarse.Length;
        for (int i = 0; i < u.Length; i++)
        {
            if (mesh.OnBoundary[i]) continue;
            double rest = f[i];
            for (int p = level.RowStart[i]; p < level.RowStart[i + 1]; p++) rest -= matrix[p] * u[level.Columns[p]];
            if (i < old)
            {
                coarse[i] += rest;
                continue;
            }
            coarse[mesh.Parents[2 * (i - old)]] += 0.5 * rest;
            coarse[mesh.Parents[(2 * (i - old)) + 1]] += 0.5 * rest;
        }
        Cycle(l - 1);
        double[] correction = solutions[l - 1];
        for (int i = 0; i < u.Length; i++)
            if (!mesh.OnBoundary[i])
                u[i] += i < old ? correction[i] : 0.5 * (correction[mesh.Parents[2 * (i - old)]] + correction[mesh.Parents[(2 * (i - old)) + 1]]);
        Relax(level, matrix, f, u, forward: false);
    }

    private static void Relax(LinearElements level, double[] matrix, double[] f, double[] u, bool forward)
    {
        (int[] rows, int[] columns, bool[] fixedValue) = (level.RowStart, level.Columns, level.Mesh.OnBoundary);
        for (int step = 0; step < u.Length; step++)
        {
            int i = forward ? step : u.Length - 1 - step;
            if (fixedValue[i]) continue;
            double rest = f[i], pivot = matrix[level.Diagonal[i]];
            for (int p = rows[i]; p < rows[i + 1]; p++) rest -= matrix[p] * u[columns[p]];
            u[i] += rest / pivot;
        }
    }

    private static void Multiply(LinearElements level, double[] matrix, double[] u, double[] product)
    {
        for (int i = 0; i < u.Length; i++)
        {
            double sum = 0;
            if (!level.Mesh.OnBoundary[i])
                for (int p = level.RowStart[i]; p < level.RowStart[i + 1]; p++) sum += matrix[p] * u[level.Columns[p]];
            product[i] = sum;
        }
    }
}
