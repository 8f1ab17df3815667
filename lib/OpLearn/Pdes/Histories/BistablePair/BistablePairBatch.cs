using System.Numerics;
using System.Runtime.InteropServices;

namespace OpLearn;

/// <summary>
/// u_t = a u_xx + r(u − u³) + κ(v − u) + A f₁(t) w₁(x) and the same for v with κ(u − v) and A f₂ w₂, zero flux, from rest: Strang splitting of the reaction,
/// whose flow is known, from the rest, which the implicit midpoint rule takes in p = u + v and q = u − v. Order two in space and time.
/// </summary>
internal sealed class BistablePairBatch : IHistorySolver
{
    private const int Width = 16;
    private readonly BistablePairNumbers numbers;
    private readonly int nodes, steps;
    private readonly double step, coupling;
    private readonly double[] inverseP, inverseQ, upperP, upperQ, shapeU, shapeV, extraU, extraV, p, q, y, z;

    public BistablePairBatch(BistablePairNumbers numbers, int cells, int steps)
    {
        (this.numbers, this.steps, nodes, step) = (numbers, steps, cells + 1, 1.0 / steps);
        coupling = step / 2 * numbers.Diffusivity * cells * cells;
        (inverseP, upperP) = Factor(1 + (2 * coupling));
        (inverseQ, upperQ) = Factor(1 + (2 * coupling) + (numbers.Exchange * step));
        double[] x = [.. Enumerable.Range(0, nodes).Select(i => (double)i / cells)];
        (shapeU, shapeV) = ([.. x.Select(numbers.ShapeU)], [.. x.Select(numbers.ShapeV)]);
        (extraU, extraV) = (new double[nodes], new double[nodes]);
        (p, q, y, z) = (new double[nodes * Width], new double[nodes * Width], new double[nodes * Width], new double[nodes * Width]);
    }

    public int Lanes => Width;

    /// <summary>Sources added to all lanes, for verification: called with the time at the middle of each step to fill the second argument for u and the third
    /// for v.</summary>
    public Action<double, double[], double[]>? Extra { get; init; }

    public double First(int node, int lane) => (p[(node * Width) + lane] + q[(node * Width) + lane]) / 2;

    public double Second(int node, int lane) => (p[(node * Width) + lane] - q[(node * Width) + lane]) / 2;

    /// <remarks>Histories at the middles of the steps.</remarks>
    public void Solve(double[] first, double[] second, CancellationToken cancellation)
    {
        Array.Clear(p);
        Array.Clear(q);
        for (int n = 0; n < steps; n++)
        {
            if (n % 64 == 0) cancellation.ThrowIfCancellationRequested();
            Extra?.Invoke((n + 0.5) * step, extraU, extraV);
            Forward(first.AsSpan(n * Width, Width), second.AsSpan(n * Width, Width));
            // The half steps of the reaction at the end of one step and the start of the next are one; at rest the first does nothing.
            Backward(n == steps - 1 ? step / 2 : step);
        }
    }

    // Thomas' factors of tridiag(−coupling, diagonal, −coupling) with mirrored ends.
    private (double[] Inverse, double[] Upper) Factor(double diagonal)
    {
        double[] inverse = new double[nodes], upper = new double[nodes];
        for (int i = 0; i < nodes; i++)
        {
            inverse[i] = 1 / (diagonal - (i == 0 ? 0 : Lower(i) * upper[i - 1]));
            upper[i] = (i == 0 ? 2 * coupling : coupling) * inverse[i];
        }
        return (inverse, upper);
    }

    private double Lower(int node) => node == nodes - 1 ? 2 * coupling : coupling;

    private void Forward(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        int width = Width / Vector<double>.Count;
        Span<Vector<double>> vp = Vectors(p), vq = Vectors(q), vy = Vectors(y), vz = Vectors(z);
        ReadOnlySpan<Vector<double>> f = MemoryMarshal.Cast<double, Vector<double>>(first), g = MemoryMarshal.Cast<double, Vector<double>>(second);
        double half = step / 2, scale = half * numbers.Amplitude;
        for (int i = 0, k = 0; i < nodes; i++)
        {
            Vector<double> wu = new(scale * shapeU[i]), wv = new(scale * shapeV[i]), eu = new(half * extraU[i]), ev = new(half * extraV[i]);
            Vector<double> inverseOfP = new(inverseP[i]), inverseOfQ = new(inverseQ[i]), lower = new(i == 0 ? 0 : Lower(i));
            int before = i == 0 ? 0 : width;
            for (int j = 0; j < width; j++, k++)
            {
                Vector<double> su = (wu * Load(f, g, j, 0)) + eu, sv = (wv * Load(f, g, j, 1)) + ev;
                vy[k] = (vp[k] + (su + sv) + (lower * vy[k - before])) * inverseOfP;
                vz[k] = (vq[k] + (su - sv) + (lower * vz[k - before])) * inverseOfQ;
            }
        }
    }

    private Vector<double> Load(ReadOnlySpan<Vector<double>> f, ReadOnlySpan<Vector<double>> g, int j, int field) =>
        numbers.ProductOfHistories ? f[j] * g[j] : field == 0 ? f[j] : g[j];

    private void Backward(double reactionTime)
    {
        int width = Width / Vector<double>.Count;
        Span<Vector<double>> vp = Vectors(p), vq = Vectors(q), vy = Vectors(y), vz = Vectors(z);
        double growth = Math.Exp(numbers.Reaction * reactionTime);
        Vector<double> half = new(0.5), one = Vector<double>.One, factor = new(growth), excess = new((growth * growth) - 1);
        for (int i = nodes - 1; i >= 0; i--)
        {
            Vector<double> upperOfP = new(upperP[i]), upperOfQ = new(upperQ[i]);
            int after = i == nodes - 1 ? 0 : width;
            for (int j = 0, k = i * width; j < width; j++, k++)
            {
                if (after > 0)
                {
                    vy[k] += upperOfP * vy[k + after];
                    vz[k] += upperOfQ * vz[k + after];
                }
                Vector<double> newP = vy[k] + vy[k] - vp[k], newQ = vz[k] + vz[k] - vq[k]; // from the middle of the step to its end
                Vector<double> u = half * (newP + newQ), v = half * (newP - newQ);
                u = u * factor / Vector.SquareRoot(one + (excess * u * u));
                v = v * factor / Vector.SquareRoot(one + (excess * v * v));
                vp[k] = u + v;
                vq[k] = u - v;
            }
        }
    }

    private static Span<Vector<double>> Vectors(double[] values) => MemoryMarshal.Cast<double, Vector<double>>(values.AsSpan());
}
