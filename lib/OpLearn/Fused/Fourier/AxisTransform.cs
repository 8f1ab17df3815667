using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>The coefficients of lines of points at the kept frequencies, by <see cref="AxisTransformKernel"/>, as one operation of libtorch's automatic differentiation.</summary>
/// <remarks>The plain form is the product with <see cref="TruncatedFourier.AnalysisMatrix"/>; gradients of gradients are taken through it.</remarks>
internal sealed class AxisTransform : autograd.SingleTensorFunction<AxisTransform>
{
    public override string Name => nameof(AxisTransform);

    /// <summary>True where <see cref="Run"/> can work: float32 in this machine's memory, channels in whole panels.</summary>
    public static bool IsSupported(Tensor lines) =>
        FastPaths.Enabled && VectorFunctions.AreFast && lines.numel() > 0 && lines.shape[^1] % PackedGemm.Width == 0 && AlignedBuffer.IsReadable(lines);

    /// <summary><c>[lines, points, channels] → [lines, 2 modes, channels]</c>.</summary>
    public static Tensor Run(Tensor lines, int modes) => is_grad_enabled() && lines.requires_grad ? apply(lines, modes) : Evaluate(lines, modes);

    public override Tensor forward(autograd.AutogradContext context, params object[] arguments)
    {
        (Tensor lines, int modes) = ((Tensor)arguments[0], (int)arguments[1]);
        context.save_data("points", lines.shape[1]);
        return Evaluate(lines, modes);
    }

    public override List<Tensor> backward(autograd.AutogradContext context, Tensor slope)
    {
        using DisposeScope scope = NewDisposeScope();
        long points = (long)context.get_data("points")!;
        if (is_grad_enabled()) return [TruncatedFourier.AnalysisMatrix(points, (int)slope.shape[1] / 2, slope).t().matmul(slope).MoveToOuterDisposeScope(), null!];
        Tensor gradient = zeros(slope.shape[0], points, slope.shape[2]);
        AddBack(slope.contiguous(), gradient);
        return [gradient.MoveToOuterDisposeScope(), null!];
    }

    /// <summary>The same where no gradients are asked for.</summary>
    public static unsafe Tensor Evaluate(Tensor lines, int modes)
    {
        long[] shape = lines.shape;
        Tensor matrix = TruncatedFourier.Lines(synthesis: false, shape[1], modes), coefficients = empty(shape[0], 2 * modes, shape[2]);
        int points = (int)shape[1], channels = (int)shape[2], columns = (int)matrix.shape[1], kept = 2 * modes;
        float* analysis = AlignedBuffer.Start(matrix), from = AlignedBuffer.Start(lines), to = AlignedBuffer.Start(coefficients);
        RowBlocks.WithRoom((int)shape[0], (long)columns * channels, (line, room) =>
            AxisTransformKernel.Analyse(analysis, points, columns, kept, from + (long)line * points * channels, channels, to + (long)line * kept * channels, (float*)room));
        return coefficients;
    }

    /// <summary>gradient += ∂L/∂lines by way of the coefficients.</summary>
    /// <param name="slope">∂L/∂coefficients, <c>[lines, 2 modes, channels]</c>.</param>
    /// <param name="gradient"><c>[lines, points, channels]</c>.</param>
    public static unsafe void AddBack(Tensor slope, Tensor gradient)
    {
        long[] shape = slope.shape;
        int points = (int)gradient.shape[1], channels = (int)shape[2], kept = (int)shape[1];
        Tensor matrix = TruncatedFourier.Lines(synthesis: false, points, kept / 2);
        int columns = (int)matrix.shape[1];
        float* analysis = AlignedBuffer.Start(matrix), from = AlignedBuffer.Start(slope), to = AlignedBuffer.Start(gradient);
        RowBlocks.WithRoom((int)shape[0], (long)columns * channels, (line, room) =>
            AxisTransformKernel.AnalyseBack(analysis, points, columns, kept, from + (long)line * kept * channels, channels, to + (long)line * points * channels, (float*)room));
    }
}
