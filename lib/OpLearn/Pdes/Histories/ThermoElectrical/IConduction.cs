using System.Numerics;

namespace OpLearn;

/// <summary>Conductivities as functions of the state, with their derivatives.</summary>
internal interface IConduction
{
    /// <param name="temperature">T.</param>
    /// <param name="potential">φ.</param>
    /// <param name="electric">σ and its derivatives.</param>
    /// <param name="thermal">λ and its derivatives.</param>
    void Evaluate(Vector<double> temperature, Vector<double> potential, out Conductivity electric, out Conductivity thermal);
}
