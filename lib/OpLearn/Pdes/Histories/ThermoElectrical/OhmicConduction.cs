using System.Numerics;

namespace OpLearn;

/// <summary>σ = 1/(ρ(1 + gT)) with a resistivity ρ that changes in time, λ constant.</summary>
internal struct OhmicConduction(double slope, double diffusivity) : IConduction
{
    private readonly Vector<double> slope = new(slope), diffusivity = new(diffusivity);

    /// <summary>ρ, of each lane.</summary>
    public Vector<double> Resistivity { get; set; } = Vector<double>.One;

    public readonly void Evaluate(Vector<double> temperature, Vector<double> potential, out Conductivity electric, out Conductivity thermal)
    {
        Vector<double> factor = Vector<double>.One + (slope * temperature), sigma = Vector<double>.One / (Resistivity * factor);
        electric = new Conductivity(sigma, -slope * sigma / factor, Vector<double>.Zero);
        thermal = new Conductivity(diffusivity, Vector<double>.Zero, Vector<double>.Zero);
    }
}
