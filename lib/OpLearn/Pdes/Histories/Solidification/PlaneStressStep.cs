using System.Numerics;

namespace OpLearn;

/// <summary>
/// One implicit step of an elastic-viscoplastic point under two normal stresses, the third being zero, in sum and difference of the two directions, in which
/// elasticity and Mises flow are diagonal.
/// </summary>
/// <remarks>
/// With a = σ_y + σ_z and b = σ_y − σ_z: s² = a²/4 + 3b²/4, a = a_trial s/(s + MΔp/2), b = b_trial s/(s + 3GΔp) with M = E/(1 − ν). What is left is one
/// equation for Δp. It is solved for ln Δp, after taking the logarithm of both sides less the threshold, where it is nearly a straight line however steep the
/// law: its slope runs from 1 to 1 over the exponent of the law. Newton's method from a guess, or else from an upper bound, then gets to the solution; a bracket guards it.
/// </remarks>
internal ref struct PlaneStressStep<TLaw> where TLaw : struct, IFlowLaw
{
    private const double Tolerance = 1e-5, Negligible = 1e-9, Smallest = 1e-12, Bracket = 600;
    private const int IterationLimit = 200;
    private Vector<double> a, b, halfM, threeG, inverseA, inverseB, stress, slope, step;
    private Vector<long> flowing;

    /// <summary>σ_y + σ_z.</summary>
    public Vector<double> Sum { get; private set; }

    /// <summary>σ_y − σ_z.</summary>
    public Vector<double> Difference { get; private set; }

    /// <summary>Growth of the inelastic ε_y + ε_z.</summary>
    public Vector<double> InelasticSum { get; private set; }

    /// <summary>Growth of the inelastic ε_y − ε_z.</summary>
    public Vector<double> InelasticDifference { get; private set; }

    /// <summary>Δp.</summary>
    public readonly Vector<double> Step => step;

    /// <summary>ln Δp, or infinity where nothing flows; the next call may start from it.</summary>
    public Vector<double> LogStep { get; private set; }

    /// <summary>Solves.</summary>
    /// <param name="law">The law at the temperature of the end of the step.</param>
    /// <param name="sum">ε_y + ε_z less the stress-free and the inelastic strain before the step.</param>
    /// <param name="difference">ε_y − ε_z, likewise.</param>
    /// <param name="hardening">p before the step.</param>
    /// <param name="start">A guess of ln Δp; infinity for none.</param>
    /// <exception cref="ArithmeticException">No solution is found.</exception>
    public void Solve(ref TLaw law, Vector<double> sum, Vector<double> difference, Vector<double> hardening, Vector<double> start)
    {
        Vector<double> modulus = law.Modulus, shear = modulus * new Vector<double>(1 / (1 + law.Poisson)); // 2G
        halfM = modulus * new Vector<double>(0.5 / (1 - law.Poisson));
        threeG = shear * new Vector<double>(1.5);
        (a, b) = ((halfM + halfM) * sum, shear * difference);
        Vector<double> squareA = a * a * new Vector<double>(0.25), squareB = b * b * new Vector<double>(0.75), trial = Vector.SquareRoot(squareA + squareB),
            threshold = law.Threshold(hardening);
        flowing = Vector.GreaterThan(trial - threshold, Vector.Max(trial * new Vector<double>(Negligible), new Vector<double>(Smallest)));
        (step, InelasticSum, InelasticDifference) = (Vector<double>.Zero, Vector<double>.Zero, Vector<double>.Zero);
        (Sum, Difference, LogStep) = (a, b, new Vector<double>(double.PositiveInfinity));
        if (flowing == Vector<long>.Zero) return;

        // What comes out for lanes in which nothing flows, or is solved already, is not taken.
        Vector<double> inverseOver = Vector<double>.One / (trial - threshold), log = start, high = start + new Vector<double>(Bracket);
        Vector<long> unknown = flowing & Vector.Equals(start, new Vector<double>(double.PositiveInfinity));
        if (unknown != Vector<long>.Zero)
        {
            Vector<double> logOver = VectorFunctions.Log(trial - threshold);
            log = Vector.ConditionalSelect(unknown, Vector.Min(logOver - VectorFunctions.Log(Vector.Min(halfM, threeG)), law.Bound(logOver, hardening)), log);
            high = Vector.ConditionalSelect(unknown, log, high);
        }
        Vector<double> low = log - new Vector<double>(Bracket);
        Vector<long> active = flowing;
        for (int iteration = 0; active != Vector<long>.Zero; iteration++)
        {
            if (iteration == IterationLimit) throw new ArithmeticException($"PlaneStressStep: no inelastic step found in {IterationLimit} iterations; take "
                + $"more steps in time, and see that strains and temperatures are finite.");
            Vector<double> tried = VectorFunctions.Exp(log);
            law.Flow(log, tried, hardening, out Vector<double> flow, out Vector<double> flowSlope);
            inverseA = Vector<double>.One / (flow + (halfM * tried));
            inverseB = Vector<double>.One / (flow + (threeG * tried));
            Vector<double> partA = squareA * inverseA * inverseA, partB = squareB * inverseB * inverseB, whole = partA + partB,
                carried = trial / Vector.SquareRoot(whole), over = carried - threshold, difference0 = VectorFunctions.Log(over * inverseOver),
                rise = carried * ((partA * inverseA * (flowSlope + (halfM * tried))) + (partB * inverseB * (flowSlope + (threeG * tried))))
                    / (whole * over);
            Vector<long> above = Vector.GreaterThan(difference0, Vector<double>.Zero);
            high = Vector.ConditionalSelect(above, log, high);
            low = Vector.ConditionalSelect(above, low, log);
            Vector<double> change = -difference0 / rise, next = log + change;
            // Where the start is the solution, or rounding decides the sign, the solution is at an end of the bracket.
            Vector<long> small = Vector.LessThanOrEqual(Vector.Abs(change), new Vector<double>(Tolerance)),
                inside = small | (Vector.GreaterThan(next, low) & Vector.LessThan(next, high));
            next = Vector.ConditionalSelect(inside, next, (low + high) * new Vector<double>(0.5));
            log = Vector.ConditionalSelect(active, next, log);
            // After so small a change straight lines (a parabola for Δp) leave 1e-10: the law need not be asked once more.
            Vector<long> solved = active & small;
            step = Vector.ConditionalSelect(solved, tried * (Vector<double>.One + (change * (Vector<double>.One + (new Vector<double>(0.5) * change)))), step);
            stress = Vector.ConditionalSelect(solved, flow + (flowSlope * change), stress);
            slope = Vector.ConditionalSelect(solved, flowSlope, slope);
            active &= Vector.OnesComplement(small);
        }
        inverseA = Vector<double>.One / (stress + (halfM * step));
        inverseB = Vector<double>.One / (stress + (threeG * step));
        Vector<double> none = Vector<double>.Zero;
        step = Vector.ConditionalSelect(flowing, step, none);
        InelasticSum = Vector.ConditionalSelect(flowing, step * a * inverseA * new Vector<double>(0.5), none);
        InelasticDifference = Vector.ConditionalSelect(flowing, step * b * inverseB * new Vector<double>(1.5), none);
        Sum = Vector.ConditionalSelect(flowing, a * stress * inverseA, a);
        Difference = Vector.ConditionalSelect(flowing, b * stress * inverseB, b);
        LogStep = Vector.ConditionalSelect(flowing, log, LogStep);
    }

    /// <summary>The consistent tangent: growth of <see cref="Sum"/>, <see cref="Difference"/> and <see cref="LogStep"/> with strains that change by the given
    /// rates.</summary>
    public readonly void Tangent(Vector<double> sumRate, Vector<double> differenceRate, out Vector<double> ofSum, out Vector<double> ofDifference,
        out Vector<double> ofLogStep)
    {
        Vector<double> da = (halfM + halfM) * sumRate, db = threeG * new Vector<double>(2.0 / 3) * differenceRate;
        (ofSum, ofDifference, ofLogStep) = (da, db, Vector<double>.Zero);
        if (flowing == Vector<long>.Zero) return;
        Vector<double> three = new(3), hardening = slope / step, growA = hardening + halfM, growB = hardening + threeG, a2 = a * a * inverseA * inverseA,
            b2 = three * b * b * inverseB * inverseB;
        Vector<double> growth = ((a * inverseA * inverseA * da) + (three * b * inverseB * inverseB * db))
            / ((a2 * inverseA * growA) + (b2 * inverseB * growB)); // of Δp
        Vector<double> flowA = inverseA * ((stress * da) + (a * growth * (hardening - (stress * inverseA * growA)))),
            flowB = inverseB * ((stress * db) + (b * growth * (hardening - (stress * inverseB * growB))));
        ofSum = Vector.ConditionalSelect(flowing, flowA, da);
        ofDifference = Vector.ConditionalSelect(flowing, flowB, db);
        ofLogStep = Vector.ConditionalSelect(flowing, growth / step, Vector<double>.Zero);
    }
}
