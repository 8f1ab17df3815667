namespace OpLearn;

/// <summary>A coarse triangulation of a square plate with a row of round holes, mirror symmetric where the plate is.</summary>
/// <remarks>
/// Square cells of one size carry the holes; the rest is cut into about such cells. A cell without a hole is eight triangles about its middle, a cell with one is a ring of sixteen
/// between eight points on the circle and eight on its sides.
/// </remarks>
internal sealed class PlateMesh
{
    private const double LargestCell = 0.17; // of the plate's side
    private readonly double side, radius;
    private readonly PlateDesign design;

    public PlateMesh(PlateDesign design, double side, double radius)
    {
        (this.design, this.side, this.radius) = (design, side, radius);
        double spacing = side / (design.Holes + 1);
        int parts = (int)Math.Ceiling(spacing / (LargestCell * side) * (1 - 1e-12));
        HalfCell = spacing / (2 * parts);
        Coarsest = design.Holes == 0 ? Build(Cut(0, side), Cut(0, side)) : Build(
            [0, .. Enumerable.Range(0, design.Holes).SelectMany(hole => Cut((hole == 0 ? 0 : Centre(hole - 1) + HalfCell), Centre(hole) - HalfCell, skipEmpty: true).Append(Centre(hole) + HalfCell)),
                .. Cut(Centre(design.Holes - 1) + HalfCell, side).Skip(1)],
            [.. Cut(0, design.Position - HalfCell), .. Cut(design.Position + HalfCell, side)]);
    }

    /// <summary>Half the side of a hole's cell.</summary>
    public double HalfCell { get; }

    public TriangleMesh Coarsest { get; }

    /// <summary>Whether a place lies within a hole or on its wall, to rounding.</summary>
    public bool IsInHole(double x, double y, double slack) => DistanceToHole(x, y, out _) < radius * (1 + slack);

    /// <summary>Moves a new boundary vertex onto the wall of the hole that it belongs to.</summary>
    public void OntoBoundary(double[] place)
    {
        double distance = DistanceToHole(place[0], place[1], out double centre);
        if (distance > radius * (1 + 1e-9)) return; // the outer edge; the chords of a hole lie inside its circle
        (place[0], place[1]) = (centre + ((place[0] - centre) * radius / distance), design.Position + ((place[1] - design.Position) * radius / distance));
    }

    private double Centre(int hole) => side * (hole + 1) / (design.Holes + 1);

    private double DistanceToHole(double x, double y, out double centre)
    {
        centre = double.NaN;
        if (design.Holes == 0) return double.PositiveInfinity;
        centre = Centre(Math.Clamp((int)Math.Round(x * (design.Holes + 1) / side) - 1, 0, design.Holes - 1));
        return Math.Sqrt(Math.Pow(x - centre, 2) + Math.Pow(y - design.Position, 2));
    }

    // Lines between two places, both included, about one cell apart.
    private double[] Cut(double from, double to, bool skipEmpty = false)
    {
        if (skipEmpty && to - from < 1e-9) return [];
        int parts = Math.Max(1, (int)Math.Ceiling((to - from) / (2 * HalfCell) * (1 - 1e-9)));
        return [.. Enumerable.Range(0, parts + 1).Select(i => from + ((to - from) * i / parts)).Skip(skipEmpty ? 1 : 0)];
    }

    private TriangleMesh Build(double[] x, double[] y)
    {
        var numbers = new Dictionary<(int, int), int>(); // of a lattice twice as fine as the cells
        List<double> vertices = [];
        List<int> triangles = [];
        static double On(double[] lines, int i) => i % 2 == 0 ? lines[i / 2] : 0.5 * (lines[i / 2] + lines[(i / 2) + 1]);
        int Vertex(int i, int j)
        {
            if (!numbers.TryGetValue((i, j), out int number))
            {
                numbers[(i, j)] = number = vertices.Count / 2;
                vertices.AddRange([On(x, i), On(y, j)]);
            }
            return number;
        }
        (int X, int Y)[] around = [(2, 1), (2, 2), (1, 2), (0, 2), (0, 1), (0, 0), (1, 0), (2, 0)];
        for (int i = 0; i < x.Length - 1; i++)
            for (int j = 0; j < y.Length - 1; j++)
            {
                int[] outer = [.. around.Select(step => Vertex((2 * i) + step.X, (2 * j) + step.Y))];
                (double middleX, double middleY) = (0.5 * (x[i] + x[i + 1]), 0.5 * (y[j] + y[j + 1]));
                if (!IsInHole(middleX, middleY, -0.5))
                {
                    int middle = Vertex((2 * i) + 1, (2 * j) + 1);
                    for (int k = 0; k < 8; k++) triangles.AddRange([middle, outer[k], outer[(k + 1) % 8]]);
                    continue;
                }
                int first = vertices.Count / 2;
                for (int k = 0; k < 8; k++)
                {
                    (double sine, double cosine) = Math.SinCos(k * Math.PI / 4);
                    vertices.AddRange([middleX + (radius * cosine), middleY + (radius * sine)]);
                }
                for (int k = 0; k < 8; k++)
                {
                    (int here, int next, int far, int farther) = (first + k, first + ((k + 1) % 8), outer[k], outer[(k + 1) % 8]);
                    // The diagonal starts at the even point of the circle: the pattern has the symmetry of the cell.
                    triangles.AddRange(k % 2 == 0 ? [here, far, farther, here, farther, next] : [here, far, next, far, farther, next]);
                }
            }
        return new TriangleMesh([.. vertices], [.. triangles]);
    }
}
