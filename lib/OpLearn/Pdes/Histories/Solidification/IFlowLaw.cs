using System.Numerics;

namespace OpLearn;

/// <summary>Elastic modulus and flow curve of an isotropic material at one temperature: the Mises stress s that a step of inelastic strain Δp needs.</summary>
internal interface IFlowLaw
{
    /// <summary>ν.</summary>
    double Poisson { get; }

    /// <summary>Temperature from which on the material is liquid: without hardening, memory or stress-free strain, the same at every temperature.</summary>
    double Melting { get; }

    /// <summary>E at the temperature of <see cref="At"/>, in MPa.</summary>
    Vector<double> Modulus { get; }

    /// <summary>Sets the temperature.</summary>
    void At(Vector<double> temperature);

    /// <summary>Stress up to which nothing flows.</summary>
    /// <param name="hardening">p at the start of the step.</param>
    Vector<double> Threshold(Vector<double> hardening);

    /// <summary>An upper bound of ln Δp: the step in which the trial stress would act all the time.</summary>
    /// <param name="logOverstress">ln of the trial stress less the threshold.</param>
    /// <param name="hardening">p at the start of the step.</param>
    Vector<double> Bound(Vector<double> logOverstress, Vector<double> hardening);

    /// <summary>The flow curve.</summary>
    /// <param name="logStep">ln Δp.</param>
    /// <param name="step">Δp.</param>
    /// <param name="hardening">p at the start of the step.</param>
    /// <param name="stress">s.</param>
    /// <param name="slope">ds/d ln Δp, at least 0.</param>
    void Flow(Vector<double> logStep, Vector<double> step, Vector<double> hardening, out Vector<double> stress, out Vector<double> slope);

    /// <summary>p at the end of the step.</summary>
    Vector<double> Hardened(Vector<double> hardening, Vector<double> step);
}
