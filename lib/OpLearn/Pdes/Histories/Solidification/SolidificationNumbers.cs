namespace OpLearn;

/// <summary>Numbers of a <see cref="SolidificationBatch"/>, in SI units and °C.</summary>
/// <param name="Cells">Intervals between nodes.</param>
/// <param name="Steps">Time steps.</param>
/// <param name="OwnTemperature">Whether the stress follows the temperature of the sample; else that of the nominal flux.</param>
/// <param name="GapFactor">r; 0 for a flux that does not see the gap.</param>
internal sealed record SolidificationNumbers(int Cells, int Steps, bool OwnTemperature, double GapFactor)
{
    /// <summary>Depth and duration.</summary>
    public const double Length = 0.03, Horizon = 17;

    /// <summary>Temperature of the steel that is poured, and yield stress of the liquid in MPa.</summary>
    public const double Pouring = 1540, LiquidYield = 0.01;

    /// <summary>Factor of the flux: 1 + 0.35 η within these limits. Strain of drawing: 0.003 η.</summary>
    public const double FluxAmplitude = 0.35, LowestFlux = 0.4, HighestFlux = 1.6, StrainAmplitude = 0.003;

    /// <summary>Radius of the billet, gap that halves the flux at r = 1, part of the nominal shrinkage that the mould's taper follows, and time until which the
    /// pressure of the liquid keeps the shell at the mould.</summary>
    public const double Radius = 0.06, HalvingGap = 1e-4, Taper = 0.7, Contact = 2;

    /// <summary>Times that each step is solved again with the gap that came out; 0 for the gap extrapolated from the steps before.</summary>
    public int Corrections { get; init; }

    /// <summary>Δt.</summary>
    public double Step => Horizon / Steps;

    /// <summary>Lateral strain of the slice under the nominal flux and no force: a fit of what the solver gives.</summary>
    public static double NominalStrain(double time)
    {
        double log = Math.Log(time);
        return -Math.Max(0, 0.00463 + (0.0033 * log) - (0.00024 * log * log));
    }
}
