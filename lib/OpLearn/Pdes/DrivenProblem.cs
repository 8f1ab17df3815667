namespace OpLearn;

/// <summary>A problem on [0, T] that one random function u drives, seen at equispaced sensors: the frame of the first problems of the DeepONet paper.</summary>
/// <remarks>
/// u is drawn on a fine grid and carried on by a cubic spline, as in the paper; the solver sees the spline, the network its values at the sensors.
/// Sensors and output points include both ends.
/// </remarks>
public abstract class DrivenProblem : OperatorProblem
{
    private readonly FieldSampler sampler;
    private readonly RandomField field;
    private readonly Grid1D fine;

    private protected DrivenProblem(int sensors, int points, double horizon, int fieldPoints, RandomField? field)
    {
        Sensors = new Grid1D(sensors, 0, horizon, Endpoints.Included);
        Times = new Grid1D(points, 0, horizon, Endpoints.Included);
        fine = new Grid1D(fieldPoints, 0, horizon, Endpoints.Included);
        this.field = field ?? GaussianRandomField.SquaredExponential(0.2);
        sampler = this.field.On(fine);
    }

    /// <summary>Where the network sees u.</summary>
    public Grid1D Sensors { get; }

    /// <summary>Where the solution is stored.</summary>
    public Grid1D Times { get; }

    /// <summary>Numbers of the random field, of its fine grid and of the equation.</summary>
    public override IReadOnlyDictionary<string, double> Parameters
    {
        get
        {
            var all = new Dictionary<string, double> { ["horizon"] = Times.Upper, ["field points"] = fine.Count };
            foreach ((string name, double value) in this.field.Parameters) all[$"{this.field.Name}: {name}"] = value;
            foreach ((string name, double value) in Own) all[name] = value;
            return all;
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<FieldSpec> Inputs => [new("source", Sensors.Axes)];

    /// <inheritdoc/>
    public override double[,] Locations => Times.Locations();

    /// <summary>Solves for one given function instead of a random one.</summary>
    /// <param name="source">u(t) on [0, T].</param>
    /// <returns>The first output at <see cref="Times"/>, <c>[points]</c>.</returns>
    public double[] SolveFor(Func<double, double> source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var solution = new double[Times.Count];
        Integrate(new CubicSpline(fine).Through([.. fine.Coordinates().Select(source)]), solution);
        return solution;
    }

    /// <inheritdoc/>
    public override void Solve(int firstSample, int seed, SampleBlock target, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(target);
        var values = new double[fine.Count];
        var source = new CubicSpline(fine);
        double[] sensors = Sensors.Coordinates();
        for (int sample = 0; sample < target.Samples; sample++)
        {
            cancellation.ThrowIfCancellationRequested();
            sampler.Fill(checked(firstSample + sample), seed, values);
            source.Through(values);
            for (int i = 0; i < sensors.Length; i++) target.Inputs[0][(sample * sensors.Length) + i] = source[sensors[i]];
            Integrate(source, target.Outputs[0].AsSpan(sample * Times.Count, Times.Count));
        }
    }

    /// <summary>What the problem adds to <see cref="Parameters"/>.</summary>
    private protected abstract IReadOnlyDictionary<string, double> Own { get; }

    /// <summary>Writes the solution at <see cref="Times"/>. Called from several threads at once.</summary>
    private protected abstract void Integrate(CubicSpline source, Span<double> solution);
}
