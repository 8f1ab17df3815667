using System.Numerics;

namespace OpLearn;

/// <summary>
/// T_t = (λ T_x)_x + J σ φ_x² + Q and ε φ_t = (σ φ_x)_x + E on (0, 1), T = 0 at both ends, φ = 0 at x = 0, φ or σ φ_x given at x = 1: linear elements with
/// lumped mass and conductivities at the state in their middle, one Newton iteration for both fields (block tridiagonal), backward Euler or the two-step
/// backward differentiation formula.
/// </summary>
/// <remarks>
/// The samples of one machine vector are solved at once. A lane stops changing after its own first update below <see cref="Tolerance"/>, so it does not depend
/// on its neighbours; updates fall quadratically, by ten times their square at most, so the error left is below 1e-9. With the formula of two steps the iteration
/// starts from the cubic through the last four states, which the first update then often confirms. An update of more than <see cref="LargestUpdate"/> in
/// temperature is cut to that length.
/// </remarks>
internal sealed class ThermoElectricalBatch<TLaw>(ThermoElectricalNumbers numbers, TLaw law) where TLaw : struct, IConduction
{
    public const double LargestUpdate = 0.5, Tolerance = 1e-5;
    private const int IterationLimit = 100, Block = 32;

    // Of the last states, for a straight line, a parabola and a cubic through them.
    private static readonly double[][] Extrapolation = [[2, -1, 0, 0], [3, -3, 1, 0], [4, -6, 4, -1]];

    private readonly int cells = numbers.Cells;
    private readonly Vector<double>[] knownT = New(numbers), knownP = New(numbers);
    private readonly Vector<double>[] updateT = New(numbers), updateP = New(numbers), upTT = New(numbers), upTP = New(numbers), upPT = New(numbers),
        upPP = New(numbers);
    private readonly Conductivity[] electric = new Conductivity[Block], thermal = new Conductivity[Block];
    private int steps;
    private TLaw law = law;

    // The states before this one, the nearest first.
    private readonly (Vector<double>[] T, Vector<double>[] P)[] past = [.. Enumerable.Range(0, 4).Select(_ => (New(numbers), New(numbers)))];

    /// <summary>T at the nodes.</summary>
    public Vector<double>[] Temperature { get; } = New(numbers);

    /// <summary>φ at the nodes.</summary>
    public Vector<double>[] Potential { get; } = New(numbers);

    /// <summary>Q at the nodes at the end of the coming step.</summary>
    public Vector<double>[] HeatSource { get; } = New(numbers);

    /// <summary>E at the nodes at the end of the coming step.</summary>
    public Vector<double>[] ChargeSource { get; } = New(numbers);

    /// <summary>φ or σ φ_x at x = 1 at the end of the coming step.</summary>
    public Vector<double> Drive { get; set; }

    /// <summary>Conductivities during the coming step.</summary>
    public TLaw Law { set => law = value; }

    /// <summary>Largest number of Newton iterations of any step so far.</summary>
    public int LargestIterations { get; private set; }

    /// <summary>When set, gets the largest update of every Newton iteration of lane 0.</summary>
    public List<double>? Log { get; init; }

    /// <summary>Back to T = φ = 0.</summary>
    public void Rest()
    {
        foreach ((Vector<double>[] t, Vector<double>[] p) in past.Append((Temperature, Potential)))
        {
            Array.Clear(t);
            Array.Clear(p);
        }
        steps = 0;
    }

    /// <summary>One step in time.</summary>
    /// <exception cref="ArithmeticException">Newton's method does not converge.</exception>
    public void Step()
    {
        Prepare();
        Vector<long> active = new(-1);
        for (int iteration = 1; active != Vector<long>.Zero; iteration++)
        {
            if (iteration > IterationLimit)
                throw new ArithmeticException($"ThermoElectrical: Newton's method has not converged in {IterationLimit} iterations in step {steps}; take more "
                    + $"steps in time, or weaker sources.");
            LargestIterations = Math.Max(LargestIterations, iteration);
            Linearise();
            active = Update(active);
        }
    }

    // Shifts the history, predicts the new state and puts all that is known of it into the known arrays.
    private void Prepare()
    {
        bool two = numbers.SecondOrder && steps > 0;
        (past[0], past[1], past[2], past[3]) = (past[3], past[0], past[1], past[2]);
        Temperature.CopyTo(past[0].T, 0);
        Potential.CopyTo(past[0].P, 0);
        if (two)
        {
            double[] weights = Extrapolation[Math.Min(steps, 3) - 1];
            Extrapolate(Temperature, weights, past[0].T, past[1].T, past[2].T, past[3].T);
            Extrapolate(Potential, weights, past[0].P, past[1].P, past[2].P, past[3].P);
        }
        steps++;
        double h = 1.0 / cells;
        Vector<double> one = new(h * (two ? 2 : 1) / numbers.Step), before = new(h * (two ? -0.5 : 0) / numbers.Step), mass = new(h),
            capacity = new(numbers.Capacity);
        Vector<double>[] t0 = past[0].T, t1 = past[1].T, p0 = past[0].P, p1 = past[1].P;
        for (int i = 0; i <= cells; i++)
        {
            knownT[i] = (one * t0[i]) + (before * t1[i]) + (mass * HeatSource[i]);
            knownP[i] = (capacity * ((one * p0[i]) + (before * p1[i]))) + (mass * ChargeSource[i]);
        }
        if (numbers.CurrentDriven) return;
        // A ramp up to the new potential: a jump in the last element would be a huge Joule heat there.
        Vector<double> change = Drive - Potential[cells];
        for (int i = 1; i < cells; i++) Potential[i] += change * new Vector<double>((double)i / cells);
        Potential[cells] = Drive;
    }

    private static void Extrapolate(Vector<double>[] target, double[] weights, Vector<double>[] first, Vector<double>[] second, Vector<double>[] third,
        Vector<double>[] fourth)
    {
        Vector<double> a = new(weights[0]), b = new(weights[1]), c = new(weights[2]), d = new(weights[3]);
        for (int i = 0; i < target.Length; i++) target[i] = (a * first[i]) + (b * second[i]) + (c * third[i]) + (d * fourth[i]);
    }

    // One pass over the elements: residuals, their derivatives, block elimination of each node that is complete; then the way back. The conductivities of some
    // elements are found first: those do not wait for each other, as the elimination does.
    private void Linearise()
    {
        double h = 1.0 / cells, rate = (numbers.SecondOrder && steps > 1 ? 1.5 : 1) * h / numbers.Step;
        Vector<double> half = new(0.5), inverseH = new(cells), mass = new(rate), massP = new(rate * numbers.Capacity), joule = new(numbers.Joule / 2 * cells);
        // of the element's left node: what the element before it gave
        Vector<double> rT = default, rP = default, dTT = default, dTP = default, dPT = default, dPP = default;
        Vector<double> lTT = default, lTP = default, lPT = default, lPP = default; // derivatives of that node's residuals by the state of the node before it
        Vector<double>[] temperature = Temperature, potential = Potential;
        for (int e = 0; e < cells; e++)
        {
            if (e % Block == 0) Conduct(e, Math.Min(e + Block, cells));
            Vector<double> tl = temperature[e], tr = temperature[e + 1], pl = potential[e], pr = potential[e + 1], dt = tr - tl, dp = pr - pl;
            ref Conductivity electric = ref this.electric[e % Block], thermal = ref this.thermal[e % Block];
            Vector<double> sT = half * electric.ByTemperature, sP = half * electric.ByPotential, kT = half * thermal.ByTemperature;
            Vector<double> heat = thermal.Value * dt * inverseH, current = electric.Value * dp * inverseH, power = joule * electric.Value * dp * dp;
            Vector<double> heatL = ((kT * dt) - thermal.Value) * inverseH, heatR = ((kT * dt) + thermal.Value) * inverseH;
            Vector<double> currentT = sT * dp * inverseH, currentL = ((sP * dp) - electric.Value) * inverseH,
                currentR = ((sP * dp) + electric.Value) * inverseH;
            Vector<double> powerT = joule * sT * dp * dp, powerL = joule * dp * ((sP * dp) - electric.Value - electric.Value),
                powerR = joule * dp * ((sP * dp) + electric.Value + electric.Value);
            if (e > 0)
            {
                rT += (mass * tl) - knownT[e] - heat - power;
                rP += (massP * pl) - knownP[e] - current;
                dTT += mass - heatL - powerT;
                dTP -= powerL;
                dPT -= currentT;
                dPP += massP - currentL;
                Vector<double> uTT = -heatR - powerT, uTP = -powerR, uPT = -currentT, uPP = -currentR;
                // Take the node before out of the equations; node 0 is given, and what is stored of it is zero.
                rT += (lTT * updateT[e - 1]) + (lTP * updateP[e - 1]);
                rP += (lPT * updateT[e - 1]) + (lPP * updateP[e - 1]);
                dTT -= (lTT * upTT[e - 1]) + (lTP * upPT[e - 1]);
                dTP -= (lTT * upTP[e - 1]) + (lTP * upPP[e - 1]);
                dPT -= (lPT * upTT[e - 1]) + (lPP * upPT[e - 1]);
                dPP -= (lPT * upTP[e - 1]) + (lPP * upPP[e - 1]);
                Vector<double> inverse = Vector<double>.One / ((dTT * dPP) - (dTP * dPT));
                updateT[e] = inverse * ((dTP * rP) - (dPP * rT));
                updateP[e] = inverse * ((dPT * rT) - (dTT * rP));
                upTT[e] = inverse * ((dPP * uTT) - (dTP * uPT));
                upTP[e] = inverse * ((dPP * uTP) - (dTP * uPP));
                upPT[e] = inverse * ((dTT * uPT) - (dPT * uTT));
                upPP[e] = inverse * ((dTT * uPP) - (dPT * uTP));
            }
            (rT, rP, dTT, dTP, dPT, dPP) = (heat - power, current, heatR - powerT, -powerR, currentT, currentR);
            (lTT, lTP, lPT, lPP) = (heatL - powerT, -powerL, currentT, currentL);
        }
        // The last node: T is given; φ is given or the current is.
        updateT[cells] = updateP[cells] = Vector<double>.Zero;
        if (numbers.CurrentDriven)
        {
            rP += (half * ((massP * potential[cells]) - knownP[cells])) - Drive + (lPT * updateT[cells - 1]) + (lPP * updateP[cells - 1]);
            dPP += (half * massP) - (lPT * upTP[cells - 1]) - (lPP * upPP[cells - 1]);
            updateP[cells] = -rP / dPP;
        }
        for (int i = cells - 1; i > 0; i--)
        {
            Vector<double> t = updateT[i + 1], p = updateP[i + 1];
            updateT[i] -= (upTT[i] * t) + (upTP[i] * p);
            updateP[i] -= (upPT[i] * t) + (upPP[i] * p);
        }
    }

    // The conductivities of some elements, at the state in their middle.
    private void Conduct(int from, int to)
    {
        Vector<double> half = new(0.5);
        Vector<double>[] temperature = Temperature, potential = Potential;
        for (int e = from; e < to; e++)
            law.Evaluate(half * (temperature[e] + temperature[e + 1]), half * (potential[e] + potential[e + 1]), out electric[e - from], out thermal[e - from]);
    }

    private Vector<long> Update(Vector<long> active)
    {
        Vector<double> largestT = Vector<double>.Zero, largestP = Vector<double>.Zero, limit = new(LargestUpdate);
        for (int i = 1; i <= cells; i++)
        {
            largestT = Vector.Max(largestT, Vector.Abs(updateT[i]));
            largestP = Vector.Max(largestP, Vector.Abs(updateP[i]));
        }
        Vector<double> largest = Vector.Max(largestT, largestP), length = Vector.Min(Vector<double>.One, limit / Vector.Max(largestT, limit));
        Log?.Add(largest[0]);
        for (int i = 1; i <= cells; i++)
        {
            Temperature[i] = Vector.ConditionalSelect(active, Temperature[i] + (length * updateT[i]), Temperature[i]);
            Potential[i] = Vector.ConditionalSelect(active, Potential[i] + (length * updateP[i]), Potential[i]);
        }
        // Not "above the tolerance": an update that is no number must go on, until the limit of iterations.
        return active & Vector.OnesComplement(Vector.LessThanOrEqual(largest, new Vector<double>(Tolerance)));
    }

    private static Vector<double>[] New(ThermoElectricalNumbers numbers) => new Vector<double>[numbers.Cells + 1];
}
