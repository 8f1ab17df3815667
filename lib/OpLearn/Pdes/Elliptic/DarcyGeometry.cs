namespace OpLearn;

/// <summary>Darcy flow −∇·(K ∇u) = f on a plane domain, u = 0 on its boundary: from the permeability and the domain's mask to the pressure, on one grid for all domains.</summary>
/// <example><code>
/// var problem = new DarcyGeometry(PlaneDomain.Disc(), points: 32);
/// </code></example>
/// <remarks>
/// Finite elements on a mesh that follows the boundary; values at the grid points inside are interpolated, those outside are 0. log K is drawn on the grid and bilinear between its points,
/// so the inputs determine the problem. For smooth K and u linear elements are of order two and quadratic ones, with curved sides, of order three; corners that point inwards and the ends of
/// cracks leave both between one and two. Measured on four samples against quadratic elements of half the size, relative L² error of linear elements | quadratic ones on the same nodes |
/// quadratic ones with one refinement left out: square 3e-4 | 1e-5 | 9e-5; disc 3e-4 | 8e-6 | 7e-5; triangles 5e-4 | 2e-5 | 1e-4; hexagon 2e-4 | 3e-5 | 1e-4; annulus 1.5e-3 | 5e-5 | 4e-4;
/// L 1.7e-3 | 6e-4 | 1.8e-3; cracks 3e-3 | 1e-3 | 4e-3; cross hole 4e-3 | 1.4e-3 | 5e-3. The same disc cut out of 100 × 100 squares would be wrong by 2e-2, at about first order.
/// Inputs and output are on points × points of the unit square, both ends included; the permeability is given outside the domain too.
/// </remarks>
public sealed class DarcyGeometry : OperatorProblem
{
    private readonly RandomField field;
    private readonly FieldSampler sampler;
    private readonly LinearElements[] levels;
    private readonly QuadraticElements? quadratic;
    private readonly PlaneInterpolation between;
    private readonly double[] load;
    private readonly double forcing;
    private readonly int points, refinements, degree;

    /// <summary>Makes the problem.</summary>
    /// <param name="domain">Where the flow is.</param>
    /// <param name="points">Points a side of the grid.</param>
    /// <param name="forcing">f, the same everywhere.</param>
    /// <param name="permeability">Distribution of K, above 0; null means exp of 100 Karhunen–Loève modes of a squared exponential field, l = 0.25, variance 1.</param>
    /// <param name="coarsening">Refinements of the mesh left out of <see cref="PlaneDomain.Refinements"/>; each makes the triangles twice as long, and a negative number refines further.</param>
    /// <param name="degree">1 for linear elements, 2 for quadratic ones on the same nodes, whose curved sides are parabolas.</param>
    /// <exception cref="ArgumentException">A value out of its range.</exception>
    public DarcyGeometry(PlaneDomain domain, int points = 100, double forcing = 1, RandomField? permeability = null, int coarsening = 0, int degree = 1)
    {
        ArgumentNullException.ThrowIfNull(domain);
        refinements = domain.Refinements - Checks.Valid(coarsening, coarsening <= domain.Refinements, nameof(DarcyGeometry), $"{domain.Refinements} refinements left out or fewer");
        Checks.That(degree is 1 or 2, nameof(DarcyGeometry), "elements of degree 1 or 2", $"degree {degree}");
        Checks.That(degree == 1 || refinements > 0, nameof(DarcyGeometry), "one refinement or more for quadratic elements", "none", "Leave out fewer refinements.");
        (Domain, this.points, this.degree) = (domain, points, degree);
        this.forcing = Checks.Valid(forcing, double.IsFinite(forcing), nameof(DarcyGeometry), "a finite source");
        OutputGrid = Grid2D.Square(new Grid1D(points, 0, 1, Endpoints.Included));
        field = permeability ?? new LogNormalField(new KarhunenLoeve(GaussianRandomField.SquaredExponential(0.25), 100));
        sampler = field.On(OutputGrid);
        levels = MeshMultigrid.Levels(domain.Coarsest, refinements, domain.OntoBoundary);
        quadratic = degree == 2 ? new QuadraticElements(levels[^1].Mesh) : null;
        load = quadratic?.Load((_, _) => forcing) ?? levels[^1].Load((_, _) => forcing);
        between = new PlaneInterpolation(levels[^1].Mesh, OutputGrid.Directions[0], OutputGrid.Directions[1], quadratic);
    }

    /// <summary>The domain.</summary>
    public PlaneDomain Domain { get; }

    /// <summary>Where inputs and output live, <c>[x, y]</c>.</summary>
    public Grid2D OutputGrid { get; }

    /// <inheritdoc/>
    public override string Name => $"Darcy, {Domain}";

    /// <inheritdoc/>
    public override string Equation => $"−∇·(K ∇u) = f on the {Domain}, u = 0 on its boundary";

    /// <inheritdoc/>
    public override string Source =>
        "Kumar et al., Neural Networks 184 (2025) 107113, and the group's generator: f = 1, 100 modes, 100 × 100 values. Chosen here: squared exponential covariance, linear elements.";

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Parameters
    {
        get
        {
            var all = new Dictionary<string, double> { ["source"] = forcing, ["triangles"] = levels[^1].Mesh.TriangleCount / (degree * degree), ["degree"] = degree };
            foreach ((string name, double value) in this.field.Parameters) all[$"{this.field.Name}: {name}"] = value;
            return all;
        }
    }

    /// <summary>The permeability, and the mask that is 1 inside the domain and 0 outside.</summary>
    public override IReadOnlyList<FieldSpec> Inputs => [new("permeability", OutputGrid.Axes), new("mask", OutputGrid.Axes)];

    /// <inheritdoc/>
    public override IReadOnlyList<FieldSpec> Outputs => [new("pressure", OutputGrid.Axes)];

    /// <inheritdoc/>
    public override double[,] Locations => OutputGrid.Locations();

    /// <summary>1 at the grid points inside the domain or on its boundary and 0 outside, <c>[points · points]</c>. A fresh array at each call.</summary>
    public double[] Mask() => [.. Enumerable.Range(0, points * points).Select(point => between.IsInside(point) ? 1.0 : 0)];

    /// <summary>Distance of each grid point to the boundary, positive inside and negative outside, <c>[points · points]</c>: another way than <see cref="Mask"/> to tell a network the shape.</summary>
    /// <remarks>To the sides of the mesh, not to the stairs of the grid. A fresh array at each call.</remarks>
    public double[] SignedDistance()
    {
        (int[] sides, double[] v) = (levels[^1].Mesh.BoundarySides, levels[^1].Mesh.Vertices);
        var distance = new double[points * points];
        for (int point = 0; point < distance.Length; point++)
        {
            (double x, double y, double least) = (OutputGrid.Directions[0][point / points], OutputGrid.Directions[1][point % points], double.PositiveInfinity);
            for (int side = 0; side < sides.Length; side += 2)
            {
                (double ax, double ay) = (v[2 * sides[side]], v[(2 * sides[side]) + 1]);
                (double alongX, double alongY) = (v[2 * sides[side + 1]] - ax, v[(2 * sides[side + 1]) + 1] - ay);
                double share = Math.Clamp((((x - ax) * alongX) + ((y - ay) * alongY)) / ((alongX * alongX) + (alongY * alongY)), 0, 1);
                least = Math.Min(least, Math.Pow(x - ax - (share * alongX), 2) + Math.Pow(y - ay - (share * alongY), 2));
            }
            distance[point] = Math.Sqrt(least) * (between.IsInside(point) ? 1 : -1);
        }
        return distance;
    }

    /// <summary>Solves for one given permeability.</summary>
    /// <param name="permeability">K(x, y), above 0.</param>
    /// <returns>u on <see cref="OutputGrid"/>, <c>[points · points]</c>.</returns>
    public double[] SolveFor(Func<double, double, double> permeability)
    {
        ArgumentNullException.ThrowIfNull(permeability);
        var solution = new double[levels[^1].Mesh.VertexCount];
        new PlaneEllipticSolver(levels, quadratic).Solve(permeability, load, solution);
        var stored = new double[points * points];
        Store(solution, stored, 0);
        return stored;
    }

    /// <inheritdoc/>
    public override void Solve(int firstSample, int seed, SampleBlock target, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(target);
        int size = points * points;
        double[] permeability = new double[size], logarithm = new double[size], mask = Mask(), solution = new double[levels[^1].Mesh.VertexCount];
        var solver = new PlaneEllipticSolver(levels, quadratic);
        double Between(double x, double y)
        {
            (double p, double q) = (x * (points - 1), y * (points - 1));
            (int i, int j) = (Math.Clamp((int)p, 0, points - 2), Math.Clamp((int)q, 0, points - 2));
            int k = (i * points) + j;
            (p, q) = (p - i, q - j);
            return Math.Exp(((1 - p) * (((1 - q) * logarithm[k]) + (q * logarithm[k + 1]))) + (p * (((1 - q) * logarithm[k + points]) + (q * logarithm[k + points + 1]))));
        }
        for (int sample = 0; sample < target.Samples; sample++)
        {
            cancellation.ThrowIfCancellationRequested();
            sampler.Fill(checked(firstSample + sample), seed, permeability);
            for (int i = 0; i < size; i++) logarithm[i] = Math.Log(permeability[i]);
            solver.Solve(Between, load, solution);
            permeability.CopyTo(target.Inputs[0], sample * size);
            mask.CopyTo(target.Inputs[1], sample * size);
            Store(solution, target.Outputs[0], sample * size);
        }
    }

    private void Store(double[] solution, double[] stored, int at)
    {
        for (int i = 0; i < points * points; i++) stored[at + i] = between.Value(solution, i);
    }
}
