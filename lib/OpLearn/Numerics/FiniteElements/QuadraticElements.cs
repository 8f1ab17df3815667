namespace OpLearn;

/// <summary>Quadratic finite elements on a mesh, whose nodes are the vertices of the mesh refined once; sides on a curved boundary are parabolas through three of its points.</summary>
/// <remarks>Immutable. Integrals by the 7 points of degree five in a triangle (Radon 1948) and by 3 Gauss points on a side.</remarks>
internal sealed class QuadraticElements
{
    private const int Nodes = 6, Rule = 7;
    private static readonly double[,] QuadraturePoints = Points(); // ξ, η and weight (of a unit area)
    private static readonly double[][] Shapes = [.. Enumerable.Range(0, Rule).Select(q => Shape(QuadraturePoints[q, 0], QuadraturePoints[q, 1]))];
    private static readonly double[][] Slopes = [.. Enumerable.Range(0, Rule).Select(q => Slope(QuadraturePoints[q, 0], QuadraturePoints[q, 1]))];
    private readonly TriangleMesh fine;
    private readonly int[] elements; // corners a, b, c and middles ab, bc, ca of each triangle
    private readonly double[] gradients; // ∂x φ, ∂y φ of the six nodes at each quadrature point
    private readonly double[] weights, places; // weight and x, y of each quadrature point

    /// <param name="fine">The mesh of the nodes, made by refining the elements' mesh.</param>
    public QuadraticElements(TriangleMesh fine)
    {
        this.fine = fine;
        TriangleMesh mesh = fine.Coarser ?? throw new ArgumentException(Checks.Message(nameof(QuadraticElements), "a mesh that was refined once or more", "a coarsest mesh"));
        int count = mesh.TriangleCount;
        elements = new int[Nodes * count];
        (weights, places, gradients) = (new double[Rule * count], new double[2 * Rule * count], new double[2 * Nodes * Rule * count]);
        var place = new double[2 * Nodes];
        for (int k = 0; k < count; k++)
        {
            int at = 12 * k; // the four parts of triangle k
            int[] t = fine.Triangles, six = [t[at], t[at + 4], t[at + 8], t[at + 1], t[at + 5], t[at + 2]];
            six.CopyTo(elements, Nodes * k);
            for (int i = 0; i < Nodes; i++) (place[2 * i], place[(2 * i) + 1]) = (fine.Vertices[2 * six[i]], fine.Vertices[(2 * six[i]) + 1]);
            for (int q = 0; q < Rule; q++) Measure(k, q, place);
        }
        Pattern = new SparsePattern(fine.VertexCount, elements, Nodes);
    }

    public SparsePattern Pattern { get; }

    /// <summary>x and y of each quadrature point, in turn; <see cref="Assemble"/> wants the coefficient there.</summary>
    public ReadOnlySpan<double> Places => places;

    /// <summary>Writes ∫ K ∇φ_i·∇φ_j; null stands for K = 1.</summary>
    public void Assemble(double[]? coefficient, double[] matrix)
    {
        Array.Clear(matrix);
        Span<double> element = stackalloc double[Nodes * Nodes];
        for (int k = 0; k < elements.Length / Nodes; k++)
        {
            element.Clear();
            for (int q = Rule * k; q < Rule * (k + 1); q++)
            {
                double weight = weights[q] * (coefficient is null ? 1 : coefficient[q]);
                ReadOnlySpan<double> g = gradients.AsSpan(2 * Nodes * q, 2 * Nodes);
                for (int i = 0; i < Nodes; i++)
                {
                    (double x, double y) = (weight * g[2 * i], weight * g[(2 * i) + 1]);
                    for (int j = 0; j < Nodes; j++) element[(Nodes * i) + j] += (x * g[2 * j]) + (y * g[(2 * j) + 1]);
                }
            }
            for (int p = 0; p < element.Length; p++) matrix[Pattern.Entries[(element.Length * k) + p]] += element[p];
        }
    }

    /// <summary>Adds ∫ φ_i φ_j.</summary>
    public void AddMass(double[] matrix)
    {
        for (int q = 0; q < weights.Length; q++)
            for (int p = 0; p < Nodes * Nodes; p++)
                matrix[Pattern.Entries[(Nodes * Nodes * (q / Rule)) + p]] += weights[q] * Shapes[q % Rule][p / Nodes] * Shapes[q % Rule][p % Nodes];
    }

    /// <summary>Adds ∫ h φ_i φ_j over the sides of the boundary, with h taken at the middle of each.</summary>
    public void AddBoundaryMass(Func<double, double, double> h, double[] matrix)
    {
        double[] v = fine.Vertices;
        foreach ((int a, int b, int middle) in BoundarySides())
            foreach ((double s, double weight) in new[] { (-Math.Sqrt(0.6), 5 / 9.0), (0, 8 / 9.0), (Math.Sqrt(0.6), 5 / 9.0) })
            {
                int[] nodes = [a, middle, b];
                double[] shape = [0.5 * s * (s - 1), 1 - (s * s), 0.5 * s * (s + 1)], slope = [s - 0.5, -2 * s, s + 0.5];
                (double x, double y) = (0, 0);
                for (int i = 0; i < 3; i++) (x, y) = (x + (slope[i] * v[2 * nodes[i]]), y + (slope[i] * v[(2 * nodes[i]) + 1]));
                double part = weight * Math.Sqrt((x * x) + (y * y)) * h(v[2 * middle], v[(2 * middle) + 1]);
                for (int i = 0; i < 3; i++)
                    for (int j = 0; j < 3; j++) matrix[Pattern.Entry(nodes[i], nodes[j])] += part * shape[i] * shape[j];
            }
    }

    /// <summary>∫ f φ_i.</summary>
    public double[] Load(Func<double, double, double> f)
    {
        var load = new double[fine.VertexCount];
        for (int q = 0; q < weights.Length; q++)
        {
            double part = weights[q] * f(places[2 * q], places[(2 * q) + 1]);
            for (int i = 0; i < Nodes; i++) load[elements[(Nodes * (q / Rule)) + i]] += part * Shapes[q % Rule][i];
        }
        return load;
    }

    /// <summary>√∫ (u − v)² and √∫ |∇u − ∇v|² of nodal values u and a function v with its gradient.</summary>
    public (double Value, double Gradient) Errors(double[] u, Func<double, double, double> v, Func<double, double, (double X, double Y)> slope)
    {
        (double value, double gradient) = (0, 0);
        for (int q = 0; q < weights.Length; q++)
        {
            (double here, double x, double y) = (-v(places[2 * q], places[(2 * q) + 1]), 0, 0);
            (double slopeX, double slopeY) = slope(places[2 * q], places[(2 * q) + 1]);
            for (int i = 0; i < Nodes; i++)
            {
                double node = u[elements[(Nodes * (q / Rule)) + i]];
                here += node * Shapes[q % Rule][i];
                x += node * gradients[(2 * Nodes * q) + (2 * i)];
                y += node * gradients[(2 * Nodes * q) + (2 * i) + 1];
            }
            (value, gradient) = (value + (weights[q] * here * here), gradient + (weights[q] * (Math.Pow(x - slopeX, 2) + Math.Pow(y - slopeY, 2))));
        }
        return (Math.Sqrt(value), Math.Sqrt(gradient));
    }

    /// <summary>Nodes and weights of the value at (x, y), which lies in triangle <paramref name="part"/> of the nodes' mesh or within a hair of it.</summary>
    public (int[] Nodes, double[] Weights) At(int part, double x, double y)
    {
        int[] six = elements[(Nodes * (part / 4))..(Nodes * ((part / 4) + 1))];
        (double xi, double eta) = (part % 4) switch { 0 => (1 / 6.0, 1 / 6.0), 1 => (2 / 3.0, 1 / 6.0), 2 => (1 / 6.0, 2 / 3.0), _ => (1 / 3.0, 1 / 3.0) };
        // Newton's method; where the sides are straight the first step is exact.
        for (int step = 0; step < 20; step++)
        {
            double[] shape = Shape(xi, eta), slope = Slope(xi, eta);
            (double px, double py, double xx, double xe, double yx, double ye) = (-x, -y, 0, 0, 0, 0);
            for (int i = 0; i < Nodes; i++)
            {
                (double vx, double vy) = (fine.Vertices[2 * six[i]], fine.Vertices[(2 * six[i]) + 1]);
                (px, py) = (px + (shape[i] * vx), py + (shape[i] * vy));
                (xx, xe, yx, ye) = (xx + (slope[2 * i] * vx), xe + (slope[(2 * i) + 1] * vx), yx + (slope[2 * i] * vy), ye + (slope[(2 * i) + 1] * vy));
            }
            double determinant = (xx * ye) - (xe * yx);
            (double moveXi, double moveEta) = (((ye * px) - (xe * py)) / determinant, ((xx * py) - (yx * px)) / determinant);
            (xi, eta) = (xi - moveXi, eta - moveEta);
            if (Math.Abs(moveXi) + Math.Abs(moveEta) < 1e-13) break;
        }
        return (six, Shape(xi, eta));
    }

    private IEnumerable<(int A, int B, int Middle)> BoundarySides()
    {
        // A side of the elements' mesh is two sides of the nodes' mesh, joined at its middle, the only new node of the two.
        int old = fine.Coarser!.VertexCount;
        var ends = new Dictionary<int, int>();
        for (int side = 0; side < fine.BoundarySides.Length; side += 2)
        {
            (int a, int b) = (fine.BoundarySides[side], fine.BoundarySides[side + 1]);
            (int end, int middle) = a < old ? (a, b) : (b, a);
            if (ends.TryGetValue(middle, out int other)) yield return (other, end, middle);
            else ends[middle] = end;
        }
    }

    private void Measure(int k, int q, double[] place)
    {
        (double[] shape, double[] slope, int at) = (Shapes[q], Slopes[q], (Rule * k) + q);
        (double xx, double xe, double yx, double ye) = (0, 0, 0, 0);
        for (int i = 0; i < Nodes; i++)
        {
            (double x, double y) = (place[2 * i], place[(2 * i) + 1]);
            places[2 * at] += shape[i] * x;
            places[(2 * at) + 1] += shape[i] * y;
            (xx, xe, yx, ye) = (xx + (slope[2 * i] * x), xe + (slope[(2 * i) + 1] * x), yx + (slope[2 * i] * y), ye + (slope[(2 * i) + 1] * y));
        }
        double determinant = (xx * ye) - (xe * yx);
        if (!(determinant > 0)) throw new ArgumentException(Checks.Message(nameof(QuadraticElements), "elements that are not folded, anticlockwise", $"a Jacobian of {determinant} in element {k}"));
        weights[at] = 0.5 * determinant * QuadraturePoints[q, 2];
        for (int i = 0; i < Nodes; i++)
        {
            gradients[(2 * Nodes * at) + (2 * i)] = ((ye * slope[2 * i]) - (yx * slope[(2 * i) + 1])) / determinant;
            gradients[(2 * Nodes * at) + (2 * i) + 1] = ((xx * slope[(2 * i) + 1]) - (xe * slope[2 * i])) / determinant;
        }
    }

    private static double[] Shape(double xi, double eta)
    {
        double rest = 1 - xi - eta;
        return [rest * ((2 * rest) - 1), xi * ((2 * xi) - 1), eta * ((2 * eta) - 1), 4 * rest * xi, 4 * xi * eta, 4 * eta * rest];
    }

    // ∂ξ and ∂η of each shape function in turn.
    private static double[] Slope(double xi, double eta)
    {
        double rest = 1 - xi - eta;
        return [1 - (4 * rest), 1 - (4 * rest), (4 * xi) - 1, 0, 0, (4 * eta) - 1, 4 * (rest - xi), -4 * xi, 4 * eta, 4 * xi, -4 * eta, 4 * (rest - eta)];
    }

    private static double[,] Points()
    {
        double root = Math.Sqrt(15);
        (double near, double far) = ((6 + root) / 21, (6 - root) / 21);
        (double nearWeight, double farWeight) = ((155 + root) / 1200, (155 - root) / 1200);
        return new[,]
        {
            { 1 / 3.0, 1 / 3.0, 0.225 },
            { near, near, nearWeight }, { near, 1 - (2 * near), nearWeight }, { 1 - (2 * near), near, nearWeight },
            { far, far, farWeight }, { far, 1 - (2 * far), farWeight }, { 1 - (2 * far), far, farWeight },
        };
    }
}
