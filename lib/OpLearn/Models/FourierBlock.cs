using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>What a Fourier block does with the coefficients of the last axis, <c>σ(S c + W v + b)</c>, as one operation of libtorch's automatic differentiation.</summary>
/// <remarks>
/// By operations on tensors the field goes through memory a dozen times a block, forward and backward; <see cref="FourierLines"/> reads it once each way.
/// Groups of lines have sums of their own, which are added in order, so the result does not depend on the number of threads. <see cref="ByOperations"/> is the plain form.
/// </remarks>
internal sealed class FourierBlock : autograd.SingleTensorFunction<FourierBlock>
{
    public override string Name => nameof(FourierBlock);

    /// <summary>True where <see cref="Run"/> can work: float32 in this machine's memory, channels in whole panels, a known activation.</summary>
    public static bool Reaches(Tensor field, Dense path, Activation activation) =>
        LineAnalysis.Reaches(field) && path.Offset is { } bias && AlignedNumbers.IsReadable(path.Matrix) && AlignedNumbers.IsReadable(bias)
        && path.Matrix.shape[0] % PanelProduct.Width == 0 && path.Matrix.shape[1] == field.shape[^1] && field.numel() / field.shape[^1] * path.Matrix.shape[0] < int.MaxValue / sizeof(float)
        && PointCurves.Of(activation) is not null;

    /// <summary>The block's result.</summary>
    /// <param name="lines">v, <c>[lines, points, inputs]</c>.</param>
    /// <param name="coefficients">c, <c>[lines, 2 modes, outputs]</c>.</param>
    /// <param name="path">W and b.</param>
    /// <param name="activation">σ.</param>
    /// <returns><c>[lines, points, outputs]</c>.</returns>
    public static Tensor Run(Tensor lines, Tensor coefficients, Dense path, Activation activation)
    {
        (Tensor weight, Tensor bias) = (path.Matrix, path.Offset!);
        coefficients = coefficients.contiguous();
        bool differentiable = is_grad_enabled() && (lines.requires_grad || coefficients.requires_grad || weight.requires_grad || bias.requires_grad);
        return differentiable ? apply(lines, coefficients, weight, bias, activation) : Evaluate(lines, coefficients, weight, bias, activation, keep: false).Output;
    }

    /// <summary>The same by operations on tensors.</summary>
    public static Tensor ByOperations(Tensor lines, Tensor coefficients, Tensor weight, Tensor bias, Activation activation) =>
        activation.Function(TruncatedFourier.SynthesiseLines(coefficients, lines.shape[1], nn.functional.linear(lines, weight, bias)));

    public override Tensor forward(autograd.AutogradContext context, params object[] arguments)
    {
        var (lines, coefficients, weight, bias, activation) = ((Tensor)arguments[0], (Tensor)arguments[1], (Tensor)arguments[2], (Tensor)arguments[3], (Activation)arguments[4]);
        (Tensor output, Tensor z) = Evaluate(lines, coefficients, weight, bias, activation, keep: true);
        context.save_for_backward([lines, coefficients, weight, bias, z]);
        context.save_data("activation", activation);
        return output;
    }

    public override List<Tensor> backward(autograd.AutogradContext context, Tensor slope)
    {
        using DisposeScope scope = NewDisposeScope();
        List<Tensor> saved = context.get_saved_variables();
        var activation = (Activation)context.get_data("activation")!;
        IEnumerable<Tensor?> gradients;
        if (is_grad_enabled())
        {
            Tensor[] own = [.. saved[..4].Select(tensor => tensor.view(tensor.shape))]; // nodes of their own: where the coefficients follow from the field, what is asked for is the derivative in each alone
            gradients = PlainForm.Gradients(() => ByOperations(own[0], own[1], own[2], own[3], activation), own, slope);
        }
        else gradients = Gradients(saved[0], saved[1], saved[2], saved[3], saved[4], slope.contiguous(), activation);
        return [.. gradients.Append(null).Select(gradient => gradient?.MoveToOuterDisposeScope()!)];
    }

    private static unsafe (Tensor Output, Tensor Z) Evaluate(Tensor lines, Tensor coefficients, Tensor weight, Tensor bias, Activation activation, bool keep)
    {
        int count = (int)lines.shape[0], points = (int)lines.shape[1], inputs = (int)lines.shape[2], kept = (int)coefficients.shape[1], outputs = (int)coefficients.shape[2];
        Tensor matrix = TruncatedFourier.Lines(synthesis: true, points, kept / 2), output = empty(count, points, outputs), z = keep ? empty_like(output) : output;
        using FourierLines kernel = Kernel(matrix, weight, bias, activation);
        float* v = AlignedNumbers.Start(lines), c = AlignedNumbers.Start(coefficients), before = AlignedNumbers.Start(z), to = AlignedNumbers.Start(output);
        RowBlocks.WithRoom(count, kernel.ForwardRoom, (line, room) =>
        {
            long first = (long)line * points * outputs;
            kernel.Forward(v + (long)line * points * inputs, c + (long)line * kept * outputs, kept, before + first, to + first, (float*)room);
        });
        return (output, z);
    }

    private static unsafe Tensor[] Gradients(Tensor lines, Tensor coefficients, Tensor weight, Tensor bias, Tensor z, Tensor slope, Activation activation)
    {
        int count = (int)lines.shape[0], points = (int)lines.shape[1], inputs = (int)lines.shape[2], kept = (int)coefficients.shape[1], outputs = (int)coefficients.shape[2];
        Tensor matrix = TruncatedFourier.Lines(synthesis: true, points, kept / 2), ofLines = empty(lines.shape), ofCoefficients = empty(coefficients.shape), ofWeight = empty(weight.shape), ofBias = empty(outputs);
        using FourierLines kernel = Kernel(matrix, weight, bias, activation);
        float* v = AlignedNumbers.Start(lines), before = AlignedNumbers.Start(z), from = AlignedNumbers.Start(slope), to = AlignedNumbers.Start(ofLines), c = AlignedNumbers.Start(ofCoefficients);
        RowBlocks.WithSums(RowBlocks.Groups(count, 1), count, kernel.BackwardRoom, kernel.SumsLength, (line, room, sums) =>
        {
            long first = (long)line * points * outputs, input = (long)line * points * inputs;
            kernel.Backward(v + input, before + first, from + first, to + input, c + (long)line * kept * outputs, kept, (float*)room, (float*)sums);
        }, sums =>
        {
            AlignedNumbers.Copy((float*)sums, outputs, inputs, inputs, ofWeight);
            AlignedNumbers.Copy((float*)sums + (long)outputs * inputs, 1, outputs, outputs, ofBias);
        });
        return [ofLines, ofCoefficients, ofWeight, ofBias];
    }

    private static unsafe FourierLines Kernel(Tensor matrix, Tensor weight, Tensor bias, Activation activation) =>
        new(AlignedNumbers.Start(matrix), (int)matrix.shape[0], (int)matrix.shape[1], AlignedNumbers.Start(weight), AlignedNumbers.Start(bias), (int)weight.shape[1], (int)weight.shape[0], PointCurves.Of(activation)!.Value);
}
