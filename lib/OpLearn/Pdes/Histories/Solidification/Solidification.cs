namespace OpLearn;

/// <summary>
/// The shell of a steel billet that solidifies in a mould: from the histories of the heat flux and of the axial strain to temperature and hoop stress through
/// its depth after 17 s. How far heat and stress are coupled is the dial.
/// </summary>
/// <example><code>
/// var problem = new Solidification(SolidificationCoupling.TwoWay(1));
/// </code></example>
/// <remarks>
/// Heat: ρ H_t = (k T_x)_x for 0 &lt; x &lt; 30 mm, T = 1540 °C at first, flux q through x = 0 and none through the other face; q = A(t) q₀(t) with q₀ = 5 −
/// 0.2444 t MW/m² up to 1 s, 4.7556 t^−0.504 after it. Stress: a slice of generalised plane strain, σ_x = 0, axial strain ε_y = ε₀(t) + d(t) given, hoop strain
/// ε_z such that the shell carries no hoop force; isotropic, elastic–viscoplastic: Kozlowski's model III for austenite, Zhu's power law for δ-ferrite, a
/// perfect plastic of 0.01 MPa for liquid. ε₀ is the contraction of a shell without load under q₀. A = 1 + 0.35 η₁ within [0.4, 1.6], d = 0.003 η₂. Two-way
/// coupling: the gap g = R max(0, taper − ε_z), counted from 2 s on, R = 60 mm and the taper 0.7 of the nominal shrinkage, multiplies the flux by (1 + r
/// g₀/0.1 mm)/(1 + r g/0.1 mm), g₀ being the gap of the nominal shrinkage. Locations in mm, temperature in °C, stress in MPa. Backward Euler in time, linear
/// elements with lumped mass; with the defaults (301 nodes, Δt = 0.025 s) the stress is about 1 % of its norm from the limit and the temperature 0.5 % of its
/// spread or less. Good values of r: 0.3, 1, 3.
/// </remarks>
public sealed class Solidification : HistoryProblem
{
    private const int ConvergedCells = 300, ConvergedSteps = 680;
    private readonly SolidificationCoupling coupling;

    /// <summary>Makes the problem.</summary>
    /// <param name="coupling">How temperature and stress depend on each other.</param>
    /// <param name="sizes">Sizes; null for 301 points and 101 times of the histories. A quick size is 61 points and 26 times. Where the refinement is not
    /// given, the solver has at least 300 cells, whatever the number of points. The histories do not start at rest: they have as many degrees of freedom as
    /// controls.</param>
    /// <exception cref="ArgumentException">A value out of its range.</exception>
    public Solidification(SolidificationCoupling coupling, HistoryOptions? sizes = null)
        : base(sizes ??= new HistoryOptions { Points = ConvergedCells + 1 }, Refined(sizes.Points), ConvergedSteps, SolidificationNumbers.Horizon,
            Endpoints.Included, 1e3 * SolidificationNumbers.Length, startsAtRest: false)
    {
        ArgumentNullException.ThrowIfNull(coupling);
        this.coupling = coupling;
    }

    /// <inheritdoc/>
    public override string Name => "steel solidification";

    /// <inheritdoc/>
    public override string Equation => "ρ H_t = (k T_x)_x, k T_x(0) = A(t) q₀(t)"
        + (coupling.GapFactor > 0 ? "·(1 + r g₀/0.1 mm)/(1 + r g/0.1 mm), g = R max(0, taper − ε_z)" : "")
        + ", T_x(30 mm) = 0, T = 1540 °C at t = 0; σ_x = 0, ε_y = ε₀(t) + d(t), ∫σ_z dx = 0, σ = D(T)(ε − ε_T − ε_p), J2 flow of ε_p by phase"
        + (coupling.StressFollowsTemperature ? "" : "; the stress under A = 1");

    /// <inheritdoc/>
    public override string Source => "After Kobayashi et al., arXiv:2507.03660: a slice of steel with 0.09 % carbon, two histories in, temperature and a "
        + "normal stress out, on 301 nodes over 30 mm. Material laws of Koric and Thomas (IJNME 66, 1955, 2006) and Li and Thomas (2004), from memory. Proposed here, "
        + "for want of the paper's: how the second history enters, the gap, all amplitudes; load histories of the group's other files.";

    private protected override IReadOnlyList<string> InputNames => ["flux factor", "drawn strain"];

    private protected override IReadOnlyList<string> OutputNames => ["temperature", "stress"];

    private protected override IReadOnlyDictionary<string, double> Own => new Dictionary<string, double>
    {
        ["stress follows temperature"] = coupling.StressFollowsTemperature ? 1 : 0,
        ["gap factor"] = coupling.GapFactor,
        ["pouring temperature"] = SolidificationNumbers.Pouring,
        ["yield stress of the liquid"] = SolidificationNumbers.LiquidYield,
        ["carbon"] = Steel.Carbon,
        ["solidus"] = Steel.Solidus,
        ["liquidus"] = Steel.Liquidus,
        ["all austenite below"] = Steel.AllAustenite,
        ["amplitude of the flux"] = SolidificationNumbers.FluxAmplitude,
        ["amplitude of the strain"] = SolidificationNumbers.StrainAmplitude,
        ["lowest flux factor"] = SolidificationNumbers.LowestFlux,
        ["highest flux factor"] = SolidificationNumbers.HighestFlux,
        ["radius"] = SolidificationNumbers.Radius,
        ["halving gap"] = SolidificationNumbers.HalvingGap,
        ["taper"] = SolidificationNumbers.Taper,
        ["contact until"] = SolidificationNumbers.Contact,
    };

    private protected override double Scaled(int input, double eta) => input == 0
        ? Math.Clamp(1 + (SolidificationNumbers.FluxAmplitude * eta), SolidificationNumbers.LowestFlux, SolidificationNumbers.HighestFlux)
        : SolidificationNumbers.StrainAmplitude * eta;

    private protected override IHistorySolver NewSolver() =>
        new SolidificationBatch(new SolidificationNumbers(Cells, Steps, coupling.StressFollowsTemperature, coupling.GapFactor));

    private static int Refined(int points) => Math.Max(1, (int)Math.Ceiling((double)ConvergedCells / Math.Max(1, points - 1)));
}
