using System.Numerics;

namespace OpLearn;

/// <summary>
/// Flow of solidifying steel: Kozlowski's model III where it is austenite, Zhu's power law where more than a tenth is δ-ferrite (the softer phase governs),
/// perfect plasticity from the solidus on. Isotropic hardening; stress in MPa, time in s.
/// </summary>
/// <remarks>
/// Austenite: ṗ = f_C ⟨s − f₁ p^f₂⟩^f₃ exp(−44465/T_K); δ: ṗ = 0.1 (s/(f_δ (T_K/300)^−5.52 (1 + 1000p)^m))^n. Both are used the other way round, as the
/// stress that a step Δp takes. Constants from memory of Kozlowski et al., Metall. Trans. A 23, 903 (1992), and of Li and Thomas (2004).
/// </remarks>
/// <param name="timeStep">Δt, in s.</param>
/// <param name="liquidYield">Yield stress of the liquid.</param>
/// <param name="liquidHardens">Whether strain of the liquid counts as hardening after it has solidified; else the solid starts afresh.</param>
internal struct SteelLaw(double timeStep, double liquidYield, bool liquidHardens = false) : IFlowLaw
{
    private const double ActivationTemperature = 44465, FerriteLimit = 0.1;
    private static readonly double LogAustenite = Math.Log(46550 + (71400 * Steel.Carbon) + (12000 * Steel.Carbon * Steel.Carbon)),
        LogFerrite = Math.Log(1.3678e4 * Math.Pow(Steel.Carbon, -5.56e-2)), Switch = Steel.AllAustenite
            + (FerriteLimit * (Steel.Solidus - Steel.AllAustenite));
    private static readonly Vector<double> Smallest = new(1e-200);
    private readonly Vector<double> yield = new(liquidYield);
    private readonly double logTime = Math.Log(timeStep);
    private Vector<long> liquid, ferrite;
    private bool anyAustenite, anyFerrite;
    private Vector<double> logRate, f1, f2, f3, inverseF3, logStrength, m, inverseN; // austenite and ferrite

    public readonly double Poisson => Steel.Poisson;

    public readonly double Melting => Steel.Solidus;

    public Vector<double> Modulus { get; private set; }

    public void At(Vector<double> temperature)
    {
        Vector<double> clamped = Vector.Min(Vector.Max(temperature, new Vector<double>(900)), new Vector<double>(1475)),
            kelvin = temperature + new Vector<double>(Steel.Kelvin);
        Modulus = new Vector<double>(968e3) + (clamped * (new Vector<double>(-2.33e3) + (clamped * (new Vector<double>(1.90)
            - (clamped * new Vector<double>(5.18e-4))))));
        liquid = Vector.GreaterThanOrEqual(temperature, new Vector<double>(Steel.Solidus));
        ferrite = Vector.GreaterThan(temperature, new Vector<double>(Switch)) & Vector.OnesComplement(liquid);
        anyFerrite = ferrite != Vector<long>.Zero;
        anyAustenite = (liquid | ferrite) != new Vector<long>(-1);
        if (anyAustenite)
        {
            logRate = new Vector<double>(LogAustenite + logTime) - (new Vector<double>(ActivationTemperature) / kelvin);
            f1 = new Vector<double>(130.5) - (new Vector<double>(5.128e-3) * kelvin);
            f2 = new Vector<double>(-0.6289) + (new Vector<double>(1.114e-3) * kelvin);
            f3 = new Vector<double>(8.132) - (new Vector<double>(1.540e-3) * kelvin);
            inverseF3 = Vector<double>.One / f3;
        }
        if (anyFerrite)
        {
            logStrength = new Vector<double>(LogFerrite) - (new Vector<double>(5.52) * VectorFunctions.Log(kelvin * new Vector<double>(1.0 / 300)));
            m = new Vector<double>(0.3495) - (new Vector<double>(9.4156e-5) * kelvin);
            inverseN = (new Vector<double>(1.617e-4) * kelvin) - new Vector<double>(0.06166);
        }
    }

    public readonly Vector<double> Threshold(Vector<double> hardening)
    {
        Vector<double> inAustenite = anyAustenite ? f1 * VectorFunctions.Exp(f2 * VectorFunctions.Log(Vector.Max(hardening, Smallest))) : Vector<double>.Zero;
        return Choose(inAustenite, Vector<double>.Zero, yield);
    }

    public readonly Vector<double> Bound(Vector<double> logOverstress, Vector<double> hardening)
    {
        Vector<double> inAustenite = anyAustenite ? logRate + (f3 * logOverstress) : Vector<double>.Zero, inFerrite = Vector<double>.Zero;
        if (anyFerrite)
            inFerrite = new Vector<double>(Math.Log(0.1) + logTime) + (Vector<double>.One / inverseN * (logOverstress - logStrength
                - (m * VectorFunctions.Log(Vector<double>.One + (new Vector<double>(1000) * hardening)))));
        return Choose(inAustenite, inFerrite, new Vector<double>(double.PositiveInfinity));
    }

    public readonly void Flow(Vector<double> logStep, Vector<double> step, Vector<double> hardening, out Vector<double> stress, out Vector<double> slope)
    {
        Vector<double> p = hardening + step, none = Vector<double>.Zero, s1 = none, d1 = none, s2 = none, d2 = none;
        if (anyAustenite)
        {
            Vector<double> over = VectorFunctions.Exp((logStep - logRate) * inverseF3), back = f1 * VectorFunctions.Exp(f2 * VectorFunctions.Log(p));
            s1 = back + over;
            d1 = (over * inverseF3) + (f2 * back * step / p);
        }
        if (anyFerrite)
        {
            Vector<double> thousand = new(1000), one = Vector<double>.One, hardened = one + (thousand * p);
            s2 = VectorFunctions.Exp(logStrength + (m * VectorFunctions.Log(hardened)) + ((logStep - new Vector<double>(Math.Log(0.1) + logTime)) * inverseN));
            d2 = s2 * (inverseN + (m * thousand * step / hardened));
        }
        stress = Choose(s1, s2, yield);
        slope = Choose(d1, d2, none);
    }

    public readonly Vector<double> Hardened(Vector<double> hardening, Vector<double> step) =>
        liquidHardens ? hardening + step : Vector.ConditionalSelect(liquid, Vector<double>.Zero, hardening + step);

    private readonly Vector<double> Choose(Vector<double> inAustenite, Vector<double> inFerrite, Vector<double> inLiquid) =>
        Vector.ConditionalSelect(liquid, inLiquid, Vector.ConditionalSelect(ferrite, inFerrite, inAustenite));
}
