using MathNet.Numerics.LinearAlgebra;

namespace OpLearn.Tests;

/// <summary>
/// The slice as finite-element programs have it: a row of four-node elements of generalised plane strain, bottom on rollers, top kept straight, ε_z common to
/// all, two by two Gauss points, three-dimensional Mises flow solved by bisection. Shares no code with the solver.
/// </summary>
internal sealed class PlaneStrainRow
{
    private const double Poisson = 0.3, Width = 1, Height = 1;
    private readonly int elements;
    private readonly double[,] inelastic; // [point, xx yy zz xy]
    private readonly double[] hardening;
    private Vector<double> unknowns; // u_x below and above at each node line, then ε_z

    public PlaneStrainRow(int elements)
    {
        this.elements = elements;
        (inelastic, hardening, Stress) = (new double[elements * 4, 4], new double[elements * 4], new double[elements * 4, 4]);
        unknowns = Vector<double>.Build.Dense((2 * (elements + 1)) + 1);
    }

    /// <summary>σ_xx, σ_yy, σ_zz and σ_xy at the Gauss points.</summary>
    public double[,] Stress { get; }

    public double StrainZ => unknowns[^1];

    public double Residual { get; private set; }

    /// <summary>One implicit step: temperature and stress-free strain of each element, ε_y, and Δt; no force along x and z.</summary>
    public void Step(double[] temperature, double[] free, double strainY, double time)
    {
        Vector<double> residual = Forces(unknowns, temperature, free, strainY, time, false);
        for (int iteration = 0; iteration < 60 && residual.AbsoluteMaximum() > 1e-12; iteration++)
        {
            var tangent = Matrix<double>.Build.Dense(unknowns.Count, unknowns.Count);
            for (int k = 0; k < unknowns.Count; k++)
            {
                Vector<double> moved = unknowns.Clone();
                moved[k] += 1e-9;
                tangent.SetColumn(k, (Forces(moved, temperature, free, strainY, time, false) - residual) / 1e-9);
            }
            unknowns -= tangent.Solve(residual);
            residual = Forces(unknowns, temperature, free, strainY, time, false);
        }
        Residual = residual.AbsoluteMaximum();
        Forces(unknowns, temperature, free, strainY, time, true);
    }

    // The first unknown is held at 0 in place of its force: the row cannot drift.
    private Vector<double> Forces(Vector<double> at, double[] temperature, double[] free, double strainY, double time, bool keep)
    {
        var forces = Vector<double>.Build.Dense(at.Count);
        double[] places = [-1 / Math.Sqrt(3), 1 / Math.Sqrt(3)];
        for (int e = 0; e < elements; e++)
            for (int g = 0; g < 4; g++)
            {
                double xi = places[g % 2], eta = places[g / 2];
                // u_x of the corners below left, below right, above left, above right
                int[] dofs = [2 * e, (2 * e) + 2, (2 * e) + 1, (2 * e) + 3];
                double[] byX = [-(1 - eta) / 2 / Width, (1 - eta) / 2 / Width, -(1 + eta) / 2 / Width, (1 + eta) / 2 / Width],
                    byY = [-(1 - xi) / 2 / Height, -(1 + xi) / 2 / Height, (1 - xi) / 2 / Height, (1 + xi) / 2 / Height];
                double exx = 0, shear = 0;
                for (int k = 0; k < 4; k++) (exx, shear) = (exx + (byX[k] * at[dofs[k]]), shear + (byY[k] * at[dofs[k]]));
                double[] stress = Point((4 * e) + g, [exx, strainY, at[^1], shear / 2], temperature[e], free[e], time, keep);
                double area = Width * Height / 4;
                for (int k = 0; k < 4; k++) forces[dofs[k]] += area * ((stress[0] * byX[k]) + (stress[3] * byY[k]));
                forces[^1] += area * stress[2];
            }
        forces[0] = at[0];
        return forces;
    }

    private double[] Point(int point, double[] strain, double celsius, double free, double time, bool keep)
    {
        double shear = Steel.Modulus(celsius) / 2 / (1 + Poisson), bulk = Steel.Modulus(celsius) / 3 / (1 - (2 * Poisson));
        double[] elastic = [.. strain.Select((value, k) => value - (k < 3 ? free : 0) - inelastic[point, k])];
        double volume = elastic[0] + elastic[1] + elastic[2];
        double[] deviator = [.. elastic.Select((value, k) => 2 * shear * (value - (k < 3 ? volume / 3 : 0)))];
        double trial = Math.Sqrt(1.5 * (deviator.Sum(part => part * part) + (deviator[3] * deviator[3])));
        double low = 0, high = trial / (3 * shear);
        if (celsius >= Steel.Solidus) low = high = Math.Max(0, (trial - 0.01) / (3 * shear));
        for (int i = 0; i < 200 && high > low; i++)
        {
            double middle = (low + high) / 2;
            if (middle == low || middle == high) break;
            if (time * SteelTests.Rate(trial - (3 * shear * middle), hardening[point] + middle, celsius) > middle) low = middle;
            else high = middle;
        }
        double step = (low + high) / 2, kept = trial == 0 ? 1 : 1 - (3 * shear * step / trial);
        double[] stress = [.. deviator.Select((value, k) => (kept * value) + (k < 3 ? bulk * volume : 0))];
        if (!keep) return stress;
        for (int k = 0; k < 4; k++)
        {
            Stress[point, k] = stress[k];
            if (trial > 0) inelastic[point, k] += 1.5 * step * deviator[k] / trial;
        }
        hardening[point] = celsius >= Steel.Solidus ? 0 : hardening[point] + step;
        return stress;
    }
}
