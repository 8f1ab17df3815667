using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>Element by element work on flat vectors in one pass over memory, where tensor operations would take a dozen.</summary>
/// <remarks>Long vectors are cut into chunks of fixed length, worked on in parallel and summed in order: the result does not depend on the number of threads.</remarks>
internal static class FlatKernel
{
    private const int Chunk = 1 << 15, ParallelFrom = 8 * Chunk;

    /// <summary>True for what can be worked on in place: contiguous numbers in this machine's memory.</summary>
    public static bool IsSupported(Tensor vector) => vector.device_type == DeviceType.CPU && vector.is_contiguous() && vector.numel() < int.MaxValue;

    /// <summary>True when both begin at the same address; also where the addresses cannot be seen.</summary>
    public static bool ShareMemory(Tensor a, Tensor b) => !IsSupported(a) || !IsSupported(b) || Unsafe.AreSame(ref MemoryMarshal.GetReference(a.bytes), ref MemoryMarshal.GetReference(b.bytes));

    /// <summary>√Σ gᵢ², summed in float64.</summary>
    public static double Norm(Tensor vector)
    {
        if (!IsSupported(vector))
        {
            using var _ = no_grad();
            using Tensor norm = vector.norm();
            return norm.ToDouble();
        }
        return Math.Sqrt(vector.dtype == ScalarType.Float32 ? SumOfSquares<float>(vector) : SumOfSquares<double>(vector));
    }

    /// <summary>One step of Adam or AdamW.</summary>
    public static void Adam(Tensor values, Tensor gradient, Tensor first, Tensor second, AdamNumbers numbers)
    {
        if (values.dtype == ScalarType.Float32) Adam<float>(values, gradient, first, second, numbers);
        else Adam<double>(values, gradient, first, second, numbers);
    }

    private static unsafe double SumOfSquares<T>(Tensor vector) where T : unmanaged, IFloatingPointIeee754<T>
    {
        T* start = Start<T>(vector);
        return InChunks((int)vector.numel(), (from, length) =>
        {
            var part = new ReadOnlySpan<T>(start + from, length);
            double sum = 0.0;
            if (typeof(T) == typeof(double))
            {
                Vector<double> sums = Vector<double>.Zero;
                ReadOnlySpan<Vector<double>> whole = MemoryMarshal.Cast<T, Vector<double>>(part);
                foreach (Vector<double> x in whole) sums += x * x;
                sum = Vector.Sum(sums);
            }
            else
            {
                Vector<double> lower = Vector<double>.Zero, upper = Vector<double>.Zero;
                foreach (Vector<float> x in MemoryMarshal.Cast<T, Vector<float>>(part))
                {
                    Vector.Widen(x, out Vector<double> a, out Vector<double> b);
                    lower += a * a;
                    upper += b * b;
                }
                sum = Vector.Sum(lower + upper);
            }
            foreach (T x in part[(length - length % Vector<T>.Count)..]) sum += double.CreateChecked(x) * double.CreateChecked(x);
            return sum;
        });
    }

    private static unsafe void Adam<T>(Tensor values, Tensor gradient, Tensor first, Tensor second, AdamNumbers n) where T : unmanaged, IFloatingPointIeee754<T>
    {
        T* θ = Start<T>(values), g = Start<T>(gradient), m = Start<T>(first), v = Start<T>(second);
        T beta1 = As(n.Beta1), rest1 = As(1.0 - n.Beta1), beta2 = As(n.Beta2), rest2 = As(1.0 - n.Beta2), epsilon = As(n.Epsilon), scale = As(n.GradientScale),
            penalty = As(n.Penalty), shrink = As(n.Shrink), size = As(n.StepSize), root = As(n.RootCorrection);
        InChunks((int)values.numel(), (from, length) =>
        {
            int i = from, end = from + length;
            for (; i <= end - Vector<T>.Count; i += Vector<T>.Count)
            {
                Vector<T> weights = Vector.Load(θ + i), slope = Vector.Load(g + i) * scale + weights * penalty;
                Vector<T> mean = Vector.Load(m + i) * beta1 + slope * rest1, square = Vector.Load(v + i) * beta2 + slope * slope * rest2;
                mean.Store(m + i);
                square.Store(v + i);
                (weights * shrink - mean / (Vector.SquareRoot(square) / new Vector<T>(root) + new Vector<T>(epsilon)) * size).Store(θ + i);
            }
            for (; i < end; i++)
            {
                T slope = g[i] * scale + θ[i] * penalty;
                m[i] = m[i] * beta1 + slope * rest1;
                v[i] = v[i] * beta2 + slope * slope * rest2;
                θ[i] = θ[i] * shrink - m[i] / (T.Sqrt(v[i]) / root + epsilon) * size;
            }
            return 0.0;
        });

        static T As(double x) => T.CreateChecked(x);
    }

    private static double InChunks(int count, Func<int, int, double> work)
    {
        int chunks = (count + Chunk - 1) / Chunk;
        double[] parts = new double[chunks];
        RowBlocks.Run(count < ParallelFrom ? 1 : get_num_threads(), chunks, Do);
        return parts.Sum();

        void Do(int chunk) => parts[chunk] = work(chunk * Chunk, Math.Min(Chunk, count - chunk * Chunk));
    }

    private static unsafe T* Start<T>(Tensor vector) where T : unmanaged => (T*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(vector.bytes));
}
