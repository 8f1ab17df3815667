using System.Numerics;

namespace OpLearn.Tests;

/// <summary>
/// T = (1 − e^{−t}) sin πx and φ = ½ sin t (sin 2πx + x) with the sources that make them solutions of the thermo-electrical equations.
/// Derivatives of the fluxes are taken by central differences.
/// </summary>
internal sealed class Manufactured(double joule, double capacity, Func<double, double, double, double, double> sigma,
    Func<double, double, double, double, double> lambda, bool vanishesAtTheEnd = false)
{
    private readonly double ramp = vanishesAtTheEnd ? 0 : 1;

    private static double T(double x, double t) => (1 - Math.Exp(-t)) * Math.Sin(Math.PI * x);

    private static double TX(double x, double t) => (1 - Math.Exp(-t)) * Math.PI * Math.Cos(Math.PI * x);

    /// <summary>Largest difference of the temperature of lane 0 to the given one.</summary>
    public static double Distance<TLaw>(ThermoElectricalBatch<TLaw> batch, double[] temperature) where TLaw : struct, IConduction =>
        temperature.Select((t, i) => Math.Abs(batch.Temperature[i][0] - t)).Max();

    private double P(double x, double t) => 0.5 * Math.Sin(t) * (Math.Sin(2 * Math.PI * x) + (ramp * x));

    private double PX(double x, double t) => 0.5 * Math.Sin(t) * ((2 * Math.PI * Math.Cos(2 * Math.PI * x)) + ramp);

    private double Current(double x, double t) => sigma(T(x, t), x, P(x, t), t) * PX(x, t);

    private double Heat(double x, double t) => lambda(T(x, t), x, P(x, t), t) * TX(x, t);

    private static double Derivative(Func<double, double> f, double x)
    {
        const double d = 2e-3; // order six: 1e-12 or so
        return ((45 * (f(x + d) - f(x - d))) - (9 * (f(x + (2 * d)) - f(x - (2 * d)))) + (f(x + (3 * d)) - f(x - (3 * d)))) / (60 * d);
    }

    /// <summary>Largest nodal error of both fields at t = 1.</summary>
    public double Error<TLaw>(ThermoElectricalBatch<TLaw> batch, int cells, int steps, bool currentDriven, Action<double>? before = null)
        where TLaw : struct, IConduction
    {
        for (int n = 1; n <= steps; n++)
        {
            double t = (double)n / steps;
            before?.Invoke(t);
            for (int i = 0; i <= cells; i++)
            {
                double x = (double)i / cells, s = sigma(T(x, t), x, P(x, t), t), px = PX(x, t);
                batch.HeatSource[i] = new Vector<double>((Math.Exp(-t) * Math.Sin(Math.PI * x)) - Derivative(y => Heat(y, t), x) - (joule * s * px * px));
                batch.ChargeSource[i] = new Vector<double>((capacity * 0.5 * Math.Cos(t) * (Math.Sin(2 * Math.PI * x) + (ramp * x)))
                    - Derivative(y => Current(y, t), x));
            }
            batch.Drive = new Vector<double>(currentDriven ? Current(1, t) : P(1, t));
            batch.Step();
        }
        return Enumerable.Range(0, cells + 1).Max(i => Math.Max(Math.Abs(batch.Temperature[i][0] - T((double)i / cells, 1)),
            Math.Abs(batch.Potential[i][0] - P((double)i / cells, 1))));
    }
}
