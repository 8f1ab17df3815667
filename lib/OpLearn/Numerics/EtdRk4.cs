using System.Numerics;

namespace OpLearn;

/// <summary>Exponential time differencing of order four for v′ = L v + N(v) with a real diagonal L (Cox and Matthews 2002; coefficients as in Kassam and Trefethen 2005, SIAM J. Sci. Comput. 26:1214).</summary>
/// <remarks>The φ functions are means over 32 points of a circle about L Δt, which avoids their cancellation near zero. One instance, one thread.</remarks>
internal sealed class EtdRk4
{
    private const int CirclePoints = 32;
    private readonly double[] full, halved, stage, first, middle, last;
    private readonly Complex[] a, b, c, nv, na, nb, nc;

    public EtdRk4(double[] linear, double step)
    {
        int n = linear.Length;
        (full, halved, stage, first, middle, last) = (new double[n], new double[n], new double[n], new double[n], new double[n], new double[n]);
        (a, b, c, nv, na, nb, nc) = (new Complex[n], new Complex[n], new Complex[n], new Complex[n], new Complex[n], new Complex[n], new Complex[n]);
        for (int k = 0; k < n; k++)
        {
            double z = linear[k] * step;
            full[k] = Math.Exp(z);
            halved[k] = Math.Exp(z / 2);
            for (int j = 0; j < CirclePoints; j++)
            {
                Complex r = z + Complex.FromPolarCoordinates(1, 2 * Math.PI * (j + 0.5) / CirclePoints), e = Complex.Exp(r), cube = r * r * r;
                stage[k] += step * ((Complex.Exp(r / 2) - 1) / r).Real / CirclePoints;
                first[k] += step * ((-4 - r + (e * (4 - (3 * r) + (r * r)))) / cube).Real / CirclePoints;
                middle[k] += step * ((2 + r + (e * (-2 + r))) / cube).Real / CirclePoints;
                last[k] += step * ((-4 - (3 * r) - (r * r) + (e * (4 - r))) / cube).Real / CirclePoints;
            }
        }
    }

    /// <summary>Advances <paramref name="v"/> by one step; <paramref name="nonlinear"/> writes N of its first argument into its second.</summary>
    public void Step(Complex[] v, Action<Complex[], Complex[]> nonlinear)
    {
        int n = v.Length;
        nonlinear(v, nv);
        for (int k = 0; k < n; k++) a[k] = (halved[k] * v[k]) + (stage[k] * nv[k]);
        nonlinear(a, na);
        for (int k = 0; k < n; k++) b[k] = (halved[k] * v[k]) + (stage[k] * na[k]);
        nonlinear(b, nb);
        for (int k = 0; k < n; k++) c[k] = (halved[k] * a[k]) + (stage[k] * ((2 * nb[k]) - nv[k]));
        nonlinear(c, nc);
        for (int k = 0; k < n; k++) v[k] = (full[k] * v[k]) + (first[k] * nv[k]) + (2 * middle[k] * (na[k] + nb[k])) + (last[k] * nc[k]);
    }
}
