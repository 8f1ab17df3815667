using System.Numerics;

namespace OpLearn;

/// <summary>
/// Joule heating with a conductivity that rises with temperature, as in a thermistor: from the histories of a heat source Q and of a charge source ρ_e to
/// temperature and potential at t = 1. The dial c moves the nonlinearity of the conductivity from the field itself (c = 0, uncoupled) to the other field (c =
/// 1, coupled both ways).
/// </summary>
/// <example><code>
/// var problem = new ThermoElectricalNtc(coupling: 0.5);
/// </code></example>
/// <remarks>
/// T_t = (a e^(b tanh T) T_x)_x + c k_J σ φ_x² + Q(t) w(x − 0.4) and ε φ_t = (σ φ_x)_x + S ρ_e(t) w(x − 0.6) with σ = exp(g tanh(c T + (1 − c)·5φ)) on (0, 1),
/// T = φ = 0 at both ends and at first; w(d) = 2 exp(−(d/0.2)²), Q = 12 η₁, ρ_e = η₂, a = 0.25, b = 0.7, g = 2, k_J = 3, ε = 1, S = 16. σ stays within [e⁻²,
/// e²], so nothing runs away. At c = 0 both fields are nonlinear and do not see each other. Linear elements and the two-step backward differentiation formula,
/// order two in space and time; with the defaults (253 nodes, 400 steps) 2e-4 to 4e-4 of the norm away from the limit. Good values of c: 0, 0.25, 0.5, 0.75, 1.
/// Nondimensional.
/// </remarks>
public sealed class ThermoElectricalNtc : HistoryProblem
{
    internal const double Diffusivity = 0.25, HeatSteepness = 0.7, Steepness = 2, JouleFactor = 3, ChargeScale = 16, HeatScale = 12, Radius = 0.2,
        HeatCentre = 0.4, ChargeCentre = 0.6;
    private readonly double coupling;

    /// <summary>Makes the problem.</summary>
    /// <param name="coupling">c, from 0 to 1.</param>
    /// <param name="sizes">Sizes; null for the defaults.</param>
    /// <exception cref="ArgumentException">A value out of its range.</exception>
    public ThermoElectricalNtc(double coupling, HistoryOptions? sizes = null) : base(sizes, 4, 400, 1, Endpoints.Included)
    {
        Checks.That(coupling is >= 0 and <= 1, nameof(ThermoElectricalNtc), "a coupling from 0 to 1", $"{coupling}");
        this.coupling = coupling;
    }

    /// <inheritdoc/>
    public override string Name => "thermo-electrical NTC";

    /// <inheritdoc/>
    public override string Equation =>
        "T_t = (a e^(b tanh T) T_x)_x + c k_J σ φ_x² + Q(t) w(x − 0.4), ε φ_t = (σ φ_x)_x + S ρ_e(t) w(x − 0.6), σ = exp(g tanh(c T + (1 − c)·5φ)), T = φ = 0 "
            + "at both ends and at t = 0";

    /// <inheritdoc/>
    public override string Source => "Proposed here, to test the claim of Kobayashi et al., arXiv:2507.03660, on a thermo-electrical problem that is coupled "
        + "both ways; load histories as in the data files of that group.";

    private protected override IReadOnlyList<string> InputNames => ["heat source", "charge source"];

    private protected override IReadOnlyList<string> OutputNames => ["temperature", "potential"];

    private protected override IReadOnlyDictionary<string, double> Own => new Dictionary<string, double>
    {
        ["coupling"] = coupling,
        ["diffusivity"] = Diffusivity,
        ["steepness of the heat conductivity"] = HeatSteepness,
        ["steepness of the conductivity"] = Steepness,
        ["scale of the potential in the conductivity"] = NtcConduction.SelfScale,
        ["Joule factor"] = JouleFactor,
        ["capacity"] = 1,
        ["scale of the heat source"] = HeatScale,
        ["scale of the charge source"] = ChargeScale,
        ["centre of the heat source"] = HeatCentre,
        ["centre of the charge source"] = ChargeCentre,
        ["radius of the sources"] = Radius,
    };

    internal static double Shape(double distance) => 2 * Math.Exp(-Math.Pow(distance / Radius, 2));

    internal static ThermoElectricalBatch<NtcConduction> NewBatch(double coupling, int cells, int steps, bool secondOrder, List<double>? log = null) => new(
        new ThermoElectricalNumbers(cells, 1.0 / steps, 1, coupling * JouleFactor, false, secondOrder),
            new NtcConduction(coupling, Steepness, Diffusivity, HeatSteepness))
    { Log = log };

    private protected override double Scaled(int input, double eta) => input == 0 ? HeatScale * eta : eta;

    private protected override IHistorySolver NewSolver()
    {
        ThermoElectricalBatch<NtcConduction> batch = NewBatch(coupling, Cells, Steps, secondOrder: true);
        double[] x = [.. Enumerable.Range(0, Cells + 1).Select(i => (double)i / Cells)];
        Vector<double>[] heat = [.. x.Select(place => new Vector<double>(Shape(place - HeatCentre)))],
            charge = [.. x.Select(place => new Vector<double>(ChargeScale * Shape(place - ChargeCentre)))];
        return new ThermoElectricalSolver<NtcConduction>(batch, Steps, (q, rho) =>
        {
            for (int i = 0; i < heat.Length; i++) (batch.HeatSource[i], batch.ChargeSource[i]) = (q * heat[i], rho * charge[i]);
        });
    }
}
