namespace OpLearn;

/// <summary>Linear finite elements for −∇·(K ∇u) = f with u = 0 on the boundary, on one mesh: what does not depend on K and f.</summary>
internal sealed class LinearElements
{
    private readonly int[] entries; // place in the matrix of the nine products of each triangle
    private readonly double[] stiffness; // the nine integrals ∫∇φ_i·∇φ_j of each triangle

    public LinearElements(TriangleMesh mesh)
    {
        Mesh = mesh;
        (int[] t, double[] v) = (mesh.Triangles, mesh.Vertices);
        SortedSet<int>[] neighbours = [.. Enumerable.Range(0, mesh.VertexCount).Select(i => new SortedSet<int> { i })];
        for (int k = 0; k < t.Length; k += 3)
            for (int i = 0; i < 3; i++)
                for (int j = 0; j < 3; j++) neighbours[t[k + i]].Add(t[k + j]);
        RowStart = new int[mesh.VertexCount + 1];
        for (int i = 0; i < mesh.VertexCount; i++) RowStart[i + 1] = RowStart[i] + neighbours[i].Count;
        Columns = [.. neighbours.SelectMany(row => row)];
        Diagonal = [.. Enumerable.Range(0, mesh.VertexCount).Select(i => Entry(i, i))];
        (entries, stiffness, Areas) = (new int[3 * t.Length], new double[3 * t.Length], new double[mesh.TriangleCount]);
        for (int k = 0; k < t.Length; k += 3)
        {
            double X(int i) => v[2 * t[k + (i % 3)]];
            double Y(int i) => v[(2 * t[k + (i % 3)]) + 1];
            double twice = ((X(1) - X(0)) * (Y(2) - Y(0))) - ((X(2) - X(0)) * (Y(1) - Y(0)));
            if (!(twice > 0)) throw new ArgumentException(Checks.Message(nameof(LinearElements), "triangles of positive area, anticlockwise", $"twice the area {twice} in triangle {k / 3}"));
            Areas[k / 3] = twice / 2;
            for (int i = 0; i < 3; i++)
                for (int j = 0; j < 3; j++)
                {
                    // ∇φ_i is the opposite side turned by a right angle, over twice the area.
                    stiffness[(3 * k) + (3 * i) + j] = (((Y(i + 1) - Y(i + 2)) * (Y(j + 1) - Y(j + 2))) + ((X(i + 2) - X(i + 1)) * (X(j + 2) - X(j + 1)))) / (2 * twice);
                    entries[(3 * k) + (3 * i) + j] = Entry(t[k + i], t[k + j]);
                }
        }
    }

    public TriangleMesh Mesh { get; }

    public int[] RowStart { get; }

    public int[] Columns { get; }

    public int[] Diagonal { get; }

    public double[] Areas { get; }

    /// <summary>Writes the matrix for one K a triangle.</summary>
    public void Assemble(ReadOnlySpan<double> coefficient, double[] matrix)
    {
        Array.Clear(matrix);
        for (int t = 0; t < coefficient.Length; t++)
            for (int p = 9 * t; p < (9 * t) + 9; p++) matrix[entries[p]] += coefficient[t] * stiffness[p];
    }

    /// <summary>∫ f φ_i for a function f by the midpoints of the sides, exact for quadratic f.</summary>
    public double[] Load(Func<double, double, double> f)
    {
        var load = new double[Mesh.VertexCount];
        (int[] t, double[] v) = (Mesh.Triangles, Mesh.Vertices);
        for (int k = 0; k < t.Length; k += 3)
            for (int i = 0; i < 3; i++)
            {
                (int a, int b) = (t[k + i], t[k + ((i + 1) % 3)]);
                // φ is ½ at the middles of its two sides.
                double part = Areas[k / 3] / 6 * f(0.5 * (v[2 * a] + v[2 * b]), 0.5 * (v[(2 * a) + 1] + v[(2 * b) + 1]));
                load[a] += part;
                load[b] += part;
            }
        return load;
    }

    private int Entry(int row, int column) => Array.BinarySearch(Columns, RowStart[row], RowStart[row + 1] - RowStart[row], column);
}
