namespace OpLearn;

/// <summary>Thermal and elastic properties of plain steel with 0.09 % carbon near solidification, by temperature in °C.</summary>
/// <remarks>
/// Solidus and liquidus: Koric and Abueidda, Metals 11, 494 (2021). Enthalpy, conductivity and density are Harste's and Jablonka's formulas as Li and Thomas
/// (Metall. Mater. Trans. B 35, 1151, 2004) use them, the modulus Kozlowski's fit (1992) of Mizukami's data; they are quoted from memory and were checked for
/// plausibility, not against print. Phase fractions are linear in temperature, a simplification of the iron–carbon diagram.
/// </remarks>
internal static class Steel
{
    public const double Carbon = 0.09, Solidus = 1482.4, Liquidus = 1520.5, AllAustenite = 1447, Density = 7400, Kelvin = 273.15, Poisson = 0.3;
    private const double Coldest = 400, Hottest = 1700;
    private static readonly Lazy<EnthalpyTable> Lookup = new(() => new EnthalpyTable(Enthalpy, Conductivity, Expansion, Density, Coldest, Hottest));

    /// <summary>Enthalpy, conduction and expansion.</summary>
    public static EnthalpyTable Table => Lookup.Value;

    /// <summary>Fraction of liquid.</summary>
    public static double Liquid(double t) => Math.Clamp((t - Solidus) / (Liquidus - Solidus), 0, 1);

    /// <summary>Fraction of δ-ferrite.</summary>
    public static double Ferrite(double t) => t >= Solidus ? 1 - Liquid(t) : Math.Clamp((t - AllAustenite) / (Solidus - AllAustenite), 0, 1);

    /// <summary>Fraction of austenite.</summary>
    public static double Austenite(double t) => 1 - Liquid(t) - Ferrite(t);

    /// <summary>H, in J/kg.</summary>
    public static double Enthalpy(double t)
    {
        double k = t + Kelvin, scale = (44 * Carbon) + 1200;
        double ferrite = (0.441 * k) + (8.872e-5 * k * k) + 50.882 + (((18 * Carbon) + (2.0e3 * Carbon * Carbon)) / scale),
            austenite = (0.43 * k) + (7.5e-5 * k * k) + 93 + (((37 * Carbon) + (1.9e3 * Carbon * Carbon)) / scale), liquid = (0.825 * k) - 105;
        return 1e3 * Mixed(t, liquid, ferrite, austenite);
    }

    /// <summary>k, in W/(m K).</summary>
    public static double Conductivity(double t) => Mixed(t, 39, 20.14 + (9.313e-3 * t), 21.6 + (8.35e-3 * t));

    /// <summary>Linear expansion from the solidus on, from the density; none where there is liquid.</summary>
    public static double Expansion(double t) => t >= Solidus ? 0 : Math.Cbrt(ThermalDensity(Solidus) / ThermalDensity(t)) - 1;

    /// <summary>E, in MPa; the fit holds from 900 to 1475 °C and is continued by its ends.</summary>
    public static double Modulus(double t)
    {
        double at = Math.Clamp(t, 900, 1475);
        return 1e3 * (968 - (2.33 * at) + (1.90e-3 * at * at) - (5.18e-7 * at * at * at));
    }

    /// <summary>Heat flux into a mould after t seconds, in W/m².</summary>
    public static double MouldFlux(double seconds) => 1e6 * (seconds <= 1 ? 5 - (0.2444 * seconds) : 4.7556 * Math.Pow(seconds, -0.504));

    private static double ThermalDensity(double t) => Mixed(t, 7100 - (73 * Carbon) - ((0.8 - (0.09 * Carbon)) * (t - 1550)),
        100 * (8011 - (0.47 * t)) / ((100 - Carbon) * Math.Pow(1 + (0.013 * Carbon), 3)),
        100 * (8106 - (0.51 * t)) / ((100 - Carbon) * Math.Pow(1 + (0.008 * Carbon), 3)));

    private static double Mixed(double t, double liquid, double ferrite, double austenite) =>
        (Liquid(t) * liquid) + (Ferrite(t) * ferrite) + (Austenite(t) * austenite);
}
