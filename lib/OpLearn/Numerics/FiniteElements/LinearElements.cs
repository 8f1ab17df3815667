namespace OpLearn;

/// <summary>Linear finite elements on one mesh: what does not depend on the coefficients.</summary>
internal sealed class LinearElements
{
    private readonly double[] stiffness; // the nine integrals ∫∇φ_i·∇φ_j of each triangle

    public LinearElements(TriangleMesh mesh)
    {
        Mesh = mesh;
        (int[] t, double[] v) = (mesh.Triangles, mesh.Vertices);
        Pattern = new SparsePattern(mesh.VertexCount, t, 3);
        (stiffness, Areas) = (new double[3 * t.Length], new double[mesh.TriangleCount]);
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
                }
        }
    }

    public TriangleMesh Mesh { get; }

    public SparsePattern Pattern { get; }

    public double[] Areas { get; }

    /// <summary>Writes the matrix for one K a triangle.</summary>
    public void Assemble(ReadOnlySpan<double> coefficient, double[] matrix)
    {
        Array.Clear(matrix);
        for (int t = 0; t < coefficient.Length; t++)
            for (int p = 9 * t; p < (9 * t) + 9; p++) matrix[Pattern.Entries[p]] += coefficient[t] * stiffness[p];
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

    /// <summary>Adds ∫ φ_i φ_j.</summary>
    public void AddMass(double[] matrix)
    {
        for (int p = 0; p < Pattern.Entries.Length; p++) matrix[Pattern.Entries[p]] += Areas[p / 9] / (p % 9 % 4 == 0 ? 6 : 12);
    }

    /// <summary>Adds ∫ h φ_i φ_j over the sides of the boundary, with h taken at the middle of each.</summary>
    public void AddBoundaryMass(Func<double, double, double> h, double[] matrix)
    {
        double[] v = Mesh.Vertices;
        for (int side = 0; side < Mesh.BoundarySides.Length; side += 2)
        {
            (int a, int b) = (Mesh.BoundarySides[side], Mesh.BoundarySides[side + 1]);
            double length = Math.Sqrt(Math.Pow(v[2 * a] - v[2 * b], 2) + Math.Pow(v[(2 * a) + 1] - v[(2 * b) + 1], 2));
            double part = length / 6 * h(0.5 * (v[2 * a] + v[2 * b]), 0.5 * (v[(2 * a) + 1] + v[(2 * b) + 1]));
            matrix[Pattern.Diagonal[a]] += 2 * part;
            matrix[Pattern.Diagonal[b]] += 2 * part;
            matrix[Pattern.Entry(a, b)] += part;
            matrix[Pattern.Entry(b, a)] += part;
        }
    }
}
