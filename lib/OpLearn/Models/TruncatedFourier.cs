using System.Collections.Concurrent;
using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>Fourier coefficients of a real field at the low frequencies of each axis, and the field that has them, by products with real matrices.</summary>
/// <remarks>
/// The last axis has k = 0 … m − 1 (the rest follows by symmetry), the others k = 0 … m − 1, −m … −1. Complex numbers are pairs along the transformed axis, real part
/// first, so that each axis is one product of a matrix with the field as it lies in memory: nothing is moved. The result is what <c>rfftn</c> and <c>irfftn</c> give.
/// The matrices are kept: a model sees few grids.
/// </remarks>
internal static class TruncatedFourier
{
    private static readonly ConcurrentDictionary<Key, Tensor> Matrices = new();

    private enum Part
    {
        AnalysisOfReal, SynthesisOfReal, Analysis, Synthesis,
    }

    /// <summary><c>[samples, axes…, channels] → [samples, 2, frequencies, channels]</c>: real and imaginary parts at all combinations of kept frequencies, row-major.</summary>
    public static Tensor Analyse(Tensor field, int[] modes)
    {
        long samples = field.shape[0], channels = field.shape[^1], behind = modes[^1] * channels, before = samples;
        for (int axis = 0; axis < modes.Length - 1; axis++) before *= field.shape[axis + 1];
        long last = field.shape[modes.Length];
        Tensor found = Matrix(Part.AnalysisOfReal, last, modes[^1], field).matmul(field.reshape(before, last, channels)); // [before, 2m, channels]
        for (int axis = modes.Length - 2; axis >= 0; axis--)
        {
            long points = field.shape[axis + 1];
            before /= points;
            found = Matrix(Part.Analysis, points, modes[axis], field).matmul(found.reshape(before, 2 * points, behind)); // [before, 2 · 2m, behind]
            behind *= 2 * modes[axis];
        }
        return found.reshape(samples, 2, -1, channels);
    }

    /// <summary>The other way: <c>[samples, 2, frequencies, channels] → [samples, axes…, channels]</c>.</summary>
    /// <param name="coefficients">As <see cref="Analyse"/> gives them.</param>
    /// <param name="modes">Kept frequencies of each axis.</param>
    /// <param name="grid">Points of each axis.</param>
    /// <param name="added">A field of the result's shape that is added to it, at no further cost; null for none.</param>
    public static Tensor Synthesise(Tensor coefficients, int[] modes, long[] grid, Tensor? added)
    {
        long samples = coefficients.shape[0], channels = coefficients.shape[^1], before = samples, behind = coefficients.shape[2] * channels;
        Tensor field = coefficients;
        for (int axis = 0; axis < modes.Length - 1; axis++)
        {
            behind /= 2 * modes[axis];
            field = Matrix(Part.Synthesis, grid[axis], modes[axis], coefficients).matmul(field.reshape(before, 4 * modes[axis], behind)); // [before, points · 2, behind]
            before *= grid[axis];
        }
        Tensor matrix = Matrix(Part.SynthesisOfReal, grid[^1], modes[^1], coefficients);
        field = field.reshape(before, 2 * modes[^1], channels);
        // TorchSharp 0.107 takes the two factors first and the summand last, whatever its parameters are called.
        field = added is null ? matrix.matmul(field) : baddbmm(matrix.expand(before, -1, -1), field, added.reshape(before, grid[^1], channels));
        return field.reshape([samples, .. grid, channels]);
    }

    private static Tensor Matrix(Part part, long points, int modes, Tensor like) =>
        Matrices.GetOrAdd(new Key(part, points, modes, like.dtype, like.device.ToString()), key =>
        {
            using DisposeScope scope = NewDisposeScope();
            using IDisposable noGradients = no_grad();
            return Make(key).to(like.dtype, like.device).DetachFromDisposeScope();
        });

    private static Tensor Make(Key key)
    {
        Tensor k = key.Part is Part.AnalysisOfReal or Part.SynthesisOfReal ? arange(key.Modes, dtype: float64) : cat([arange(key.Modes, dtype: float64), arange(-key.Modes, 0, dtype: float64)]);
        Tensor turns = remainder(outer(k, arange(key.Points, dtype: float64)), tensor((double)key.Points)); // exact: k n modulo N
        Tensor angle = turns * (2 * Math.PI / key.Points), cosine = angle.cos(), sine = angle.sin(); // [k, n]
        if (key.Part == Part.AnalysisOfReal) return cat([cosine, -sine]); // [(part, k), n]
        if (key.Part == Part.Analysis) // [(part, k), (n, part)] of (re + i im)(cos − i sin)
            return cat([stack([cosine, sine], 2), stack([-sine, cosine], 2)]).flatten(1);
        Tensor scale = ones(cosine.shape[0], 1, dtype: float64) / key.Points;
        if (key.Part == Part.SynthesisOfReal) // [n, (part, k)]: twice all but the mean, for the frequencies left out by symmetry
        {
            scale[1..] *= 2;
            return cat([cosine * scale, -sine * scale]).t().contiguous();
        }
        return stack([cat([cosine * scale, -sine * scale]).t(), cat([sine * scale, cosine * scale]).t()], 1).flatten(0, 1); // [(n, part), (part, k)] of (re + i im)(cos + i sin)
    }

    private readonly record struct Key(Part Part, long Points, int Modes, ScalarType Type, string Device);
}
