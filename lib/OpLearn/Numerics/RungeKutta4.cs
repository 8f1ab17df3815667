namespace OpLearn;

/// <summary>The classical Runge–Kutta method of order four with fixed steps, for small systems.</summary>
internal sealed class RungeKutta4
{
    private readonly double[] k1, k2, k3, k4, stage;

    public RungeKutta4(int unknowns) => (k1, k2, k3, k4, stage) = (new double[unknowns], new double[unknowns], new double[unknowns], new double[unknowns], new double[unknowns]);

    /// <summary>Advances <paramref name="state"/> by one step; <paramref name="rate"/> writes the derivative at (time, state) into its last argument.</summary>
    public void Step(Action<double, double[], double[]> rate, double time, double step, double[] state)
    {
        rate(time, state, k1);
        rate(time + (step / 2), Stage(state, k1, step / 2), k2);
        rate(time + (step / 2), Stage(state, k2, step / 2), k3);
        rate(time + step, Stage(state, k3, step), k4);
        for (int i = 0; i < state.Length; i++) state[i] += step / 6 * (k1[i] + (2 * (k2[i] + k3[i])) + k4[i]);
    }

    private double[] Stage(double[] state, double[] slope, double step)
    {
        for (int i = 0; i < state.Length; i++) stage[i] = state[i] + (step * slope[i]);
        return stage;
    }
}
