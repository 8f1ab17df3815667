using System.Numerics;
using System.Runtime.InteropServices;

namespace OpLearn;

/// <summary>
/// ρ H_t = (k T_x)_x in a slab whose far face is insulated: nodal enthalpies as unknowns, lumped mass, backward Euler, Newton's method. The samples of one
/// machine vector are solved at once; a lane stops changing after its own last update.
/// </summary>
internal sealed class SlabHeat
{
    /// <summary>Update in J/kg below which a step is solved; updates fall quadratically, and each keeps the energy whatever its size.</summary>
    public const double Tolerance = 1e-2;

    private const int IterationLimit = 200;
    private readonly EnthalpyTable table;
    private readonly int nodes;
    private readonly double spacing, step;
    private readonly Vector<double>[] last, before, theta, slope, update, upper;

    public SlabHeat(EnthalpyTable table, double length, int cells, double step)
    {
        (this.table, nodes, spacing, this.step) = (table, cells + 1, length / cells, step);
        (last, before, theta, slope) = (New(), New(), New(), New());
        (update, upper, Enthalpy, Temperature, Strain) = (New(), New(), New(), New(), New());
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

    // Thomas' algorithm, whose elimination is stable here: the columns of the matrix are dominated by its diagonal.
    private void Linearise(Vector<double> flux)
    {
        Vector<double> inverseH = new(1 / spacing), mass = new(table.Density * spacing / step), half = mass * new Vector<double>(0.5);
        int end = nodes - 1;
        Vector<double> fromLeft = Vector<double>.Zero, residual, pivot, lower = Vector<double>.Zero;
        for (int i = 0; i <= end; i++)
        {
            Vector<double> weight = i == 0 || i == end ? half : mass, conducted = i == end ? Vector<double>.Zero : (theta[i + 1] - theta[i]) * inverseH;
            residual = conducted - fromLeft - (weight * (Enthalpy[i] - last[i]));
            pivot = weight + (slope[i] * (i == 0 || i == end ? inverseH : inverseH + inverseH));
            Vector<double> next = i == end ? Vector<double>.Zero : -slope[i + 1] * inverseH;
            if (i == 0)
            {
                residual -= flux;
                if (HeldFace is not null) (residual, pivot, next) = (Vector<double>.Zero, Vector<double>.One, Vector<double>.Zero);
            }
            else
            {
                residual -= lower * update[i - 1];
                pivot -= lower * upper[i - 1];
            }
            Vector<double> inverse = Vector<double>.One / pivot;
            update[i] = residual * inverse;
            upper[i] = next * inverse;
            lower = -slope[i] * inverseH;
            fromLeft = conducted;
        }
        for (int i = end - 1; i >= 0; i--) update[i] -= upper[i] * update[i + 1];
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
