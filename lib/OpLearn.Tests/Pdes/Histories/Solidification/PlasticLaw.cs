using System.Numerics;

namespace OpLearn.Tests;

/// <summary>Elastic–perfectly plastic with a yield stress that falls linearly to nothing at the melting point.</summary>
internal struct PlasticLaw(double modulus, double yield, double cold, double melting) : IFlowLaw
{
    private Vector<double> limit = new(yield);

    public readonly double Poisson => 0.3;

    public readonly double Melting => melting;

    public readonly Vector<double> Modulus => new(modulus);

    public void At(Vector<double> temperature) =>
        limit = Vector.Max(Vector<double>.Zero, new Vector<double>(yield) * (new Vector<double>(melting) - temperature) / new Vector<double>(melting - cold));

    public readonly Vector<double> Threshold(Vector<double> hardening) => limit;

    public readonly Vector<double> Bound(Vector<double> logOverstress, Vector<double> hardening) => new(double.PositiveInfinity);

    public readonly void Flow(Vector<double> logStep, Vector<double> step, Vector<double> hardening, out Vector<double> stress, out Vector<double> slope) =>
        (stress, slope) = (limit, Vector<double>.Zero);

    public readonly Vector<double> Hardened(Vector<double> hardening, Vector<double> step) => Vector<double>.Zero;
}
