using System.Numerics;

namespace OpLearn;

/// <summary>σ = exp(g tanh(cT + (1 − c)·5φ)), rising with temperature and bounded, and λ = a exp(b tanh T).</summary>
internal readonly struct NtcConduction(double coupling, double steepness, double diffusivity, double heatSteepness) : IConduction
{
    public const double SelfScale = 5;
    private readonly Vector<double> cross = new(coupling), self = new((1 - coupling) * SelfScale), g = new(steepness), a = new(diffusivity),
        b = new(heatSteepness);

    public void Evaluate(Vector<double> temperature, Vector<double> potential, out Conductivity electric, out Conductivity thermal)
    {
        Vector<double> t = VectorFunctions.Tanh((cross * temperature) + (self * potential)), sigma = VectorFunctions.Exp(g * t), slope = sigma * g * (Vector<double>.One - (t * t));
        electric = new Conductivity(sigma, slope * cross, slope * self);
        Vector<double> h = VectorFunctions.Tanh(temperature), lambda = a * VectorFunctions.Exp(b * h);
        thermal = new Conductivity(lambda, lambda * b * (Vector<double>.One - (h * h)), Vector<double>.Zero);
    }
}
