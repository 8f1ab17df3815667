namespace OpLearn;

/// <summary>Darcy flow −∇·(K ∇u) = f on a plane domain, u = 0 on its boundary: from the permeability and the domain's mask to the pressure, on one grid for all domains.</summary>
/// <remarks>
/// Linear finite elements on a mesh that follows the boundary, order two for smooth domains and less at the corners that point inwards and at the ends of cracks; values at
/// the grid points inside are interpolated, those outside are 0. log K is drawn on the grid and bilinear between its points, so the inputs determine the problem.
/// Measured on four samples, the relative L² difference to a mesh twice as coarse is 1.0e-3 on the square, 8e-4 on disc and hexagon, 1.6e-3 on the triangles, 4.6e-3 on the
/// annulus (a third of it is the error), 3.5e-3 on the L, 7e-3 with cracks and 9e-3 with the cross hole (about two thirds of it is): refine those once or twice more, by a
/// negative coarsening, where a network may do better than a few per cent.
/// Inputs and output are on points × points of the unit square, both ends included; the permeability is given outside the domain too.
/// </remarks>
public sealed class DarcyGeometry : OperatorProblem
{
    private readonly RandomField field;
    private readonly FieldSampler sampler;
    private readonly LinearElements[] levels;
    private readonly double[] load, weights; // weights [points, 3] of the vertices of the triangle around each grid point
    private readonly int[] around; // that triangle, or −1 outside
    private readonly double forcing;
    private readonly int points, refinements;

    /// <summary>Makes the problem.</summary>
    /// <param name="domain">Where the flow is.</param>
    /// <param name="points">Points a side of the grid.</param>
    /// <param name="forcing">f, the same everywhere.</param>
    /// <param name="permeability">Distribution of K, above 0; null means exp of 100 Karhunen–Loève modes of a squared exponential field, l = 0.25, variance 1.</param>
    /// <param name="coarsening">Refinements of the mesh left out of <see cref="PlaneDomain.Refinements"/>; each makes the triangles twice as long, and a negative number refines further.</param>
    /// <exception cref="ArgumentException">A value out of its range.</exception>
    public DarcyGeometry(PlaneDomain domain, int points = 100, double forcing = 1, RandomField? permeability = null, int coarsening = 0)
    {
        ArgumentNullException.ThrowIfNull(domain);
        refinements = domain.Refinements - Checks.Valid(coarsening, coarsening <= domain.Refinements, nameof(DarcyGeometry), $"{domain.Refinements} refinements left out or fewer");
        (Domain, this.points) = (domain, points);
        this.forcing = Checks.Valid(forcing, double.IsFinite(forcing), nameof(DarcyGeometry), "a finite source");
        OutputGrid = Grid2D.Square(new Grid1D(points, 0, 1, Endpoints.Included));
        field = permeability ?? new LogNormalField(new KarhunenLoeve(GaussianRandomField.SquaredExponential(0.25), 100));
        sampler = field.On(OutputGrid);
        levels = PlaneEllipticSolver.Levels(domain.Coarsest, refinements, domain.OntoBoundary);
        load = levels[^1].Load((_, _) => forcing);
        (around, weights) = Locate();
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
            var all = new Dictionary<string, double> { ["source"] = forcing, ["triangles"] = levels[^1].Mesh.TriangleCount };
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
    public double[] Mask() => [.. around.Select(triangle => triangle >= 0 ? 1.0 : 0)];

    /// <summary>Solves for one given permeability.</summary>
    /// <param name="permeability">K(x, y), above 0.</param>
    /// <returns>u on <see cref="OutputGrid"/>, <c>[points · points]</c>.</returns>
    public double[] SolveFor(Func<double, double, double> permeability)
    {
        ArgumentNullException.ThrowIfNull(permeability);
        var solution = new double[levels[^1].Mesh.VertexCount];
        new PlaneEllipticSolver(levels).Solve(permeability, load, solution);
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
        var solver = new PlaneEllipticSolver(levels);
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
        int[] triangles = levels[^1].Mesh.Triangles;
        for (int i = 0; i < around.Length; i++)
        {
            double sum = 0;
            for (int corner = 0; corner < 3 && around[i] >= 0; corner++) sum += weights[(3 * i) + corner] * solution[triangles[(3 * around[i]) + corner]];
            stored[at + i] = sum;
        }
    }

    private (int[] Around, double[] Weights) Locate()
    {
        const double Slack = 1e-9; // a point on a side belongs to the domain
        int[] found = new int[points * points], t = levels[^1].Mesh.Triangles;
        double[] shares = new double[3 * found.Length], v = levels[^1].Mesh.Vertices;
        Array.Fill(found, -1);
        for (int k = 0; k < t.Length; k += 3)
        {
            double X(int i) => v[2 * t[k + i]];
            double Y(int i) => v[(2 * t[k + i]) + 1];
            double twice = ((X(1) - X(0)) * (Y(2) - Y(0))) - ((X(2) - X(0)) * (Y(1) - Y(0)));
            int First(double a, double b, double c) => Math.Max(0, (int)Math.Floor((Math.Min(a, Math.Min(b, c)) - Slack) * (points - 1)));
            int Last(double a, double b, double c) => Math.Min(points - 1, (int)Math.Ceiling((Math.Max(a, Math.Max(b, c)) + Slack) * (points - 1)));
            for (int i = First(X(0), X(1), X(2)); i <= Last(X(0), X(1), X(2)); i++)
                for (int j = First(Y(0), Y(1), Y(2)); j <= Last(Y(0), Y(1), Y(2)); j++)
                {
                    (double x, double y) = (i / (points - 1.0), j / (points - 1.0));
                    double second = (((x - X(0)) * (Y(2) - Y(0))) - ((X(2) - X(0)) * (y - Y(0)))) / twice;
                    double third = (((X(1) - X(0)) * (y - Y(0))) - ((x - X(0)) * (Y(1) - Y(0)))) / twice;
                    if (second < -Slack || third < -Slack || second + third > 1 + Slack) continue;
                    int at = (i * points) + j;
                    found[at] = k / 3;
                    (shares[3 * at], shares[(3 * at) + 1], shares[(3 * at) + 2]) = (Math.Max(0, 1 - second - third), Math.Max(0, second), Math.Max(0, third));
                }
        }
        return (found, shares);
    }
}
