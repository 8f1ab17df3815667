using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>A Fourier block, <c>σ(F⁻¹(R · F v) + W v + b)</c>, as one operation of libtorch's automatic differentiation.</summary>
/// <remarks>
/// By operations on tensors the field goes through memory a dozen times a block, forward and backward, and dozens of operations are made of it; <see cref="AxisTransformKernel"/>
/// reads it twice each way, and <see cref="SpectralMultiply"/> takes what lies between. Groups of lines have sums of their own, which are added in order, so the
/// result does not depend on the number of threads. <see cref="ByOperations"/> is the plain form.
/// </remarks>
internal sealed class FourierBlock : autograd.SingleTensorFunction<FourierBlock>
{
    public override string Name => nameof(FourierBlock);

    /// <summary>True where <see cref="Run"/> can work: float32 in this machine's memory, channels in whole panels.</summary>
    public static bool IsSupported(Tensor field, Tensor weight, Tensor matrix, Tensor bias) =>
        AxisTransform.IsSupported(field) && AlignedBuffer.IsReadable(matrix) && AlignedBuffer.IsReadable(bias) && AlignedBuffer.IsReadable(weight)
        && matrix.shape[0] % PackedGemm.Width == 0 && matrix.shape[1] == field.shape[^1] && field.numel() / field.shape[^1] * matrix.shape[0] < int.MaxValue / sizeof(float);

    /// <summary>The block's result, of the field's shape with as many channels as R and W have outputs.</summary>
    /// <param name="field">v, <c>[samples, axes…, inputs]</c>.</param>
    /// <param name="modes">Kept frequencies of each axis.</param>
    /// <param name="weight">R, <c>[inputs, outputs, frequencies, 2]</c>.</param>
    /// <param name="matrix">W, <c>[outputs, inputs]</c>.</param>
    /// <param name="bias">b, <c>[outputs]</c>.</param>
    /// <param name="activation">σ.</param>
    public static Tensor Run(Tensor field, int[] modes, Tensor weight, Tensor matrix, Tensor bias, FusedActivation activation)
    {
        Tensor[] arguments = [field, weight, matrix, bias];
        if (is_grad_enabled() && arguments.Any(argument => argument.requires_grad)) return apply(field, weight, matrix, bias, modes, activation);
        return Evaluate(arguments, modes, activation, keep: false).Output;
    }

    /// <summary>The same by operations on tensors.</summary>
    /// <param name="arguments">v, R, W, b.</param>
    /// <param name="modes">As for <see cref="Run"/>.</param>
    /// <param name="activation">As for <see cref="Run"/>.</param>
    public static Tensor ByOperations(IReadOnlyList<Tensor> arguments, int[] modes, FusedActivation activation)
    {
        Tensor field = arguments[0], product = SpectralMultiply.ByOperations(TruncatedFourier.Analyse(field, modes), arguments[1]);
        return FusedActivations.ByOperations(activation, TruncatedFourier.Synthesise(product, modes, field.shape[1..^1], nn.functional.linear(field, arguments[2], arguments[3])));
    }

    public override Tensor forward(autograd.AutogradContext context, params object[] arguments)
    {
        Tensor[] own = [.. arguments[..4].Cast<Tensor>()];
        var (modes, activation) = ((int[])arguments[4], (FusedActivation)arguments[5]);
        (Tensor output, Tensor found, Tensor? slopes) = Evaluate(own, modes, activation, keep: true);
        context.save_for_backward([.. own, found, .. slopes is null ? Array.Empty<Tensor>() : [slopes]]);
        context.save_data("modes", modes);
        context.save_data("activation", activation);
        return output;
    }

    public override List<Tensor> backward(autograd.AutogradContext context, Tensor slope)
    {
        using DisposeScope scope = NewDisposeScope();
        List<Tensor> saved = context.get_saved_variables();
        var (modes, activation) = ((int[])context.get_data("modes")!, (FusedActivation)context.get_data("activation")!);
        IEnumerable<Tensor?> gradients;
        if (is_grad_enabled())
        {
            Tensor[] own = [.. saved[..4].Select(tensor => tensor.view(tensor.shape))]; // nodes of their own: where R follows from v, what is asked for is the derivative in each alone
            gradients = DoubleBackward.Gradients(() => ByOperations(own, modes, activation), own, slope);
        }
        else gradients = Gradients(saved, modes, slope.contiguous(), activation);
        return [.. gradients.Concat([null, null]).Select(gradient => gradient?.MoveToOuterDisposeScope()!)];
    }

    private static unsafe (Tensor Output, Tensor Found, Tensor? Slopes) Evaluate(Tensor[] arguments, int[] modes, FusedActivation activation, bool keep)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradients = no_grad();
        (Tensor field, Tensor weight) = (arguments[0], arguments[2]);
        long[] shape = field.shape, grid = shape[1..^1];
        int points = (int)grid[^1], inputs = (int)shape[^1], kept = 2 * modes[^1], outputs = (int)weight.shape[0], count = (int)(field.numel() / points / inputs);
        Tensor lines = field.view(count, points, inputs), found = TruncatedFourier.FromLines(AxisTransform.Evaluate(lines, modes[^1]), modes, grid).contiguous();
        Tensor coefficients = TruncatedFourier.ToLines(SpectralMultiply.Evaluate(found, arguments[1]), modes, grid).contiguous(), output = empty([.. shape[..^1], outputs]);
        Tensor? slopes = keep && activation != FusedActivation.Identity ? empty_like(output) : null;
        Tensor matrix = TruncatedFourier.Lines(synthesis: true, points, modes[^1]);
        using AxisTransformKernel kernel = Kernel(matrix, weight, arguments[3], activation);
        float* v = AlignedBuffer.Start(lines), c = AlignedBuffer.Start(coefficients), to = AlignedBuffer.Start(output), slopesTo = slopes is null ? null : AlignedBuffer.Start(slopes);
        RowBlocks.WithRoom(count, kernel.ForwardRoom, (line, room) =>
        {
            long first = (long)line * points * outputs;
            kernel.Forward(v + (long)line * points * inputs, c + (long)line * kept * outputs, kept, to + first, slopesTo is null ? null : slopesTo + first, (float*)room);
        });
        return (output.MoveToOuterDisposeScope(), found.MoveToOuterDisposeScope(), slopes?.MoveToOuterDisposeScope());
    }

    private static Tensor[] Gradients(List<Tensor> saved, int[] modes, Tensor slope, FusedActivation activation)
    {
        long[] shape = saved[0].shape, grid = shape[1..^1];
        long count = saved[0].numel() / grid[^1] / shape[^1];
        Tensor ofLines = empty(count, grid[^1], shape[^1]), ofCoefficients = empty(count, 2 * modes[^1], slope.shape[^1]);
        Tensor[] ofPath = LineGradients(saved, slope, activation, ofLines, ofCoefficients);
        (Tensor ofFound, Tensor ofWeight) = SpectralMultiply.Gradients(saved[4], saved[1], TruncatedFourier.FromLines(ofCoefficients, modes, grid, back: true).contiguous());
        AxisTransform.AddBack(TruncatedFourier.ToLines(ofFound, modes, grid, back: true).contiguous(), ofLines);
        return [ofLines.view(shape), ofWeight, .. ofPath];
    }

    /// <summary>From the block's result to the lines' coefficients and, past the transform, to v; both are filled, and what is returned belongs to W and b.</summary>
    private static unsafe Tensor[] LineGradients(List<Tensor> saved, Tensor slope, FusedActivation activation, Tensor ofLines, Tensor ofCoefficients)
    {
        (Tensor field, Tensor weight, Tensor bias) = (saved[0], saved[2], saved[3]);
        long[] shape = ofLines.shape;
        int count = (int)shape[0], points = (int)shape[1], inputs = (int)shape[2], kept = (int)ofCoefficients.shape[1], outputs = (int)bias.shape[0];
        Tensor matrix = TruncatedFourier.Lines(synthesis: true, points, kept / 2), ofWeight = empty(outputs, inputs), ofBias = empty(outputs);
        using AxisTransformKernel kernel = Kernel(matrix, weight, bias, activation);
        float* v = AlignedBuffer.Start(field), slopes = saved.Count > 5 ? AlignedBuffer.Start(saved[5]) : null, from = AlignedBuffer.Start(slope), to = AlignedBuffer.Start(ofLines), c = AlignedBuffer.Start(ofCoefficients);
        RowBlocks.WithSums(RowBlocks.Groups(count, 1), count, kernel.BackwardRoom, kernel.SumsLength, (line, room, sums) =>
        {
            long first = (long)line * points * outputs, input = (long)line * points * inputs;
            kernel.Backward(v + input, slopes is null ? null : slopes + first, from + first, to + input, c + (long)line * kept * outputs, kept, (float*)room, (float*)sums);
        }, sums =>
        {
            AlignedBuffer.Copy((float*)sums, outputs, inputs, inputs, ofWeight);
            AlignedBuffer.Copy((float*)sums + (long)outputs * inputs, 1, outputs, outputs, ofBias);
        });
        return [ofWeight, ofBias];
    }

    private static unsafe AxisTransformKernel Kernel(Tensor matrix, Tensor weight, Tensor bias, FusedActivation activation)
    {
        long[] synthesis = matrix.shape, path = weight.shape;
        return new(AlignedBuffer.Start(matrix), (int)synthesis[0], (int)synthesis[1], AlignedBuffer.Start(weight), AlignedBuffer.Start(bias), (int)path[1], (int)path[0], activation);
    }
}
