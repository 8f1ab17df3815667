using System.Numerics;

namespace OpLearn;

/// <summary>u_t = D u_xx + f(u) on equal cells with zero flux at both ends, by Strang splitting: half a step of reaction (Runge–Kutta of order four), a step of diffusion (Crank–Nicolson), half a step of reaction.</summary>
/// <remarks>The samples of one machine vector are solved at once, each lane by itself. Order two in both steps. Crank–Nicolson keeps the sum of u (trapezoidal rule) to rounding; it may leave [0, 1] where the state is rough and D Δt/Δx² is large. One instance, one thread.</remarks>
internal sealed class ReactionSplitting
{
    private readonly int cells;
    private readonly double half; // D Δt/(2 Δx²)
    private readonly double[] upper, inversePivot;
    private readonly Vector<double>[] known;

    public ReactionSplitting(int cells, double spacing, double diffusivity, double step)
    {
        this.cells = cells;
        Step = step;
        half = diffusivity * step / (2 * spacing * spacing);
        (upper, inversePivot, known) = (new double[cells + 1], new double[cells + 1], new Vector<double>[cells + 1]);
        // Rows −half, 1 + 2 half, −half; the ghost values of zero flux double the neighbour's entry at the ends.
        for (int i = 0; i <= cells; i++)
        {
            double before = i == 0 ? 0 : i == cells ? -2 * half : -half, after = i == 0 ? -2 * half : -half;
            inversePivot[i] = 1 / (1 + (2 * half) - (i == 0 ? 0 : before * upper[i - 1]));
            upper[i] = after * inversePivot[i];
        }
    }

    /// <summary>Δt.</summary>
    public double Step { get; }

    /// <summary>Takes <paramref name="steps"/> steps; <paramref name="rate"/> is f.</summary>
    public void Advance<TRate>(Vector<double>[] state, TRate rate, int steps) where TRate : struct, IReactionRate
    {
        if (steps < 1) return;
        React(state, rate, Step / 2);
        for (int step = 1; step <= steps; step++)
        {
            Diffuse(state);
            React(state, rate, step < steps ? Step : Step / 2); // two half steps between two of diffusion are one
        }
    }

    private static void React<TRate>(Vector<double>[] state, TRate rate, double step) where TRate : struct, IReactionRate
    {
        Vector<double> halfStep = new(0.5 * step), whole = new(step), sixth = new(step / 6), two = new(2);
        for (int i = 0; i < state.Length; i++)
        {
            Vector<double> u = state[i], k1 = rate.At(u), k2 = rate.At(u + (halfStep * k1)), k3 = rate.At(u + (halfStep * k2)), k4 = rate.At(u + (whole * k3));
            state[i] = u + (sixth * (k1 + (two * k2) + (two * k3) + k4));
        }
    }

    private void Diffuse(Vector<double>[] u)
    {
        Vector<double> two = new(2), factor = new(half);
        for (int i = 0; i <= cells; i++)
        {
            Vector<double> before = u[i == 0 ? 1 : i - 1], after = u[i == cells ? cells - 1 : i + 1], entry = new(i == 0 ? 0 : i == cells ? -2 * half : -half);
            Vector<double> right = u[i] + (factor * (before - (two * u[i]) + after));
            known[i] = (right - (entry * (i == 0 ? Vector<double>.Zero : known[i - 1]))) * new Vector<double>(inversePivot[i]);
        }
        u[cells] = known[cells];
        for (int i = cells - 1; i >= 0; i--) u[i] = known[i] - (new Vector<double>(upper[i]) * u[i + 1]);
    }
}
