using System.Numerics;
using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>Activations σ of the numbers z in memory, and the way back, for kernels that keep z.</summary>
internal static unsafe class FusedActivations
{
    /// <summary>σ(z) by operations on tensors.</summary>
    public static Tensor ByOperations(FusedActivation curve, Tensor z) => curve switch
    {
        FusedActivation.Relu => z.relu(),
        FusedActivation.Tanh => z.tanh(),
        FusedActivation.Gelu => nn.functional.gelu(z),
        FusedActivation.Silu => nn.functional.silu(z),
        _ => z.alias(),
    };

    /// <summary>z becomes σ(z), a whole number of vectors.</summary>
    public static void Apply(FusedActivation curve, float* z, long count)
    {
        if (curve == FusedActivation.Identity) return;
        for (long i = 0; i < count; i += Vector<float>.Count) Value(curve, Vector.Load(z + i)).Store(z + i);
    }

    /// <summary>z becomes σ(z), and the slopes σ′(z), a whole number of vectors.</summary>
    public static void Apply(FusedActivation curve, float* z, float* slopes, long count)
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
    public static (Vector<float> Value, Vector<float> Slope) Both(FusedActivation curve, Vector<float> z)
    {
        if (curve == FusedActivation.Gelu)
        {
            (Vector<float> distribution, Vector<float> density) = VectorFunctions.Normal(z);
            return (z * distribution, VectorFunctions.MultiplyAdd(z, density, distribution));
        }
        if (curve == FusedActivation.Silu)
        {
            Vector<float> sigmoid = VectorFunctions.Sigmoid(z), value = z * sigmoid;
            return (value, VectorFunctions.MultiplyAdd(value, Vector<float>.One - sigmoid, sigmoid));
        }
        if (curve == FusedActivation.Identity) return (z, Vector<float>.One);
        Vector<float> h = Value(curve, z);
        if (curve == FusedActivation.Tanh) return (h, Vector<float>.One - h * h);
        return (h, Vector.ConditionalSelect(Vector.GreaterThan(z, Vector<float>.Zero), Vector<float>.One, Vector<float>.Zero));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Value(FusedActivation curve, Vector<float> z) => curve switch
    {
        FusedActivation.Relu => Vector.ConditionalSelect(Vector.LessThan(z, Vector<float>.Zero), Vector<float>.Zero, z), // NaN stays
        FusedActivation.Tanh => VectorFunctions.Tanh(z),
        FusedActivation.Gelu => z * VectorFunctions.Normal(z).Distribution,
        FusedActivation.Silu => z * VectorFunctions.Sigmoid(z),
        _ => z,
    };
}
