namespace OpLearn;

/// <summary>Steady heat conduction ΔT = 0 in a square plate with a row of through-holes, heated from below and cooled above, in the holes and on one edge: from two numbers to the temperature in space.</summary>
/// <example><code>
/// var problem = new HeatedPlate(HeatedPlate.FullDesign([0.9, 1.2, 1.6]), points: 51, layers: 3);
/// </code></example>
/// <remarks>
/// −∂T/∂z = q on the base z = 0; ∂T/∂n = −h T on the top and on the walls of the holes; T = 0 on the edge y = 0; the other edges insulated. Sample <c>i</c> has the design of number <c>i</c>
/// modulo their count, its position moved by a uniform draw from ±<c>spread</c>. Quadratic prisms that follow the walls, order three on manufactured solutions; values on the grid points of the solid are interpolated, those in
/// holes are 0, and the mask says which is which. Inputs: the design and the mask; output: T on <c>[x, y, z]</c>, faces and edges included.
/// Measured at the defaults against one more refinement and four times the elements over the thickness, with 2, 4 and 9 holes: relative L² error 1.2e-4, 3.7e-5 and 4.7e-5, at the worst
/// point 6e-4 (beside the lower side of the cold edge, where the gradient is not bounded). A sample takes 0.2 to 0.5 seconds of one core.
/// </remarks>
public sealed class HeatedPlate : OperatorProblem
{
    private readonly HeatedPlateOptions options;
    private readonly double spread;
    private readonly int refinements, heightElements;

    /// <summary>Makes the problem; <see cref="FullDesign"/> gives the designs of the multi-task study.</summary>
    /// <param name="designs">Holes and positions, taken in turn by the samples.</param>
    /// <param name="points">Points of the output grid along x and along y.</param>
    /// <param name="layers">Points of the output grid along z.</param>
    /// <param name="options">Physics.</param>
    /// <param name="spread">Largest random move of a position, 0 for none.</param>
    /// <param name="refinements">Refinements of the coarse mesh to the nodes, one or more.</param>
    /// <param name="heightElements">Quadratic elements over the thickness.</param>
    /// <exception cref="ArgumentException">A value out of its range, no designs, or holes that do not fit.</exception>
    public HeatedPlate(
        IReadOnlyList<PlateDesign> designs,
        int points = 50,
        int layers = 5,
        HeatedPlateOptions? options = null,
        double spread = 0,
        int refinements = 3,
        int heightElements = 4)
    {
        ArgumentNullException.ThrowIfNull(designs);
        Checks.That(designs.Count > 0, nameof(HeatedPlate), "one design or more", "none");
        this.options = options ?? new HeatedPlateOptions();
        Checks.FinitePositive(this.options.Side, nameof(HeatedPlate), "side");
        Checks.FinitePositive(this.options.Thickness, nameof(HeatedPlate), "thickness");
        Checks.FinitePositive(this.options.Radius, nameof(HeatedPlate), "radius");
        Checks.FinitePositive(this.options.HeatFlux, nameof(HeatedPlate), "heat flux");
        Checks.FinitePositive(this.options.Convection, nameof(HeatedPlate), "convection");
        this.spread = Checks.Valid(spread, spread >= 0 && double.IsFinite(spread), nameof(HeatedPlate), "a spread of 0 or more");
        this.refinements = Checks.Valid(refinements, refinements >= 1, nameof(HeatedPlate), "1 refinement or more");
        this.heightElements = Checks.Valid(heightElements, heightElements >= 1, nameof(HeatedPlate), "1 element or more over the thickness");
        Designs = [.. designs];
        foreach (PlateDesign design in Designs) Fits(design);
        var side = new Grid1D(points, 0, this.options.Side, Endpoints.Included);
        OutputGrid = new Grid3D(side, side, new Grid1D(layers, 0, this.options.Thickness, Endpoints.Included));
    }

    /// <summary>The designs that samples take in turn.</summary>
    public IReadOnlyList<PlateDesign> Designs { get; }

    /// <summary>Where the temperature and the mask live, <c>[x, y, z]</c>.</summary>
    public Grid3D OutputGrid { get; }

    /// <inheritdoc/>
    public override string Name => "heated plate with holes";

    /// <inheritdoc/>
    public override string Equation => "ΔT = 0 in a plate with holes; −∂T/∂z = q at z = 0, ∂T/∂n = −h T on the top and in the holes, "
        + (options.ColdEdge ? "T = 0 at y = 0, the other edges insulated" : "the edges insulated");

    /// <inheritdoc/>
    public override string Source =>
        "Kumar et al., Neural Networks 184 (2025) 107113: number and position of the holes, and the design of 64. Chosen here: sizes, boundary conditions, grid, solver.";

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Parameters
    {
        get
        {
            var all = new Dictionary<string, double>
            {
                ["side"] = options.Side,
                ["thickness"] = options.Thickness,
                ["radius"] = options.Radius,
                ["heat flux"] = options.HeatFlux,
                ["convection"] = options.Convection,
                ["cold edge"] = options.ColdEdge ? 1 : 0,
                ["spread of positions"] = spread,
                ["refinements"] = refinements,
                ["elements over the thickness"] = heightElements,
                ["designs"] = Designs.Count,
            };
            for (int i = 0; i < Designs.Count; i++) (all[$"holes {i}"], all[$"position {i}"]) = (Designs[i].Holes, Designs[i].Position);
            return all;
        }
    }

    /// <summary>Number of holes and position, <c>[2]</c>, and the mask that is 1 in the solid and 0 in the holes.</summary>
    public override IReadOnlyList<FieldSpec> Inputs => [new("design", [2]), new("mask", OutputGrid.Axes)];

    /// <inheritdoc/>
    public override IReadOnlyList<FieldSpec> Outputs => [new("temperature", OutputGrid.Axes)];

    /// <inheritdoc/>
    public override double[,] Locations => OutputGrid.Locations();

    /// <summary>The study's designs for some positions: 2 to 9 holes at each.</summary>
    /// <remarks>The paper's 64 are those of 0.9, 1.0 … 1.6, of which it trains on 0.9, 1.2 and 1.6 and tests on 1.0, 1.1, 1.3, 1.4 and 1.5.</remarks>
    public static IReadOnlyList<PlateDesign> FullDesign(IReadOnlyList<double> positions)
    {
        ArgumentNullException.ThrowIfNull(positions);
        return [.. Enumerable.Range(2, 8).SelectMany(holes => positions, (holes, position) => new PlateDesign(holes, position))];
    }

    /// <summary>Where the heat goes.</summary>
    public PlateHeat HeatFlows(PlateDesign design)
    {
        ArgumentNullException.ThrowIfNull(design);
        Fits(design);
        var mesh = new PlateMesh(design, options.Side, options.Radius);
        PrismConduction body = Body(mesh);
        double[][] load = Load(body), temperature = body.Zeros();
        body.Solve(load, temperature);
        double[][] residual = body.Residual(temperature, load);
        double edge = 0;
        for (int i = 0; i < body.IsFixed.Length; i++)
            if (body.IsFixed[i]) edge += residual.Sum(values => values[i]);
        double walls = body.WallLoad(temperature, (x, y) => mesh.IsInHole(x, y, 1e-6) ? options.Convection : 0).Sum(values => values.Sum());
        return new PlateHeat(load[0].Sum(), options.Convection * body.PlaneLoad(temperature[^1]).Sum(), walls, edge);
    }

    /// <summary>Solves for one given design.</summary>
    /// <returns>T on <see cref="OutputGrid"/>, <c>[points · points · layers]</c>, 0 in the holes.</returns>
    public double[] SolveFor(PlateDesign design)
    {
        ArgumentNullException.ThrowIfNull(design);
        Fits(design);
        double[] temperature = new double[OutputGrid.Points], mask = new double[OutputGrid.Points];
        Store(design, temperature, mask, 0);
        return temperature;
    }

    /// <inheritdoc/>
    public override void Solve(int firstSample, int seed, SampleBlock target, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(target);
        for (int sample = 0; sample < target.Samples; sample++)
        {
            cancellation.ThrowIfCancellationRequested();
            int index = checked(firstSample + sample);
            PlateDesign design = Designs[index % Designs.Count];
            if (spread > 0) design = design with { Position = design.Position + (spread * ((2 * new SampleGenerator(seed, index).Uniform()) - 1)) };
            (target.Inputs[0][2 * sample], target.Inputs[0][(2 * sample) + 1]) = (design.Holes, design.Position);
            Store(design, target.Outputs[0], target.Inputs[1], sample * OutputGrid.Points);
        }
    }

    private PrismConduction Body(PlateMesh mesh)
    {
        double[] ends = [.. Enumerable.Range(0, heightElements + 1).Select(i => options.Thickness * i / heightElements)];
        double edge = options.ColdEdge ? double.PositiveInfinity : 0, nearEdge = 1e-9 * options.Side;
        return new PrismConduction(mesh.Coarsest, refinements, mesh.OntoBoundary, new HeightElements(ends, 0, options.Convection),
            (x, y) => mesh.IsInHole(x, y, 1e-6) ? options.Convection : y < nearEdge ? edge : 0);
    }

    private double[][] Load(PrismConduction body)
    {
        double[][] load = body.Zeros();
        var flux = new double[body.Mesh.VertexCount];
        Array.Fill(flux, options.HeatFlux);
        load[0] = body.PlaneLoad(flux);
        return load;
    }

    private void Store(PlateDesign design, double[] temperature, double[] mask, int at)
    {
        var mesh = new PlateMesh(design, options.Side, options.Radius);
        PrismConduction body = Body(mesh);
        double[][] solution = body.Zeros();
        body.Solve(Load(body), solution);
        (Grid1D x, Grid1D y, Grid1D z) = (OutputGrid.Directions[0], OutputGrid.Directions[1], OutputGrid.Directions[2]);
        var between = new PlaneInterpolation(body.Mesh, x, y, body.Elements);
        double[][] heights = [.. Enumerable.Range(0, z.Count).Select(i => body.Height.Weights(z[i]))];
        for (int i = 0; i < x.Count; i++)
            for (int j = 0; j < y.Count; j++)
            {
                int point = (i * y.Count) + j;
                bool solid = !mesh.IsInHole(x[i], y[j], -1e-12);
                double[] column = [.. solution.Select(values => solid ? between.Value(values, point) : 0)];
                for (int k = 0; k < z.Count; k++)
                {
                    mask[at + (point * z.Count) + k] = solid ? 1 : 0;
                    temperature[at + (point * z.Count) + k] = Vectors.Dot(heights[k], column);
                }
            }
    }

    private void Fits(PlateDesign design)
    {
        Checks.That(design.Holes is >= 0 and <= 9, nameof(HeatedPlate), "0 to 9 holes", $"{design.Holes}");
        if (design.Holes == 0) return;
        double cell = new PlateMesh(design with { Position = options.Side / 2 }, options.Side, options.Radius).HalfCell;
        Checks.That(options.Radius <= 0.8 * cell, nameof(HeatedPlate), $"a radius of at most {0.8 * cell:g3} with {design.Holes} holes", $"{options.Radius}", "Make the holes smaller or fewer.");
        Checks.That(design.Position - spread >= 1.5 * cell && design.Position + spread <= options.Side - (1.5 * cell), nameof(HeatedPlate),
            $"positions from {1.5 * cell:g3} to {options.Side - (1.5 * cell):g3} with {design.Holes} holes", $"{design.Position} ± {spread}");
    }
}
