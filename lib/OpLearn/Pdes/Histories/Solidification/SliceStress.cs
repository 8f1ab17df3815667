using System.Numerics;

namespace OpLearn;

/// <summary>Which lateral strains of a <see cref="SliceStress{TLaw}"/> are given and which follow from forces that vanish.</summary>
internal enum SliceSupport
{
    /// <summary>ε_y given, ε_z such that the slice carries no force along z.</summary>
    Drawn,

    /// <summary>ε_y = ε_z such that the slice carries no force.</summary>
    Free,

    /// <summary>ε_y = ε_z given.</summary>
    Held,
}

/// <summary>
/// Stresses in a slice of generalised plane strain: σ_x = 0 and uniform lateral strains ε_y, ε_z, of which some are given and others follow from the force
/// balance, by Newton's method within a bracket. The samples of one machine vector are solved at once; a lane depends on itself alone.
/// </summary>
/// <remarks>
/// Nodes that have never been solid share one history and hence one state, the pool, which is computed once. A lane's pool begins at its own front.
/// </remarks>
internal sealed class SliceStress<TLaw> where TLaw : struct, IFlowLaw
{
    private const double Tolerance = 5e-11, LargestStep = 5e-3;
    private const int IterationLimit = 200;
    private readonly TLaw law;
    private readonly SliceSupport support;
    private readonly double[] weights, poolWeights;
    private readonly int nodes;
    private readonly Vector<double>[] inelasticSum, inelasticDifference, hardening, nextSum, nextDifference, nextHardening, guess, guessRate, committed, sum,
        difference;
    private Vector<long> fronts;
    private int front;
    private Vector<double> strain, before;

    public SliceStress(TLaw law, SliceSupport support, double length, int cells)
    {
        (this.law, this.support, nodes) = (law, support, cells + 1);
        weights = [.. Enumerable.Range(0, nodes).Select(i => (i == 0 || i == cells ? 0.5 : 1) * length / cells)];
        poolWeights = new double[nodes + 1];
        for (int i = nodes - 1; i >= 0; i--) poolWeights[i] = poolWeights[i + 1] + weights[i];
        (inelasticSum, inelasticDifference, hardening) = (New(), New(), New());
        (nextSum, nextDifference, nextHardening) = (New(), New(), New());
        (guess, guessRate, committed, sum, difference) = (New(), New(), New(), New(), New());
    }

    /// <summary>The lateral strain ε_z at the end of the step that was solved last.</summary>
    public Vector<double> Strain { get; private set; }

    /// <summary>Mean of σ_z over the slice (of (σ_y + σ_z)/2 where both are alike) after the last iteration, in MPa.</summary>
    public Vector<double> Residual { get; private set; }

    /// <summary>Largest number of Newton iterations of any step so far.</summary>
    public int LargestIterations { get; private set; }

    /// <summary>When set, gets the update of the strain in every Newton iteration of lane 0.</summary>
    public List<double>? Log { get; init; }

    /// <summary>Free of stress and strain.</summary>
    public void Start()
    {
        foreach (Vector<double>[] state in new[] { inelasticSum, inelasticDifference, hardening, sum, difference }) Array.Clear(state);
        Array.Fill(guess, new Vector<double>(double.PositiveInfinity));
        Array.Fill(committed, new Vector<double>(double.PositiveInfinity));
        (front, fronts, strain, before, Strain) = (0, Vector<long>.Zero, default, default, default);
    }

    /// <summary>Solves a step from the state of the last <see cref="Commit"/>, as often as wanted.</summary>
    /// <param name="temperature">T at the nodes at the end of the step.</param>
    /// <param name="free">Stress-free strain at the nodes.</param>
    /// <param name="given">The lateral strain that is given.</param>
    /// <exception cref="ArithmeticException">No balance is found.</exception>
    public void Solve(Vector<double>[] temperature, Vector<double>[] free, Vector<double> given)
    {
        MoveFronts(temperature);
        Vector<double> e = support == SliceSupport.Held ? given : strain + strain - before, low = new(double.NegativeInfinity), high = -low;
        Vector<double> change = Vector<double>.Zero;
        Array.Clear(guessRate);
        Vector<long> active = new(-1);
        for (int iteration = 1; ; iteration++)
        {
            if (iteration > IterationLimit)
                throw new ArithmeticException($"SliceStress: no balance of forces found in {IterationLimit} iterations; take more steps in time.");
            LargestIterations = Math.Max(LargestIterations, iteration);
            Balance(temperature, free, support == SliceSupport.Drawn ? given : e, e, change, active, out Vector<double> force, out Vector<double> stiffness);
            Residual = Vector.ConditionalSelect(active, force / new Vector<double>(poolWeights[0]), Residual);
            if (support == SliceSupport.Held) break;
            Vector<long> above = Vector.GreaterThan(force, Vector<double>.Zero);
            high = Vector.ConditionalSelect(above, Vector.Min(high, e), high);
            low = Vector.ConditionalSelect(above, low, Vector.Max(low, e));
            Vector<double> largest = new(LargestStep), step = -force / Vector.Max(stiffness, new Vector<double>(1e-6 * poolWeights[0]));
            step = Vector.Max(Vector.Min(step, largest), -largest);
            if (active[0] != 0) Log?.Add(step[0]);
            Vector<long> small = Vector.LessThanOrEqual(Vector.Abs(step), new Vector<double>(Tolerance))
                | Vector.LessThanOrEqual(high - low, new Vector<double>(1e-15));
            active &= Vector.OnesComplement(small);
            if (active == Vector<long>.Zero) break;
            Vector<double> next = e + step;
            Vector<long> inside = Vector.GreaterThan(next, low) & Vector.LessThan(next, high);
            next = Vector.ConditionalSelect(inside, next, (low + high) * new Vector<double>(0.5));
            next = Vector.ConditionalSelect(active, next, e);
            (change, e) = (next - e, next);
        }
        Strain = e;
    }

    /// <summary>Ends the step.</summary>
    public void Commit()
    {
        for (int i = 0; i <= front; i++)
        {
            int at = i < front ? i : nodes;
            (inelasticSum[at], inelasticDifference[at], hardening[at]) = (nextSum[at], nextDifference[at], nextHardening[at]);
            (committed[at], guess[at]) = (guess[at], guess[at] + Small(guess[at] - committed[at]));
        }
        (before, strain) = (strain, Strain);
    }

    /// <summary>σ_y at a node, in MPa.</summary>
    public double Y(int node, int lane)
    {
        int at = node < fronts[lane] ? node : nodes;
        return (sum[at][lane] + difference[at][lane]) / 2;
    }

    /// <summary>σ_z at a node, in MPa.</summary>
    public double Z(int node, int lane)
    {
        int at = node < fronts[lane] ? node : nodes;
        return (sum[at][lane] - difference[at][lane]) / 2;
    }

    // Nodes that solidify in this step leave the pool with its history.
    private void MoveFronts(Vector<double>[] temperature)
    {
        Vector<double> melting = new(law.Melting);
        Vector<long> reached = fronts;
        for (int i = nodes - 1; i >= 0; i--)
        {
            Vector<long> solid = Vector.LessThan(temperature[i], melting);
            reached = Vector.Max(reached, Vector.ConditionalSelect(solid, new Vector<long>(i + 1), Vector<long>.Zero));
        }
        int last = 0;
        for (int lane = 0; lane < Vector<long>.Count; lane++) last = Math.Max(last, (int)reached[lane]);
        for (int i = 0; i < last; i++)
        {
            Vector<long> leaves = Vector.GreaterThan(reached, new Vector<long>(i)) & Vector.LessThanOrEqual(fronts, new Vector<long>(i));
            if (leaves == Vector<long>.Zero) continue;
            inelasticSum[i] = Vector.ConditionalSelect(leaves, inelasticSum[nodes], inelasticSum[i]);
            inelasticDifference[i] = Vector.ConditionalSelect(leaves, inelasticDifference[nodes], inelasticDifference[i]);
            hardening[i] = Vector.ConditionalSelect(leaves, hardening[nodes], hardening[i]);
            guess[i] = Vector.ConditionalSelect(leaves, new Vector<double>(double.PositiveInfinity), guess[i]);
            committed[i] = Vector.ConditionalSelect(leaves, new Vector<double>(double.PositiveInfinity), committed[i]);
        }
        (fronts, front) = (reached, last);
    }

    private void Balance(Vector<double>[] temperature, Vector<double>[] free, Vector<double> strainY, Vector<double> strainZ, Vector<double> change, Vector<long> active,
        out Vector<double> force, out Vector<double> stiffness)
    {
        (force, stiffness) = (Vector<double>.Zero, Vector<double>.Zero);
        bool drawn = support == SliceSupport.Drawn;
        Vector<double> half = new(0.5), total = strainY + strainZ, deviation = strainY - strainZ, sumRate = new(drawn ? 1 : 2),
            differenceRate = new(drawn ? -1 : 0), two = new(2);
        var point = default(PlaneStressStep<TLaw>);
        TLaw local = law;
        for (int i = 0; i <= front; i++)
        {
            int at = i < front ? i : nodes;
            Vector<double> weight;
            if (i < front)
            {
                weight = Vector.ConditionalSelect(Vector.GreaterThan(fronts, new Vector<long>(i)), new Vector<double>(weights[i]), Vector<double>.Zero);
                local.At(temperature[i]);
            }
            else
            {
                weight = PoolWeight();
                local.At(new Vector<double>(law.Melting));
            }
            Vector<double> expansion = i < front ? free[i] : Vector<double>.Zero;
            point.Solve(ref local, total - (two * expansion) - inelasticSum[at], deviation - inelasticDifference[at], hardening[at], guess[at] + Small(guessRate[at] * change));
            point.Tangent(sumRate, differenceRate, out Vector<double> ofSum, out Vector<double> ofDifference, out guessRate[at]);
            force += weight * half * (drawn ? point.Sum - point.Difference : point.Sum);
            stiffness += weight * half * (drawn ? ofSum - ofDifference : ofSum);
            sum[at] = Vector.ConditionalSelect(active, point.Sum, sum[at]);
            difference[at] = Vector.ConditionalSelect(active, point.Difference, difference[at]);
            guess[at] = Vector.ConditionalSelect(active, point.LogStep, guess[at]);
            nextSum[at] = Vector.ConditionalSelect(active, inelasticSum[at] + point.InelasticSum, nextSum[at]);
            nextDifference[at] = Vector.ConditionalSelect(active, inelasticDifference[at] + point.InelasticDifference, nextDifference[at]);
            nextHardening[at] = Vector.ConditionalSelect(active, local.Hardened(hardening[at], point.Step), nextHardening[at]);
        }
    }

    // A change of ln Δp that a guess may follow, which one that is no number (nothing flowed) or large is not.
    private static Vector<double> Small(Vector<double> change) =>
        Vector.ConditionalSelect(Vector.LessThan(Vector.Abs(change), Vector<double>.One), change, Vector<double>.Zero);

    private Vector<double> PoolWeight()
    {
        Span<double> values = stackalloc double[Vector<double>.Count];
        for (int lane = 0; lane < values.Length; lane++) values[lane] = poolWeights[(int)fronts[lane]];
        return new Vector<double>(values);
    }

    private Vector<double>[] New() => new Vector<double>[nodes + 1];
}
