using System.Numerics;
using MathNet.Numerics;
using MathNet.Numerics.RootFinding;

namespace OpLearn.Tests;

/// <summary>Neumann's solution: a melt freezes from a face that is held at a temperature, the front being at 2m√(κt).</summary>
internal sealed class Stefan
{
    public const double Density = 7500, Capacity = 661, Conductivity = 33, Latent = 272e3, Cold = 1000, Melting = 1494.38, FreezingRange = 0.1;
    private readonly double superheat, liquidConductivity, liquidCapacity, ratio;

    public Stefan(double superheat = 0, double liquidConductivity = Conductivity, double liquidCapacity = Capacity)
    {
        (this.superheat, this.liquidConductivity, this.liquidCapacity) = (superheat, liquidConductivity, liquidCapacity);
        ratio = Math.Sqrt(Diffusivity / (liquidConductivity / (Density * liquidCapacity)));
        double solid = Capacity * (Melting - Cold) / Latent, liquid = liquidCapacity * superheat / Latent;
        Growth = Brent.FindRoot(m => (solid / (Math.Exp(m * m) * SpecialFunctions.Erf(m)))
            - (liquid / (ratio * Math.Exp(ratio * ratio * m * m) * SpecialFunctions.Erfc(ratio * m))) - (m * Math.Sqrt(Math.PI)), 1e-3, 3, 1e-14, 500);
    }

    public static double Diffusivity => Conductivity / (Density * Capacity);

    /// <summary>m.</summary>
    public double Growth { get; }

    public double Front(double time) => 2 * Growth * Math.Sqrt(Diffusivity * time);

    public double Temperature(double x, double time)
    {
        double place = Growth * x / Front(time);
        return x < Front(time) ? Cold + ((Melting - Cold) * SpecialFunctions.Erf(place) / SpecialFunctions.Erf(Growth))
            : Melting + superheat - (superheat * SpecialFunctions.Erfc(ratio * place) / SpecialFunctions.Erfc(ratio * Growth));
    }

    private static double Liquid(double t) => Math.Clamp((t - Melting) / FreezingRange, 0, 1);

    /// <summary>The solver of the same problem, freezing over a tenth of a degree.</summary>
    public SlabHeat Solver(int cells, double step, double length = 0.03)
    {
        double Enthalpy(double t) => (Capacity * (Math.Min(t, Melting) - Cold)) + (Latent * Liquid(t)) + (liquidCapacity * Math.Max(0, t - Melting));
        double Conducted(double t) => Conductivity + (Liquid(t) * (liquidConductivity - Conductivity));
        var table = new EnthalpyTable(Enthalpy, Conducted, t => 2e-5 * Math.Min(0, t - Melting), Density, Cold, Melting + Math.Max(superheat, 1) + 1);
        var heat = new SlabHeat(table, length, cells, step) { HeldFace = 0 };
        heat.Start(Melting + (superheat > 0 ? superheat : FreezingRange));
        return heat;
    }

    /// <summary>Position of the front from the latent heat that is gone.</summary>
    public static double Front(SlabHeat heat, double length = 0.03)
    {
        int cells = heat.Enthalpy.Length - 1;
        double Solid(int i) => 1 - Math.Clamp((heat.Enthalpy[i][0] - (Capacity * (Melting - Cold))) / Latent, 0, 1);
        return Enumerable.Range(0, cells + 1).Sum(i => (i == 0 || i == cells ? 0.5 : 1) * Solid(i)) * length / cells;
    }
}
