using System.Numerics;
using System.Runtime.CompilerServices;

namespace OpLearn;

/// <summary>Activations σ of the numbers z in memory, and the way back, for kernels that keep z.</summary>
internal static unsafe class PointCurves
{
    /// <summary>Null where an activation is not among them.</summary>
    public static PointCurve? Of(Activation activation) =>
        activation == Activation.Gelu ? PointCurve.Gelu : activation == Activation.Silu ? PointCurve.Silu : activation == Activation.Relu ? PointCurve.Relu
        : activation == Activation.Tanh ? PointCurve.Tanh : activation == Activation.Identity ? PointCurve.Identity : null;

    /// <summary>h = σ(z), a whole number of vectors; may be in place.</summary>
    public static void Apply(PointCurve curve, float* z, float* h, long count)
    {
        for (long i = 0; i < count; i += Vector<float>.Count) Value(curve, Vector.Load(z + i)).Store(h + i);
    }

    /// <summary>∂L/∂z = ∂L/∂h · σ′(z), and its sum over the rows is added to <paramref name="sum"/>.</summary>
    /// <param name="curve">σ.</param>
    /// <param name="z"><c>[rows, width]</c>.</param>
    /// <param name="ofValue">∂L/∂h.</param>
    /// <param name="ofZ">Filled; may be <paramref name="ofValue"/>.</param>
    /// <param name="rows">Their number.</param>
    /// <param name="width">A whole number of vectors.</param>
    /// <param name="sum"><c>[width]</c>.</param>
    public static void Differentiate(PointCurve curve, float* z, float* ofValue, float* ofZ, int rows, int width, float* sum)
    {
        for (int row = 0; row < rows; row++, z += width, ofValue += width, ofZ += width)
            for (int i = 0; i < width; i += Vector<float>.Count)
            {
                Vector<float> d = Vector.Load(ofValue + i) * Both(curve, Vector.Load(z + i)).Slope;
                d.Store(ofZ + i);
                (Vector.Load(sum + i) + d).Store(sum + i);
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
