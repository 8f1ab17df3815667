namespace OpLearn;

/// <summary>A triangulation of a plane domain and the coarser ones it was refined from: each triangle is cut into four at the midpoints of its sides.</summary>
/// <remarks>Immutable. New vertices are numbered after those of the coarser mesh; new ones on the boundary are moved onto it where it is curved.</remarks>
internal sealed class TriangleMesh
{
    private readonly Dictionary<(int A, int B), int> sides; // how many triangles each side belongs to

    /// <param name="vertices">x and y of each vertex in turn.</param>
    /// <param name="triangles">Three vertices of each triangle in turn, anticlockwise.</param>
    public TriangleMesh(double[] vertices, int[] triangles)
        : this(vertices, triangles, null, [])
    {
    }

    private TriangleMesh(double[] vertices, int[] triangles, TriangleMesh? coarser, int[] parents)
    {
        (Vertices, Triangles, Coarser, Parents) = (vertices, triangles, coarser, parents);
        OnBoundary = new bool[vertices.Length / 2];
        sides = Sides();
        BoundarySides = [.. sides.Where(side => side.Value == 1).SelectMany(side => new[] { side.Key.A, side.Key.B })];
        foreach (int vertex in BoundarySides) OnBoundary[vertex] = true;
    }

    public double[] Vertices { get; }

    public int[] Triangles { get; }

    public bool[] OnBoundary { get; }

    /// <summary>The two ends of each side that belongs to one triangle only, in turn.</summary>
    public int[] BoundarySides { get; }

    public TriangleMesh? Coarser { get; }

    /// <summary>The two ends, in <see cref="Coarser"/>, of the side that each new vertex halves.</summary>
    public int[] Parents { get; }

    public int VertexCount => Vertices.Length / 2;

    public int TriangleCount => Triangles.Length / 3;

    /// <summary>Cuts every triangle into four; <paramref name="ontoBoundary"/> moves a new boundary vertex (x, y), given in an array of two, onto the boundary.</summary>
    public TriangleMesh Refined(Action<double[]>? ontoBoundary = null)
    {
        var middles = new Dictionary<(int, int), int>();
        List<double> vertices = [.. Vertices];
        List<int> parents = [], triangles = [];
        int Middle(int a, int b)
        {
            (int, int) side = (Math.Min(a, b), Math.Max(a, b));
            if (middles.TryGetValue(side, out int known)) return known;
            double[] place = [0.5 * (Vertices[2 * a] + Vertices[2 * b]), 0.5 * (Vertices[(2 * a) + 1] + Vertices[(2 * b) + 1])];
            if (sides[side] == 1) ontoBoundary?.Invoke(place);
            middles[side] = vertices.Count / 2;
            vertices.AddRange(place);
            parents.AddRange([a, b]);
            return (vertices.Count / 2) - 1;
        }
        for (int t = 0; t < Triangles.Length; t += 3)
        {
            (int a, int b, int c) = (Triangles[t], Triangles[t + 1], Triangles[t + 2]);
            (int ab, int bc, int ca) = (Middle(a, b), Middle(b, c), Middle(c, a));
            triangles.AddRange([a, ab, ca, ab, b, bc, ca, bc, c, ab, bc, ca]);
        }
        return new TriangleMesh([.. vertices], [.. triangles], this, [.. parents]);
    }

    private Dictionary<(int A, int B), int> Sides()
    {
        var counts = new Dictionary<(int, int), int>(Triangles.Length);
        for (int t = 0; t < Triangles.Length; t += 3)
            for (int i = 0; i < 3; i++)
            {
                (int a, int b) = (Triangles[t + i], Triangles[t + ((i + 1) % 3)]);
                (int, int) side = (Math.Min(a, b), Math.Max(a, b));
                counts[side] = counts.GetValueOrDefault(side) + 1;
            }
        return counts;
    }
}
