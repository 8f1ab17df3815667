namespace OpLearn;

/// <summary>From the nodes of a triangulated domain to the points of a plane grid that lie in it.</summary>
internal sealed class PlaneInterpolation
{
    private const double Slack = 1e-9; // a point on a side belongs to the domain
    private readonly int[][] nodes; // [points of the grid], empty outside
    private readonly double[][] weights;

    /// <param name="mesh">The mesh of the nodes.</param>
    /// <param name="x">Slow direction of the grid.</param>
    /// <param name="y">Fast direction of the grid.</param>
    /// <param name="quadratic">Elements on those nodes; null means linear ones on the mesh itself.</param>
    public PlaneInterpolation(TriangleMesh mesh, Grid1D x, Grid1D y, QuadraticElements? quadratic = null)
    {
        (nodes, weights) = (new int[x.Count * y.Count][], new double[x.Count * y.Count][]);
        Array.Fill(nodes, []);
        Array.Fill(weights, []);
        (int[] t, double[] v) = (mesh.Triangles, mesh.Vertices);
        for (int k = 0; k < t.Length; k += 3)
        {
            double X(int i) => v[2 * t[k + i]];
            double Y(int i) => v[(2 * t[k + i]) + 1];
            double twice = ((X(1) - X(0)) * (Y(2) - Y(0))) - ((X(2) - X(0)) * (Y(1) - Y(0)));
            (int firstX, int lastX) = Range(x, X(0), X(1), X(2));
            (int firstY, int lastY) = Range(y, Y(0), Y(1), Y(2));
            for (int i = firstX; i <= lastX; i++)
                for (int j = firstY; j <= lastY; j++)
                {
                    (double px, double py) = (x[i], y[j]);
                    double second = (((px - X(0)) * (Y(2) - Y(0))) - ((X(2) - X(0)) * (py - Y(0)))) / twice;
                    double third = (((X(1) - X(0)) * (py - Y(0))) - ((px - X(0)) * (Y(1) - Y(0)))) / twice;
                    if (second < -Slack || third < -Slack || second + third > 1 + Slack) continue;
                    int at = (i * y.Count) + j;
                    (nodes[at], weights[at]) = quadratic?.At(k / 3, px, py) ?? (t[k..(k + 3)], [Math.Max(0, 1 - second - third), Math.Max(0, second), Math.Max(0, third)]);
                }
        }
    }

    /// <summary>Whether a grid point lies in the mesh or on its boundary.</summary>
    public bool IsInside(int point) => nodes[point].Length > 0;

    /// <summary>The value at a grid point, 0 outside.</summary>
    public double Value(double[] nodal, int point)
    {
        double sum = 0;
        for (int i = 0; i < nodes[point].Length; i++) sum += weights[point][i] * nodal[nodes[point][i]];
        return sum;
    }

    private static (int First, int Last) Range(Grid1D grid, double a, double b, double c)
    {
        double start = grid.Lower, spacing = grid.Spacing;
        return (Math.Max(0, (int)Math.Floor((Math.Min(a, Math.Min(b, c)) - Slack - start) / spacing)),
            Math.Min(grid.Count - 1, (int)Math.Ceiling((Math.Max(a, Math.Max(b, c)) + Slack - start) / spacing)));
    }
}
