using System.Numerics;

namespace OpLearn;

/// <summary>Runs a <see cref="ThermoElectricalBatch{TLaw}"/> through two histories.</summary>
/// <param name="batch">The solver of a step.</param>
/// <param name="steps">Number of steps.</param>
/// <param name="load">Sets sources, drive and law of the batch from the two histories' values at the end of the step.</param>
internal sealed class ThermoElectricalSolver<TLaw>(ThermoElectricalBatch<TLaw> batch, int steps,
    Action<Vector<double>, Vector<double>> load) : IHistorySolver where TLaw : struct, IConduction
{
    public int Lanes => Vector<double>.Count;

    /// <remarks>Histories at the ends of the steps, time 0 included.</remarks>
    public void Solve(double[] first, double[] second, CancellationToken cancellation)
    {
        batch.Rest();
        for (int n = 1; n <= steps; n++)
        {
            if (n % 16 == 0) cancellation.ThrowIfCancellationRequested();
            load(new Vector<double>(first, n * Lanes), new Vector<double>(second, n * Lanes));
            batch.Step();
        }
    }

    public double First(int node, int lane) => batch.Temperature[node][lane];

    public double Second(int node, int lane) => batch.Potential[node][lane];
}
