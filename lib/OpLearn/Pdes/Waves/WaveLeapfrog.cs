using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OpLearn;

/// <summary>u_tt = (c² u_x)_x on N equal cells with u = 0 at both ends by the conservative leapfrog scheme: c² at the midpoints, order two, stable below Courant number one.</summary>
/// <remarks>
/// Several steps are taken on a piece of the interval before the next piece, so that the data stay in the nearest cache; each value is computed by the same operations
/// as in plain time stepping, so neither the pieces nor the width of the machine's vectors change a bit of it. One instance, one thread. It does not check stability.
/// </remarks>
internal sealed class WaveLeapfrog
{
    private const int FusedSteps = 24;
    private const int PieceCells = 512;
    private readonly int cells;
    private readonly double[] ratios; // c² Δt²/Δx² at the midpoints
    private double[] previous, current;
    private double timeStep;

    public WaveLeapfrog(int cells)
    {
        this.cells = cells;
        (ratios, previous, current) = (new double[cells], new double[cells + 1], new double[cells + 1]);
    }

    /// <summary>State at the last time, <c>[cells + 1]</c>.</summary>
    public ReadOnlySpan<double> Current => current;

    /// <summary>Takes the first step from rest by Taylor's formula.</summary>
    /// <param name="speeds">c at the midpoints, <c>[cells]</c>.</param>
    /// <param name="step">Δt.</param>
    /// <param name="initial">u(x, 0) at the nodes, <c>[cells + 1]</c>; the values at the ends count as zero.</param>
    public void Start(ReadOnlySpan<double> speeds, double step, ReadOnlySpan<double> initial)
    {
        timeStep = step;
        for (int i = 0; i < cells; i++) ratios[i] = speeds[i] * speeds[i] * step * step * cells * cells;
        initial.CopyTo(previous);
        previous[0] = previous[cells] = current[0] = current[cells] = 0;
        for (int i = 1; i < cells; i++)
            current[i] = previous[i] + (0.5 * ((ratios[i] * (previous[i + 1] - previous[i])) - (ratios[i - 1] * (previous[i] - previous[i - 1]))));
    }

    /// <summary>Exchanges the last two levels: further steps run backwards in time.</summary>
    public void Reverse() => (previous, current) = (current, previous);

    /// <summary>Takes <paramref name="steps"/> steps.</summary>
    public void Advance(int steps)
    {
        while (steps > 0)
        {
            // Level s writes time n + s + 1 over time n + s − 1, one cell further left at each level: its right neighbours at time n + s are there by then,
            // and its left neighbours have not been overwritten by level s + 1, which stopped a cell before them in the piece before.
            int fused = Math.Min(FusedSteps, steps);
            for (int start = 1; start < cells + fused; start += PieceCells)
                for (int level = 0; level < fused; level++)
                {
                    int first = Math.Max(1, start - level), after = Math.Min(cells, start + PieceCells - level);
                    if (first < after) Update(level % 2 == 0 ? previous : current, level % 2 == 0 ? current : previous, first, after);
                }
            if (fused % 2 == 1) Reverse();
            steps -= fused;
        }
    }

    /// <summary>The energy between the last two levels, ½ ‖(uⁿ⁺¹ − uⁿ)/Δt‖² + ½ Σ c² D₊uⁿ⁺¹ D₊uⁿ Δx, which the scheme conserves exactly.</summary>
    public double Energy()
    {
        double kinetic = 0, potential = 0;
        for (int i = 1; i < cells; i++) kinetic += (current[i] - previous[i]) * (current[i] - previous[i]);
        for (int i = 0; i < cells; i++) potential += ratios[i] * (current[i + 1] - current[i]) * (previous[i + 1] - previous[i]);
        return 0.5 * (kinetic + potential) / (timeStep * timeStep * cells);
    }

    // target = 2u − target + r₊(u₊ − u) − r₋(u − u₋) on the nodes [first, after).
    private void Update(double[] target, double[] u, int first, int after)
    {
        int i = first;
        // Without the bounds checks of spans, which halve the speed: i − 1 ≥ 0 and i + 4 ≤ after ≤ cells hold for every access.
        ref double values = ref MemoryMarshal.GetArrayDataReference(u);
        ref double r = ref MemoryMarshal.GetArrayDataReference(ratios);
        ref double written = ref MemoryMarshal.GetArrayDataReference(target);
        // The flux to the left is the one to the right, moved by a node; its first entry is the last of the four before.
        Vector256<double> moved = Vector256.Create(ratios[i - 1] * (u[i] - u[i - 1])), firstEntry = Vector256.Create(-1L, 0, 0, 0).AsDouble();
        for (; i <= after - 4; i += 4)
        {
            nuint at = (nuint)i;
            Vector256<double> centre = Vector256.LoadUnsafe(ref values, at);
            Vector256<double> right = Vector256.LoadUnsafe(ref r, at) * (Vector256.LoadUnsafe(ref values, at + 1) - centre);
            Vector256<double> turned = Vector256.Shuffle(right, Vector256.Create(3L, 0, 1, 2));
            Vector256<double> left = Vector256.ConditionalSelect(firstEntry, moved, turned);
            ((centre + centre) - Vector256.LoadUnsafe(ref written, at) + (right - left)).StoreUnsafe(ref written, at);
            moved = turned;
        }
        for (; i < after; i++) target[i] = (u[i] + u[i]) - target[i] + ((ratios[i] * (u[i + 1] - u[i])) - (ratios[i - 1] * (u[i] - u[i - 1])));
    }
}
