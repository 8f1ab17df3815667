using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OpLearn;

/// <summary>Discrete Fourier transform of n real numbers, n a power of two, without allocation: X_k = Σ_j x_j e^{−2πijk/n} for k = 0 … n/2.</summary>
/// <remarks>
/// Done as one complex transform of length n/2, z_j = x_2j + i x_2j+1, in passes of four (Stockham's order, which needs no bit reversal): real and imaginary parts lie apart, so from the second pass on
/// neighbours go through a pass in the lanes of a vector with the same root of unity. Tables are read only, scratch is per instance: one instance, one thread.
/// </remarks>
internal sealed class RealFft
{
    private readonly int half;
    private readonly double[] cosines, sines; // e^{−2πik/n} = cosine + i sine, k = 0 … n − 1
    private readonly Parts first, second;

    public RealFft(int points)
    {
        Checks.That(points >= 4 && BitOperations.IsPow2(points), nameof(RealFft), "a power of two from 4 on",
            $"{points} points", $"Choose {BitOperations.RoundUpToPowerOf2((uint)Math.Max(points, 4))}, for instance.");
        Points = points;
        half = points / 2;
        cosines = [.. Enumerable.Range(0, points).Select(k => Math.Cos(2 * Math.PI * k / points))];
        sines = [.. Enumerable.Range(0, points).Select(k => -Math.Sin(2 * Math.PI * k / points))];
        (first, second) = (new Parts(new double[half], new double[half]), new Parts(new double[half], new double[half]));
    }

    public int Points { get; }

    /// <summary>Number of complex coefficients, n/2 + 1.</summary>
    public int Modes => half + 1;

    public void Forward(double[] values, Complex[] spectrum)
    {
        for (int i = 0; i < half; i++) (first.Real[i], first.Imaginary[i]) = (values[2 * i], values[(2 * i) + 1]);
        (double[] x, double[] y) = Transform(first, second);
        (spectrum[0], spectrum[half]) = (x[0] + y[0], x[0] - y[0]);
        for (int k = 1, l = half - 1; k <= l; k++, l--)
        {
            // a = Z_k and b, the conjugate of Z_l, give those of the even and of the odd x: (a + b)/2 and (a − b)/2i.
            double evenReal = 0.5 * (x[k] + x[l]), evenImaginary = 0.5 * (y[k] - y[l]), oddReal = 0.5 * (y[k] + y[l]), oddImaginary = 0.5 * (x[l] - x[k]);
            double turnedReal = (cosines[k] * oddReal) - (sines[k] * oddImaginary), turnedImaginary = (cosines[k] * oddImaginary) + (sines[k] * oddReal);
            spectrum[k] = new Complex(evenReal + turnedReal, evenImaginary + turnedImaginary);
            spectrum[l] = new Complex(evenReal - turnedReal, turnedImaginary - evenImaginary);
        }
    }

    /// <summary>The inverse, with its factor 1/n. The imaginary parts of the first and last coefficient must be zero.</summary>
    public void Inverse(Complex[] spectrum, double[] values)
    {
        double scale = 1.0 / Points;
        (double[] x, double[] y) = first;
        (x[0], y[0]) = (scale * (spectrum[0].Real + spectrum[half].Real), scale * (spectrum[0].Real - spectrum[half].Real));
        for (int k = 1, l = half - 1; k <= l; k++, l--)
        {
            (Complex a, Complex b) = (spectrum[k], spectrum[l]);
            double evenReal = scale * (a.Real + b.Real), evenImaginary = scale * (a.Imaginary - b.Imaginary), turnedReal = scale * (a.Real - b.Real), turnedImaginary = scale * (a.Imaginary + b.Imaginary);
            double oddReal = (cosines[k] * turnedReal) + (sines[k] * turnedImaginary), oddImaginary = (cosines[k] * turnedImaginary) - (sines[k] * turnedReal);
            (x[k], y[k]) = (evenReal - oddImaginary, evenImaginary + oddReal);
            (x[l], y[l]) = (evenReal + oddImaginary, oddReal - evenImaginary);
        }
        // The inverse of length n/2 is the forward transform with the parts exchanged, before and after.
        (y, x) = Transform(first.Exchanged, second.Exchanged);
        for (int i = 0; i < half; i++) (values[2 * i], values[(2 * i) + 1]) = (x[i], y[i]);
    }

    /// <summary>The complex transform of <paramref name="from"/>, in one of both places.</summary>
    private Parts Transform(Parts from, Parts to)
    {
        // length numbers are left to be transformed together, in stride transforms beside each other.
        int length = half, stride = 1;
        for (; length >= 4; length /= 4, stride *= 4, (from, to) = (to, from))
            if (stride == 1) FirstPass(from, to);
            else Pass(from, to, length / 4, stride);
        if (length == 1) return from;
        SumsAndDifferences(from.Real, to.Real);
        SumsAndDifferences(from.Imaginary, to.Imaginary);
        return to;
    }

    private void FirstPass(Parts from, Parts to)
    {
        int quarter = half / 4;
        (double[] x, double[] y) = from;
        for (int p = 0; p < quarter; p++)
        {
            int b = p + quarter, c = b + quarter, d = c + quarter;
            double sumReal = x[p] + x[c], differenceReal = x[p] - x[c], otherReal = x[b] + x[d], turnedReal = y[b] - y[d]; // turned: −i (b − d)
            double sumImaginary = y[p] + y[c], differenceImaginary = y[p] - y[c], otherImaginary = y[b] + y[d], turnedImaginary = x[d] - x[b];
            (to.Real[4 * p], to.Imaginary[4 * p]) = (sumReal + otherReal, sumImaginary + otherImaginary);
            Write((4 * p) + 1, 2 * p, differenceReal + turnedReal, differenceImaginary + turnedImaginary);
            Write((4 * p) + 2, 4 * p, sumReal - otherReal, sumImaginary - otherImaginary);
            Write((4 * p) + 3, 6 * p, differenceReal - turnedReal, differenceImaginary - turnedImaginary);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        void Write(int at, int root, double real, double imaginary) =>
            (to.Real[at], to.Imaginary[at]) = ((cosines[root] * real) - (sines[root] * imaginary), (cosines[root] * imaginary) + (sines[root] * real));
    }

    // The same for a stride that is a multiple of four: each p has stride neighbours with the same roots.
    private void Pass(Parts from, Parts to, int quarter, int stride)
    {
        (double[] x, double[] y) = from;
        for (int p = 0; p < quarter; p++)
        {
            Root one = Of(2 * p * stride), two = Of(4 * p * stride), three = Of(6 * p * stride);
            for (int q = 0; q < stride; q += Vector256<double>.Count)
            {
                int a = (stride * p) + q, b = a + (stride * quarter), c = b + (stride * quarter), d = c + (stride * quarter), at = (4 * stride * p) + q;
                Vector256<double> aReal = Vector256.Create(x, a), bReal = Vector256.Create(x, b), cReal = Vector256.Create(x, c), dReal = Vector256.Create(x, d);
                Vector256<double> aImaginary = Vector256.Create(y, a), bImaginary = Vector256.Create(y, b), cImaginary = Vector256.Create(y, c), dImaginary = Vector256.Create(y, d);
                Vector256<double> sumReal = aReal + cReal, differenceReal = aReal - cReal, otherReal = bReal + dReal, turnedReal = bImaginary - dImaginary;
                Vector256<double> sumImaginary = aImaginary + cImaginary, differenceImaginary = aImaginary - cImaginary, otherImaginary = bImaginary + dImaginary, turnedImaginary = dReal - bReal;
                to.Write(at, sumReal + otherReal, sumImaginary + otherImaginary);
                to.Write(at + stride, one, differenceReal + turnedReal, differenceImaginary + turnedImaginary);
                to.Write(at + (2 * stride), two, sumReal - otherReal, sumImaginary - otherImaginary);
                to.Write(at + (3 * stride), three, differenceReal - turnedReal, differenceImaginary - turnedImaginary);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        Root Of(int k) => new(Vector256.Create(cosines[k]), Vector256.Create(sines[k]));
    }

    private static void SumsAndDifferences(double[] from, double[] to)
    {
        int half = from.Length / 2, i = 0;
        for (; i <= half - Vector256<double>.Count; i += Vector256<double>.Count)
        {
            Vector256<double> a = Vector256.Create(from, i), b = Vector256.Create(from, half + i);
            (a + b).CopyTo(to, i);
            (a - b).CopyTo(to, half + i);
        }
        for (; i < half; i++) (to[i], to[half + i]) = (from[i] + from[half + i], from[i] - from[half + i]);
    }

    private readonly record struct Root(Vector256<double> Cosine, Vector256<double> Sine);

    /// <summary>Complex numbers, real and imaginary parts apart.</summary>
    private readonly record struct Parts(double[] Real, double[] Imaginary)
    {
        public Parts Exchanged => new(Imaginary, Real);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Write(int at, Vector256<double> real, Vector256<double> imaginary)
        {
            real.CopyTo(Real, at);
            imaginary.CopyTo(Imaginary, at);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Write(int at, Root root, Vector256<double> real, Vector256<double> imaginary) =>
            Write(at, (root.Cosine * real) - (root.Sine * imaginary), (root.Cosine * imaginary) + (root.Sine * real));
    }
}
