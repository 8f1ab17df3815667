using System.Numerics;
using System.Runtime.InteropServices;

namespace OpLearn;

/// <summary>
/// ρ H_t = (k T_x)_x in a slab whose far face is insulated: nodal enthalpies as unknowns, lumped mass, backward Euler, Newton's method. The samples of one
/// machine vector are solved at once; a lane stops changing after its own last update.
/// </summary>
internal sealed class SlabHeat
{
    /// <summary>Update in J/kg below which a step is solved, in steel 1.5 mK: between the table's entries, there 68 apart, the equations are linear, so that only
    /// rounding is left after it; and each update keeps the energy whatever its size.</summary>
    public const double Tolerance = 1;

    private const int IterationLimit = 200;
    private readonly EnthalpyTable table;
    private readonly int nodes;
    private readonly double spacing, step;
    private readonly Vector<double>[] last, before, theta, slope, update, inward;

    public SlabHeat(EnthalpyTable table, double length, int cells, double step)
    {
        (this.table, nodes, spacing, this.step) = (table, cells + 1, length / cells, step);
        (last, before, theta, slope) = (New(), New(), New(), New());
        (update, inward, Enthalpy, Temperature, Strain) = (New(), New(), New(), New(), New());
    }

    /// <summary>H at the nodes.</summary>
    public Vector<double>[] Enthalpy { get; }

    /// <summary>T at the nodes.</summary>
    public Vector<double>[] Temperature { get; }

    /// <summary>Stress-free strain at the nodes.</summary>
    public Vector<double>[] Strain { get; }

    /// <summary>Enthalpy at which the chilled face is held, instead of a flux; null (the default) for a flux.</summary>
    public double? HeldFace { get; init; }

    /// <summary>Largest number of Newton iterations of any step so far.</summary>
    public int LargestIterations { get; private set; }

    /// <summary>Uniform temperature at time 0.</summary>
    public void Start(double temperature)
    {
        Array.Fill(Enthalpy, new Vector<double>(table.Enthalpy(temperature)));
        if (HeldFace is { } held) Enthalpy[0] = new Vector<double>(held);
        Enthalpy.CopyTo(last, 0);
        Enthalpy.CopyTo(before, 0);
        Evaluate();
    }

    /// <summary>Begins a step from the present state.</summary>
    public void Begin()
    {
        last.CopyTo(before, 0);
        Enthalpy.CopyTo(last, 0);
    }

    /// <summary>Solves the step that has begun, as often as wanted.</summary>
    /// <param name="flux">Heat per area and time that leaves through the chilled face, in W/m².</param>
    /// <exception cref="ArithmeticException">Newton's method does not converge.</exception>
    public void Solve(Vector<double> flux)
    {
        for (int i = 0; i < nodes; i++) Enthalpy[i] = last[i] + last[i] - before[i];
        if (HeldFace is { } held) Enthalpy[0] = new Vector<double>(held);
        Vector<long> active = new(-1);
        for (int iteration = 1; active != Vector<long>.Zero; iteration++)
        {
            if (iteration > IterationLimit)
                throw new ArithmeticException($"SlabHeat: Newton's method has not converged in {IterationLimit} iterations; take more steps in time, and see "
                    + $"that the flux is finite.");
            LargestIterations = Math.Max(LargestIterations, iteration);
            table.Conduction(Numbers(Enthalpy), Numbers(theta), Numbers(slope));
            Linearise(flux);
            active = Update(active, iteration > 40 ? 0.5 : 1);
        }
        Evaluate();
    }

    // Elimination from both ends to the middle, as two chains of divisions then run side by side; stable here: the columns of the matrix are dominated by its
    // diagonal. What is stored of a node is its row divided by the pivot: the residual, and the entry towards the middle.
    private void Linearise(Vector<double> flux)
    {
        Vector<double> inverseH = new(1 / spacing), mass = new(table.Density * spacing / step), half = mass * new Vector<double>(0.5), two = inverseH + inverseH;
        int end = nodes - 1, middle = end / 2;
        Vector<double>[] h = Enthalpy, old = last;

        // The faces: the chilled one and the insulated one.
        Vector<double> pivot = Vector<double>.One / (half + (slope[0] * inverseH));
        (update[0], inward[0]) = ((((theta[1] - theta[0]) * inverseH) - flux - (half * (h[0] - old[0]))) * pivot, -slope[1] * inverseH * pivot);
        if (HeldFace is not null) (update[0], inward[0]) = (Vector<double>.Zero, Vector<double>.Zero);
        pivot = Vector<double>.One / (half + (slope[end] * inverseH));
        (update[end], inward[end]) = ((((theta[end - 1] - theta[end]) * inverseH) - (half * (h[end] - old[end]))) * pivot, -slope[end - 1] * inverseH * pivot);

        for (int i = 1; i < middle || end - i > middle; i++)
        {
            if (i < middle)
            {
                Vector<double> before = slope[i - 1] * inverseH;
                pivot = Vector<double>.One / (mass + (slope[i] * two) + (before * inward[i - 1]));
                (update[i], inward[i]) = ((Residual(i) + (before * update[i - 1])) * pivot, -slope[i + 1] * inverseH * pivot);
            }
            int j = end - i;
            if (j > middle)
            {
                Vector<double> after = slope[j + 1] * inverseH;
                pivot = Vector<double>.One / (mass + (slope[j] * two) + (after * inward[j + 1]));
                (update[j], inward[j]) = ((Residual(j) + (after * update[j + 1])) * pivot, -slope[j - 1] * inverseH * pivot);
            }
        }
        Vector<double> left = slope[middle - 1] * inverseH, right = slope[middle + 1] * inverseH;
        update[middle] = (Residual(middle) + (left * update[middle - 1]) + (right * update[middle + 1]))
            / (mass + (slope[middle] * two) + (left * inward[middle - 1]) + (right * inward[middle + 1]));
        for (int i = middle - 1, j = middle + 1; i >= 0 || j <= end; i--, j++)
        {
            if (i >= 0) update[i] -= inward[i] * update[i + 1];
            if (j <= end) update[j] -= inward[j] * update[j - 1];
        }

        Vector<double> Residual(int i) => ((theta[i + 1] - theta[i] - (theta[i] - theta[i - 1])) * inverseH) - (mass * (h[i] - old[i]));
    }

    private Vector<long> Update(Vector<long> active, double length)
    {
        Vector<double> largest = Vector<double>.Zero, factor = new(length);
        for (int i = 0; i < nodes; i++)
        {
            largest = Vector.Max(largest, Vector.Abs(update[i]));
            Enthalpy[i] = Vector.ConditionalSelect(active, Enthalpy[i] + (factor * update[i]), Enthalpy[i]);
        }
        // Not "above the tolerance": an update that is no number must go on, until the limit of iterations.
        return active & Vector.OnesComplement(Vector.LessThanOrEqual(largest, new Vector<double>(Tolerance)));
    }

    private void Evaluate() => table.State(Numbers(Enthalpy), Numbers(Temperature), Numbers(Strain));

    private static Span<double> Numbers(Vector<double>[] values) => MemoryMarshal.Cast<Vector<double>, double>(values.AsSpan());

    private Vector<double>[] New() => new Vector<double>[nodes];
}
