using System.Numerics;

namespace OpLearn;

/// <summary>Joule heating of a wire whose resistivity rises with temperature: from the histories of a heat source Q and of a resistivity ρ_e to temperature and
/// potential at the last time.</summary>
/// <remarks>
/// T_t = a T_xx + c k_J φ_x²/ρ + Q(t) and (φ_x/ρ)_x = 0 with ρ = ρ_e(t)(1 + c g T) on (0, 1), T = 0 at both ends and at first, φ(0) = 0, at x = 1 the current
/// density J₀ or the potential V given. Q = 1 + η₁/2, ρ_e = 1 + η₂/2, both kept within [0.4, 1.6]. Use it to verify a solver, not to compare networks: with J₀
/// given, φ_x = J₀ρ leaves the equation of T linear and without φ, and a quadratic polynomial of the inputs reaches a few thousandths of a percent;
/// <see cref="ThermoElectricalNtc"/> is the problem for studies. With J₀ given the temperature runs away when J₀√(ρ_e g k_J/a) ≥ π. Order two in space. The
/// default is 100 steps of backward Euler. Nondimensional.
/// </remarks>
public sealed class ThermoElectrical : HistoryProblem
{
    private const double Lowest = 0.4, Highest = 1.6;
    private readonly ThermoElectricalOptions options;

    /// <summary>Makes the problem.</summary>
    /// <param name="options">Numbers; null for the defaults.</param>
    /// <param name="sizes">Sizes; null for the defaults, with 4 cells in each interval of the outputs and 100 steps.</param>
    /// <exception cref="ArgumentException">A value out of its range, or a current that makes the temperature run away.</exception>
    public ThermoElectrical(ThermoElectricalOptions? options = null, HistoryOptions? sizes = null)
        : base(sizes, 4, 100, (options ?? new ThermoElectricalOptions()).Horizon, Endpoints.Included)
    {
        this.options = options ??= new ThermoElectricalOptions();
        ArgumentNullException.ThrowIfNull(options.Drive);
        const string where = nameof(ThermoElectrical);
        Checks.That(options.Diffusivity > 0 && double.IsFinite(options.Diffusivity), where, "a finite Diffusivity above 0", $"{options.Diffusivity}");
        Checks.That(options.Coupling >= 0 && double.IsFinite(options.Coupling), where, "a finite Coupling from 0 on", $"{options.Coupling}");
        Checks.That(options.JouleFactor >= 0 && double.IsFinite(options.JouleFactor), where, "a finite JouleFactor from 0 on", $"{options.JouleFactor}");
        Checks.That(options.ResistivitySlope >= 0 && double.IsFinite(options.ResistivitySlope), where, "a finite ResistivitySlope from 0 on",
            $"{options.ResistivitySlope}");
        double argument = options.Drive.IsCurrent ? RunawayArgument(Highest) : 0;
        Checks.That(argument < Math.PI, where, "J₀√(ρ_e g k_J/a) below π for all resistivities up to 1.6", $"{argument:g4}",
            "The temperature would run away: take a smaller current or coupling.");
    }

    /// <inheritdoc/>
    public override string Name => "thermo-electrical";

    /// <inheritdoc/>
    public override string Equation => "T_t = a T_xx + c k_J φ_x²/ρ + Q(t), (φ_x/ρ)_x = 0, ρ = ρ_e(t)(1 + c g T), T = 0 at both ends and at t = 0, φ(0) = 0, "
        + (options.Drive.IsCurrent ? "φ_x/ρ = J₀ at x = 1" : "φ = V at x = 1");

    /// <inheritdoc/>
    public override string Source => "After Kobayashi et al., arXiv:2507.03660: one direction in space, two histories in, temperature and potential out. "
        + "Proposed here, for want of the paper's: "
        + "the equations and all their numbers, boundary conditions, load histories of the group's other files.";

    private protected override IReadOnlyList<string> InputNames => ["heat source", "resistivity"];

    private protected override IReadOnlyList<string> OutputNames => ["temperature", "potential"];

    private protected override IReadOnlyDictionary<string, double> Own => new Dictionary<string, double>
    {
        ["coupling"] = options.Coupling,
        ["diffusivity"] = options.Diffusivity,
        ["Joule factor"] = options.JouleFactor,
        ["resistivity slope"] = options.ResistivitySlope,
        [options.Drive.IsCurrent ? "current" : "voltage"] = options.Drive.Value,
        ["mean of the inputs"] = 1,
        ["scale of the inputs"] = 0.5,
        ["lowest input"] = Lowest,
        ["highest input"] = Highest,
        ["order in time"] = options.SecondOrder ? 2 : 1,
    };

    /// <summary>J₀√(ρ c g · c k_J/a): the current-driven temperature has a steady state where it is below π, and runs away above.</summary>
    /// <param name="resistivity">ρ_e, above 0.</param>
    /// <exception cref="InvalidOperationException">The voltage is given, which does not let the temperature run away.</exception>
    public double RunawayArgument(double resistivity)
    {
        if (!options.Drive.IsCurrent) throw new InvalidOperationException("ThermoElectrical: expected a given current; got a given voltage, with which the "
            + "temperature does not run away.");
        Checks.Positive(resistivity, nameof(ThermoElectrical), nameof(resistivity));
        return Math.Abs(options.Drive.Value) * options.Coupling * Math.Sqrt(resistivity * options.ResistivitySlope * options.JouleFactor / options.Diffusivity);
    }

    private protected override double Scaled(int input, double eta) => Math.Clamp(1 + (0.5 * eta), Lowest, Highest);

    private protected override IHistorySolver NewSolver()
    {
        var law = new OhmicConduction(options.Coupling * options.ResistivitySlope, options.Diffusivity);
        var batch = new ThermoElectricalBatch<OhmicConduction>(
            new ThermoElectricalNumbers(Cells, Horizon / Steps, 0, options.Coupling * options.JouleFactor, options.Drive.IsCurrent, options.SecondOrder), law);
        return new ThermoElectricalSolver<OhmicConduction>(batch, Steps, (source, resistivity) =>
        {
            Array.Fill(batch.HeatSource, source);
            batch.Law = law with { Resistivity = resistivity };
            batch.Drive = new Vector<double>(options.Drive.Value);
        });
    }
}
