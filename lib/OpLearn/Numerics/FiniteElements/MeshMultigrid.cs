namespace OpLearn;

/// <summary>A symmetric V-cycle over linear elements on a mesh and the coarser ones it was refined from: the preconditioner of the plane solvers.</summary>
/// <remarks>The coarse matrices are given, not computed from the fine one. One instance, one thread; the <see cref="LinearElements"/> are shared.</remarks>
internal sealed class MeshMultigrid
{
    private const int CoarsestSweeps = 20;
    private readonly LinearElements[] levels; // coarsest first
    private readonly bool[] fixedValue; // of the finest mesh; the vertices of the coarser ones come first
    private readonly double[][] solutions, loads;

    public MeshMultigrid(LinearElements[] levels, bool[] fixedValue)
    {
        (this.levels, this.fixedValue) = (levels, fixedValue);
        Matrices = [.. levels.Select(level => new double[level.Pattern.Columns.Length])];
        solutions = [.. levels.Select(level => new double[level.Mesh.VertexCount])];
        loads = [.. levels.Select(level => new double[level.Mesh.VertexCount])];
    }

    /// <summary>Values of the matrix of each level, to be filled in.</summary>
    public double[][] Matrices { get; }

    /// <summary>The meshes of a domain from the coarsest to the one refined <paramref name="refinements"/> times.</summary>
    public static LinearElements[] Levels(TriangleMesh coarsest, int refinements, Action<double[]>? ontoBoundary = null)
    {
        var levels = new LinearElements[refinements + 1];
        levels[0] = new LinearElements(coarsest);
        for (int i = 1; i <= refinements; i++) levels[i] = new LinearElements(levels[i - 1].Mesh.Refined(ontoBoundary));
        return levels;
    }

    /// <summary>Writes what one cycle makes of a residual, from zero.</summary>
    public void Apply(double[] residual, double[] correction)
    {
        residual.CopyTo(loads[^1], 0);
        Cycle(levels.Length - 1);
        solutions[^1].CopyTo(correction, 0);
    }

    // Forward sweep, correction from the coarser level, backward sweep.
    private void Cycle(int l)
    {
        (LinearElements level, double[] matrix, double[] u, double[] f) = (levels[l], Matrices[l], solutions[l], loads[l]);
        Array.Clear(u);
        if (l == 0)
        {
            for (int sweep = 0; sweep < CoarsestSweeps; sweep++) Relax(level.Pattern, matrix, f, u, forward: true);
            for (int sweep = 0; sweep < CoarsestSweeps; sweep++) Relax(level.Pattern, matrix, f, u, forward: false);
            return;
        }
        Relax(level.Pattern, matrix, f, u, forward: true);
        int[] parents = level.Mesh.Parents;
        double[] coarse = loads[l - 1];
        Array.Clear(coarse);
        int old = coarse.Length;
        for (int i = 0; i < u.Length; i++)
        {
            if (fixedValue[i]) continue;
            double rest = f[i];
            for (int p = level.Pattern.RowStart[i]; p < level.Pattern.RowStart[i + 1]; p++) rest -= matrix[p] * u[level.Pattern.Columns[p]];
            if (i < old)
            {
                coarse[i] += rest;
                continue;
            }
            coarse[parents[2 * (i - old)]] += 0.5 * rest;
            coarse[parents[(2 * (i - old)) + 1]] += 0.5 * rest;
        }
        Cycle(l - 1);
        double[] correction = solutions[l - 1];
        for (int i = 0; i < u.Length; i++)
            if (!fixedValue[i]) u[i] += i < old ? correction[i] : 0.5 * (correction[parents[2 * (i - old)]] + correction[parents[(2 * (i - old)) + 1]]);
        Relax(level.Pattern, matrix, f, u, forward: false);
    }

    private void Relax(SparsePattern pattern, double[] matrix, double[] f, double[] u, bool forward)
    {
        (int[] rows, int[] columns, int[] diagonal) = (pattern.RowStart, pattern.Columns, pattern.Diagonal);
        for (int step = 0; step < u.Length; step++)
        {
            int i = forward ? step : u.Length - 1 - step;
            if (fixedValue[i]) continue;
            double rest = f[i], pivot = matrix[diagonal[i]];
            for (int p = rows[i]; p < rows[i + 1]; p++) rest -= matrix[p] * u[columns[p]];
            u[i] += rest / pivot;
        }
    }
}
