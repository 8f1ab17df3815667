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
        AnalysisOfReal, SynthesisOfReal, Analysis, Synthesis, AnalysisOfLines, SynthesisOfLines,
    }

    /// <summary><c>[samples, axes…, channels] → [samples, 2, frequencies, channels]</c>: real and imaginary parts at all combinations of kept frequencies, row-major.</summary>
    public static Tensor Analyse(Tensor field, int[] modes)
    {
        Tensor lines = field.reshape(-1, field.shape[modes.Length], field.shape[^1]);
        Tensor found = AxisTransform.IsSupported(lines) ? AxisTransform.Run(lines, modes[^1]) : AnalysisMatrix(lines.shape[1], modes[^1], field).matmul(lines); // [lines, 2m, channels]
        return FromLines(found, modes, field.shape[1..^1]);
    }

    /// <summary>The other way: <c>[samples, 2, frequencies, channels] → [samples, axes…, channels]</c>.</summary>
    /// <param name="coefficients">As <see cref="Analyse"/> gives them.</param>
    /// <param name="modes">Kept frequencies of each axis.</param>
    /// <param name="grid">Points of each axis.</param>
    /// <param name="added">A field of the result's shape that is added to it, at no further cost; null for none.</param>
    public static Tensor Synthesise(Tensor coefficients, int[] modes, long[] grid, Tensor? added)
    {
        long[] shape = [coefficients.shape[0], .. grid, coefficients.shape[^1]];
        return SynthesiseLines(ToLines(coefficients, modes, grid), grid[^1], added?.reshape(-1, grid[^1], shape[^1])).reshape(shape);
    }

    /// <summary>All axes but the last, from the coefficients of each line along the last: <c>[lines, 2 modes, channels] → [samples, 2, frequencies, channels]</c>.</summary>
    /// <param name="found">Of the lines.</param>
    /// <param name="modes">Kept frequencies of each axis.</param>
    /// <param name="grid">Points of each axis.</param>
    /// <param name="back">True for the way back of gradients through <see cref="ToLines"/>.</param>
    public static Tensor FromLines(Tensor found, int[] modes, long[] grid, bool back = false)
    {
        long[] shape = found.shape;
        long channels = shape[2], before = shape[0], behind = modes[^1] * channels;
        for (int axis = modes.Length - 2; axis >= 0; axis--)
        {
            before /= grid[axis];
            Tensor matrix = back ? Matrix(Part.Synthesis, grid[axis], modes[axis], found).t() : Matrix(Part.Analysis, grid[axis], modes[axis], found);
            found = matrix.matmul(found.reshape(before, 2 * grid[axis], behind)); // [before, 2 · 2m, behind]
            behind *= 2 * modes[axis];
        }
        return found.reshape(before, 2, -1, channels);
    }

    /// <summary>The other way: <c>[samples, 2, frequencies, channels] → [lines, 2 modes, channels]</c>.</summary>
    /// <param name="coefficients">As <see cref="Analyse"/> gives them.</param>
    /// <param name="modes">Kept frequencies of each axis.</param>
    /// <param name="grid">Points of each axis.</param>
    /// <param name="back">True for the way back of gradients through <see cref="FromLines"/>.</param>
    public static Tensor ToLines(Tensor coefficients, int[] modes, long[] grid, bool back = false)
    {
        long[] shape = coefficients.shape;
        long channels = shape[3], before = shape[0], behind = shape[2] * channels;
        Tensor field = coefficients;
        for (int axis = 0; axis < modes.Length - 1; axis++)
        {
            behind /= 2 * modes[axis];
            Tensor matrix = back ? Matrix(Part.Analysis, grid[axis], modes[axis], field).t() : Matrix(Part.Synthesis, grid[axis], modes[axis], field);
            field = matrix.matmul(field.reshape(before, 4 * modes[axis], behind)); // [before, points · 2, behind]
            before *= grid[axis];
        }
        return field.reshape(before, 2 * modes[^1], channels);
    }

    /// <summary>The last axis: <c>[lines, 2 modes, channels] → [lines, points, channels]</c>, by operations on tensors.</summary>
    /// <param name="coefficients">Of the lines.</param>
    /// <param name="points">Of a line.</param>
    /// <param name="added">Added to the result; null for none.</param>
    public static Tensor SynthesiseLines(Tensor coefficients, long points, Tensor? added)
    {
        Tensor matrix = Matrix(Part.SynthesisOfReal, points, (int)coefficients.shape[1] / 2, coefficients);
        // TorchSharp 0.107 takes the two factors first and the summand last, whatever its parameters are called.
        return added is null ? matrix.matmul(coefficients) : baddbmm(matrix.expand(coefficients.shape[0], -1, -1), coefficients, added);
    }

    /// <summary>What finds the coefficients of a line, <c>[2 modes, points]</c>.</summary>
    public static Tensor AnalysisMatrix(long points, int modes, Tensor like) => Matrix(Part.AnalysisOfReal, points, modes, like);

    /// <summary>The matrices of the last axis for <see cref="AxisTransformKernel"/>, float32 <c>[points, 2 modes]</c>, filled up with columns of zeros.</summary>
    /// <param name="synthesis">That of the synthesis, else the transpose of the analysis.</param>
    /// <param name="points">Of a line.</param>
    /// <param name="modes">Kept frequencies.</param>
    public static Tensor Lines(bool synthesis, long points, int modes) =>
        Kept(new Key(synthesis ? Part.SynthesisOfLines : Part.AnalysisOfLines, points, modes, ScalarType.Float32, CPU.ToString()), CPU);

    private static Tensor Matrix(Part part, long points, int modes, Tensor like) => Kept(new Key(part, points, modes, like.dtype, like.device.ToString()), like.device);

    private static Tensor Kept(Key wanted, Device device) => Matrices.GetOrAdd(wanted, key =>
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradients = no_grad();
        return Make(key).to(key.Type, device).DetachFromDisposeScope();
    });

    private static Tensor Make(Key key)
    {
        if (key.Part is Part.AnalysisOfLines or Part.SynthesisOfLines)
        {
            Tensor matrix = key.Part == Part.AnalysisOfLines ? Make(key with { Part = Part.AnalysisOfReal }).t() : Make(key with { Part = Part.SynthesisOfReal });
            long columns = (matrix.shape[1] + AxisTransformKernel.Unit - 1) / AxisTransformKernel.Unit * AxisTransformKernel.Unit;
            return nn.functional.pad(matrix, [0, columns - matrix.shape[1]]).contiguous();
        }
        Tensor k = key.Part is Part.AnalysisOfReal or Part.SynthesisOfReal ? arange(key.Modes, dtype: float64) : cat([arange(key.Modes, dtype: float64), arange(-key.Modes, 0, dtype: float64)]);
        Tensor turns = remainder(outer(k, arange(key.Points, dtype: float64)), tensor((double)key.Points)); // exact: k n modulo N
        Tensor angle = 2 * Math.PI / key.Points * turns, cosine = angle.cos(), sine = angle.sin(); // [k, n]
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
