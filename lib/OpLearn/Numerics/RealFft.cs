using System.Numerics;

namespace OpLearn;

/// <summary>Discrete Fourier transform of n real numbers, n a power of two, without allocation: X_k = Σ_j x_j e^{−2πijk/n} for k = 0 … n/2.</summary>
/// <remarks>Done as one complex transform of length n/2. Tables are read only, scratch is per instance: one instance, one thread.</remarks>
internal sealed class RealFft
{
    private readonly int half;
    private readonly Complex[] roots, work;
    private readonly int[] reversed;

    public RealFft(int points)
    {
        Checks.That(points >= 4 && BitOperations.IsPow2(points), nameof(RealFft), "a power of two from 4 on",
            $"{points} points", $"Choose {BitOperations.RoundUpToPowerOf2((uint)Math.Max(points, 4))}, for instance.");
        Points = points;
        half = points / 2;
        roots = [.. Enumerable.Range(0, half).Select(k => Complex.FromPolarCoordinates(1, -2 * Math.PI * k / points))];
        work = new Complex[half];
        reversed = new int[half];
        for (int i = 1; i < half; i++) reversed[i] = (reversed[i / 2] / 2) + (i % 2 * (half / 2));
    }

    public int Points { get; }

    /// <summary>Number of complex coefficients, n/2 + 1.</summary>
    public int Modes => half + 1;

    public void Forward(double[] values, Complex[] spectrum)
    {
        for (int i = 0; i < half; i++) work[reversed[i]] = new Complex(values[2 * i], values[(2 * i) + 1]);
        Transform();
        for (int k = 0; k <= half; k++)
        {
            Complex a = work[k % half], b = Complex.Conjugate(work[(half - k) % half]);
            Complex root = k == half ? -Complex.One : roots[k];
            spectrum[k] = 0.5 * (a + b + (root * new Complex((a - b).Imaginary, -(a - b).Real)));
        }
    }

    /// <summary>The inverse, with its factor 1/n. The imaginary parts of the first and last coefficient must be zero.</summary>
    public void Inverse(Complex[] spectrum, double[] values)
    {
        // The inverse of length n/2 is the conjugate of the forward transform of the conjugate.
        for (int k = 0; k < half; k++)
        {
            Complex a = spectrum[k], b = Complex.Conjugate(spectrum[half - k]);
            Complex odd = (a - b) * Complex.Conjugate(roots[k]);
            work[reversed[k]] = Complex.Conjugate(a + b + new Complex(-odd.Imaginary, odd.Real));
        }
        Transform();
        double scale = 1.0 / Points;
        for (int i = 0; i < half; i++)
        {
            values[2 * i] = scale * work[i].Real;
            values[(2 * i) + 1] = -scale * work[i].Imaginary;
        }
    }

    // Radix two on bit-reversed input.
    private void Transform()
    {
        for (int size = 1; size < half; size *= 2)
        {
            int stride = Points / (2 * size);
            for (int start = 0; start < half; start += 2 * size)
                for (int k = 0; k < size; k++)
                {
                    Complex root = roots[k * stride], even = work[start + k], odd = work[start + k + size];
                    var turned = new Complex((root.Real * odd.Real) - (root.Imaginary * odd.Imaginary), (root.Real * odd.Imaginary) + (root.Imaginary * odd.Real));
                    work[start + k] = even + turned;
                    work[start + k + size] = even - turned;
                }
        }
    }
}
