using System.Numerics;
using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>Activations σ of the numbers z in memory, and the way back, for kernels that keep z.</summary>
internal static unsafe class PointCurves
{
    /// <summary>σ(z) by operations on tensors.</summary>
    public static Tensor ByOperations(PointCurve curve, Tensor z) => curve switch
    {
        PointCurve.Relu => z.relu(),
        PointCurve.Tanh => z.tanh(),
        PointCurve.Gelu => nn.functional.gelu(z),
        PointCurve.Silu => nn.functional.silu(z),
        _ => z.alias(),
    };

    /// <summary>z becomes σ(z), a whole number of vectors.</summary>
    public static void Apply(PointCurve curve, float* z, long count)
    {
        if (curve == PointCurve.Identity) return;
        for (long i = 0; i < count; i += Vector<float>.Count) Value(curve, Vector.Load(z + i)).Store(z + i);
    }

    /// <summary>z becomes σ(z), and the slopes σ′(z), a whole number of vectors.</summary>
    public static void Apply(PointCurve curve, float* z, float* slopes, long count)
    {
        for (long i = 0; i < count; i += Vector<float>.Count)
        {
            (Vector<float> value, Vector<float> slope) = Both(curve, Vector.Load(z + i));
            value.Store(z + i);
            slope.Store(slopes + i);
        }
    }

    /// <summary>σ(z) and σ′(z).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector<float> Value, Vector<float> Slope) Both(PointCurve curve, Vector<float> z)
    {
        if (curve == PointCurve.Gelu)
        {
            (Vector<float> distribution, Vector<float> density) = VectorFunctions.Normal(z);
            return (z * distribution, VectorFunctions.MultiplyAdd(z, density, distribution));
        }
        if (curve == PointCurve.Silu)
        {
            Vector<float> sigmoid = VectorFunctions.Sigmoid(z), value = z * sigmoid;
            return (value, VectorFunctions.MultiplyAdd(value, Vector<float>.One - sigmoid, sigmoid));
        }
        if (curve == PointCurve.Identity) return (z, Vector<float>.One);
        Vector<float> h = Value(curve, z);
        if (curve == PointCurve.Tanh) return (h, Vector<float>.One - h * h);
        return (h, Vector.ConditionalSelect(Vector.GreaterThan(z, Vector<float>.Zero), Vector<float>.One, Vector<float>.Zero));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Value(PointCurve curve, Vector<float> z) => curve switch
    {
        PointCurve.Relu => Vector.ConditionalSelect(Vector.LessThan(z, Vector<float>.Zero), Vector<float>.Zero, z), // NaN stays
        PointCurve.Tanh => VectorFunctions.Tanh(z),
        PointCurve.Gelu => z * VectorFunctions.Normal(z).Distribution,
        PointCurve.Silu => z * VectorFunctions.Sigmoid(z),
        _ => z,
    };
}
