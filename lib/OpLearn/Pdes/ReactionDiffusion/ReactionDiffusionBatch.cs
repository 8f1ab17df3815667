using System.Numerics;
using System.Runtime.InteropServices;

namespace OpLearn;

/// <summary>
/// u_t = α u_xx + k(x) u + s on [0, 1] with zero flux, for <see cref="Lanes"/> samples at once: quadratic finite elements with consistent mass and exact
/// integrals of k (itself piecewise quadratic), backward Euler. The middle nodes are eliminated, what is left is tridiagonal and factored once.
/// </summary>
/// <remarks>
/// Values lie node by node, the lanes of a node side by side: <c>[node · Lanes + lane]</c>. All lanes go through the same operations, element by element, so a
/// sample's result does not depend on its lane, its neighbours or the width of the machine's registers. One instance, one thread.
/// </remarks>
internal sealed class ReactionDiffusionBatch
{
    public const int Lanes = 16;
    private readonly int cells;
    private readonly double step, diffusivity;
    private readonly bool extrapolate;
    private readonly double[] left, right, middle, inverse, lower, upper, vertex, middleLoad, load;

    /// <param name="cells">Number of cells; nodes = 2·cells + 1.</param>
    /// <param name="step">Δt.</param>
    /// <param name="diffusivity">α.</param>
    /// <param name="crankNicolson">Half a step of backward Euler, then extrapolation: the implicit midpoint rule, which is Crank–Nicolson for a linear
    /// equation.</param>
    public ReactionDiffusionBatch(int cells, double step, double diffusivity, bool crankNicolson)
    {
        (this.cells, this.diffusivity, extrapolate) = (cells, diffusivity, crankNicolson);
        this.step = crankNicolson ? step / 2 : step;
        (left, right, middle, middleLoad) = (new double[cells * Lanes], new double[cells * Lanes], new double[cells * Lanes], new double[cells * Lanes]);
        (inverse, lower, upper, vertex) = (new double[(cells + 1) * Lanes], new double[(cells + 1) * Lanes], new double[(cells + 1) * Lanes],
            new double[(cells + 1) * Lanes]);
        load = new double[Nodes * Lanes];
        State = new double[Nodes * Lanes];
    }

    /// <summary>Nodes, ends and middles of the cells.</summary>
    public int Nodes => (2 * cells) + 1;

    /// <summary>u at the nodes.</summary>
    public double[] State { get; }

    /// <summary>∫φ_i φ_j φ_m over a cell of length 1, the pairs ij being (end, end), (end, middle), (end, other end), (middle, middle), and the middle and
    /// other end by symmetry.</summary>
    /// <remarks>From φ₀ = (1−x)(1−2x), φ₁ = 4x(1−x), φ₂ = x(2x−1): integrals in units of 1/420.</remarks>
    private static readonly double[,] Triple =
    {
        { 39 / 420.0, 20 / 420.0, -3 / 420.0 }, // φ₀φ₀ with φ₀, φ₁, φ₂
        { 20 / 420.0, 16 / 420.0, -8 / 420.0 }, // φ₀φ₁
        { -3 / 420.0, -8 / 420.0, -3 / 420.0 }, // φ₀φ₂
        { 16 / 420.0, 192 / 420.0, 16 / 420.0 }, // φ₁φ₁
        { -8 / 420.0, 16 / 420.0, 20 / 420.0 }, // φ₁φ₂
        { -3 / 420.0, 20 / 420.0, 39 / 420.0 }, // φ₂φ₂
    };

    /// <summary>Factors the matrix of a step for the given rates k at the nodes, and sets u = 0.</summary>
    /// <exception cref="ArithmeticException">The step is too long for the rate.</exception>
    public void Start(double[] rate)
    {
        Array.Clear(State);
        double h = 1.0 / cells, stiffness = 30 * step * diffusivity / (3 * h * h), reaction = 30 * step;
        Span<double> cell = stackalloc double[6];
        double smallest = double.PositiveInfinity;
        for (int lane = 0; lane < Lanes; lane++)
        {
            double diagonal = 0, off = 0, factor = 0; // of the vertex, of the pair before it
            for (int e = 0; e < cells; e++)
            {
                double k0 = rate[(2 * e * Lanes) + lane], k1 = rate[(((2 * e) + 1) * Lanes) + lane], k2 = rate[(((2 * e) + 2) * Lanes) + lane];
                for (int pair = 0; pair < 6; pair++) cell[pair] = -reaction * ((Triple[pair, 0] * k0) + (Triple[pair, 1] * k1) + (Triple[pair, 2] * k2));
                // Times 30/h: mass (4, 2, −1; 16), stiffness (7, −8, 1; 16).
                double ll = cell[0] + 4 + (7 * stiffness), lm = cell[1] + 2 - (8 * stiffness), lr = cell[2] - 1 + stiffness;
                double mm = cell[3] + 16 + (16 * stiffness), mr = cell[4] + 2 - (8 * stiffness), rr = cell[5] + 4 + (7 * stiffness);
                int p = (e * Lanes) + lane;
                (left[p], right[p], middle[p]) = (lm / mm, mr / mm, 1 / mm);
                diagonal += ll - (lm * left[p]);
                (inverse[p], lower[p]) = (1 / (diagonal - (off * factor)), off / (diagonal - (off * factor)));
                off = lr - (lm * right[p]);
                factor = upper[p] = off * inverse[p];
                diagonal = rr - (mr * right[p]);
                smallest = Math.Min(smallest, Math.Min(mm, 1 / inverse[p]));
            }
            int last = (cells * Lanes) + lane;
            (inverse[last], lower[last]) = (1 / (diagonal - (off * factor)), off / (diagonal - (off * factor)));
            smallest = Math.Min(smallest, 1 / inverse[last]);
        }
        if (!(smallest > 0))
            throw new ArithmeticException($"ReactionDiffusion: the matrix of a step is not positive definite, smallest pivot {smallest:g3}; the rate reaches "
                + $"{rate.Max():g3}, so take steps well below {1 / rate.Max():g2}.");
    }

    /// <summary>One time step with the source s at the nodes: of the step's end, or of its middle for Crank–Nicolson.</summary>
    public void Step(double[] source)
    {
        int width = Lanes / Vector<double>.Count;
        Span<Vector<double>> u = Vectors(State), g = Vectors(load);
        ReadOnlySpan<Vector<double>> s = Vectors(source);
        var dt = new Vector<double>(step);
        for (int p = 0; p < g.Length; p++) g[p] = u[p] + (dt * s[p]);
        Forward(width);
        if (!extrapolate)
        {
            Backward(width);
            return;
        }
        u.CopyTo(g);
        Backward(width);
        for (int p = 0; p < g.Length; p++) u[p] = u[p] + u[p] - g[p];
    }

    // Mass matrix times load (in units of h/30), elimination of the middle nodes, first half of the tridiagonal solution.
    private void Forward(int width)
    {
        Span<Vector<double>> g = Vectors(load), y = Vectors(vertex), b = Vectors(middleLoad);
        ReadOnlySpan<Vector<double>> l = Vectors(left), r = Vectors(right), inv = Vectors(inverse), low = Vectors(lower);
        Vector<double> two = new(2), four = new(4), sixteen = new(16);
        y[..width].Clear();
        for (int e = 0, p = 0, node = 0; e < cells; e++, node += width)
            for (int j = 0; j < width; j++, p++, node++)
            {
                Vector<double> gl = g[node], gm = g[node + width], gr = g[node + width + width];
                Vector<double> bm = (two * (gl + gr)) + (sixteen * gm);
                b[p] = bm;
                Vector<double> complete = y[p] + (four * gl) + (two * gm) - gr - (l[p] * bm);
                y[p + width] = (four * gr) + (two * gm) - gl - (r[p] * bm);
                y[p] = e == 0 ? complete * inv[p] : (complete * inv[p]) - (low[p] * y[p - width]);
            }
        for (int p = b.Length; p < y.Length; p++) y[p] = (y[p] * inv[p]) - (low[p] * y[p - width]);
    }

    private void Backward(int width)
    {
        Span<Vector<double>> u = Vectors(State), y = Vectors(vertex);
        ReadOnlySpan<Vector<double>> l = Vectors(left), r = Vectors(right), m = Vectors(middle), up = Vectors(upper), b = Vectors(middleLoad);
        y[^width..].CopyTo(u[^width..]);
        for (int e = cells - 1; e >= 0; e--)
            for (int j = 0, p = e * width, node = 2 * e * width; j < width; j++, p++, node++)
            {
                Vector<double> next = u[node + width + width], now = y[p] - (up[p] * next);
                u[node] = now;
                u[node + width] = (b[p] * m[p]) - (l[p] * now) - (r[p] * next);
            }
    }

    private static Span<Vector<double>> Vectors(double[] values) => MemoryMarshal.Cast<double, Vector<double>>(values.AsSpan());
}
