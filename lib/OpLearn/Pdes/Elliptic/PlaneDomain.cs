namespace OpLearn;

/// <summary>A domain in the unit square for problems of several geometries, with a coarse triangulation that follows its boundary.</summary>
public sealed class PlaneDomain
{
    private PlaneDomain(string name, TriangleMesh coarsest, int refinements, Action<double[]>? ontoBoundary = null) =>
        (Name, Coarsest, Refinements, OntoBoundary) = (name, coarsest, refinements, ontoBoundary);

    /// <summary>Name of the shape.</summary>
    public string Name { get; }

    /// <summary>Refinements of the coarse triangulation that bring the sides of the triangles to about 1/100.</summary>
    public int Refinements { get; }

    /// <summary>[0, 1]².</summary>
    public static PlaneDomain Square() => new("square", Cells([0, 0.5, 1], [0, 0.5, 1], (_, _) => true), 6);

    /// <summary>The disc of radius ½ about (½, ½).</summary>
    public static PlaneDomain Disc() => new("disc", Fan(8, 0.5), 6, place => OntoCircle(place, 0.5));

    /// <summary>The regular hexagon with corners at distance ½ from (½, ½).</summary>
    public static PlaneDomain Hexagon() => new("hexagon", Fan(6, 0.5), 6);

    /// <summary>Corners (0, 0), (1, 0) and (½, √3/2).</summary>
    public static PlaneDomain EquilateralTriangle() => new("equilateral triangle", new TriangleMesh([0, 0, 1, 0, 0.5, Math.Sqrt(0.75)], [0, 1, 2]), 7);

    /// <summary>Corners (0, 0), (½, 0) and (½, √3/2).</summary>
    public static PlaneDomain RightTriangle() => new("right triangle", new TriangleMesh([0, 0, 0.5, 0, 0.5, Math.Sqrt(0.75)], [0, 1, 2]), 7);

    /// <summary>The unit square without its upper right quarter.</summary>
    public static PlaneDomain LShape() => new("L-shape", Cells([0, 0.5, 1], [0, 0.5, 1], (x, y) => x < 0.5 || y < 0.5), 6);

    /// <summary>The unit square without a plus about its centre, whose arms are 0.4 long and 0.1 wide.</summary>
    public static PlaneDomain CrossHole()
    {
        double[] lines = [0, 0.15, 0.3, 0.45, 0.55, 0.7, 0.85, 1];
        static bool Arm(double along, double across) => Math.Abs(along - 0.5) < 0.2 && Math.Abs(across - 0.5) < 0.05;
        return new("square with a cross hole", Cells(lines, lines, (x, y) => !Arm(x, y) && !Arm(y, x)), 4);
    }

    /// <summary>The unit square without the crack [0.495, 0.505] × [0, 0.5].</summary>
    public static PlaneDomain OneCrack() => new("one crack", Cells([0, 0.165, 0.33, 0.495, 0.505, 0.67, 0.835, 1], [0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1],
        (x, y) => !(Math.Abs(x - 0.5) < 0.005 && y < 0.5)), 4);

    /// <summary>The unit square without the cracks [0, 0.5] × [0.795, 0.805] and [0.5, 1] × [0.395, 0.405].</summary>
    public static PlaneDomain TwoCracks() => new("two cracks", Cells([0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1], [0, 0.1316, 0.2633, 0.395, 0.405, 0.535, 0.665, 0.795, 0.805, 0.9, 1],
        (x, y) => !(Math.Abs(y - 0.8) < 0.005 && x < 0.5) && !(Math.Abs(y - 0.4) < 0.005 && x > 0.5)), 4);

    /// <summary>The ring between the circles of radius ¼ and ½ about (½, ½).</summary>
    public static PlaneDomain Annulus()
    {
        const int parts = 12;
        List<double> vertices = [];
        List<int> triangles = [];
        for (int i = 0; i < parts; i++)
        {
            (double sine, double cosine) = Math.SinCos(2 * Math.PI * i / parts);
            vertices.AddRange([0.5 + (0.25 * cosine), 0.5 + (0.25 * sine), 0.5 + (0.5 * cosine), 0.5 + (0.5 * sine)]);
            int inner = 2 * i, next = 2 * ((i + 1) % parts);
            triangles.AddRange([inner, inner + 1, next + 1, inner, next + 1, next]);
        }
        // A new boundary vertex belongs to the circle whose chord it halves.
        return new("annulus", new TriangleMesh([.. vertices], [.. triangles]), 5,
            place => OntoCircle(place, Math.Sqrt(Math.Pow(place[0] - 0.5, 2) + Math.Pow(place[1] - 0.5, 2)) > 0.36 ? 0.5 : 0.25));
    }

    /// <summary>All domains, simple ones first.</summary>
    public static IReadOnlyList<PlaneDomain> All() =>
        [Square(), Disc(), EquilateralTriangle(), RightTriangle(), CrossHole(), OneCrack(), TwoCracks(), LShape(), Hexagon(), Annulus()];

    /// <inheritdoc/>
    public override string ToString() => Name;

    internal TriangleMesh Coarsest { get; }

    internal Action<double[]>? OntoBoundary { get; }

    private static void OntoCircle(double[] place, double radius)
    {
        double distance = Math.Sqrt(Math.Pow(place[0] - 0.5, 2) + Math.Pow(place[1] - 0.5, 2));
        (place[0], place[1]) = (0.5 + ((place[0] - 0.5) * radius / distance), 0.5 + ((place[1] - 0.5) * radius / distance));
    }

    // Triangles from the centre (½, ½) to a regular polygon.
    private static TriangleMesh Fan(int corners, double radius)
    {
        List<double> vertices = [0.5, 0.5];
        List<int> triangles = [];
        for (int i = 0; i < corners; i++)
        {
            (double sine, double cosine) = Math.SinCos(2 * Math.PI * i / corners);
            vertices.AddRange([0.5 + (radius * cosine), 0.5 + (radius * sine)]);
            triangles.AddRange([0, 1 + i, 1 + ((i + 1) % corners)]);
        }
        return new TriangleMesh([.. vertices], [.. triangles]);
    }

    // The cells between grid lines whose centre is wanted, each cut into two.
    private static TriangleMesh Cells(double[] x, double[] y, Func<double, double, bool> wanted)
    {
        var numbers = new Dictionary<(int, int), int>();
        List<double> vertices = [];
        List<int> triangles = [];
        int Vertex(int i, int j)
        {
            if (!numbers.TryGetValue((i, j), out int number))
            {
                numbers[(i, j)] = number = numbers.Count;
                vertices.AddRange([x[i], y[j]]);
            }
            return number;
        }
        for (int i = 0; i < x.Length - 1; i++)
            for (int j = 0; j < y.Length - 1; j++)
            {
                if (!wanted(0.5 * (x[i] + x[i + 1]), 0.5 * (y[j] + y[j + 1]))) continue;
                (int a, int b, int c, int d) = (Vertex(i, j), Vertex(i + 1, j), Vertex(i + 1, j + 1), Vertex(i, j + 1));
                triangles.AddRange((i + j) % 2 == 0 ? [a, b, c, a, c, d] : [a, b, d, b, c, d]);
            }
        return new TriangleMesh([.. vertices], [.. triangles]);
    }
}
