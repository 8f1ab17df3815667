using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>A network with one hidden layer at each point of a field as one operation of libtorch's automatic differentiation, by <see cref="PointwiseKernel"/>.</summary>
/// <remarks>The plain form is <see cref="ByOperations"/>. Groups of blocks have sums of their own, which are added in order, so the result does not depend on the number of threads.</remarks>
internal sealed class PointwiseNetwork : autograd.SingleTensorFunction<PointwiseNetwork>
{
    private const int MostOutputs = 8;

    public override string Name => nameof(PointwiseNetwork);

    /// <summary>A network's result, or null where this cannot find it.</summary>
    /// <param name="network">One hidden layer with an activation, and a linear layer.</param>
    /// <param name="field"><c>[…, inputs]</c>.</param>
    public static Tensor? Run(MlpWeights network, Tensor field)
    {
        if (!FastPaths.Enabled || !VectorFunctions.AreFast || network.Weights.Length != 2 || !network.IsFused || network.Last != FusedActivation.Identity || network.Leak != 0f) return null;
        if (network.Biases[0] is not { } bias || network.Biases[1] is not { } lastBias) return null;
        (Tensor weight, Tensor last) = (network.Weights[0], network.Weights[1]);
        using DisposeScope scope = NewDisposeScope();
        Tensor rows = field.reshape(-1, field.shape[^1]).contiguous();
        Tensor[] parameters = [weight, bias, last, lastBias];
        bool fits = rows.numel() > 0 && weight.shape[0] % PackedGemm.Width == 0 && weight.shape[1] % PackedGemm.Width == 0 && weight.shape[1] == rows.shape[1] && last.shape[0] <= MostOutputs;
        if (!fits || !parameters.Append(rows).All(AlignedBuffer.IsReadable)) return null;
        FusedActivation activation = network.Hidden;
        bool differentiable = is_grad_enabled() && (rows.requires_grad || parameters.Any(parameter => parameter.requires_grad));
        Tensor result = differentiable ? apply(rows, weight, bias, last, lastBias, activation) : Evaluate(rows, parameters, activation);
        return result.reshape([.. field.shape[..^1], last.shape[0]]).MoveToOuterDisposeScope();
    }

    /// <summary>The same by operations on tensors.</summary>
    public static Tensor ByOperations(Tensor rows, IReadOnlyList<Tensor> parameters, FusedActivation activation) =>
        nn.functional.linear(FusedActivations.ByOperations(activation, nn.functional.linear(rows, parameters[0], parameters[1])), parameters[2], parameters[3]);

    public override Tensor forward(autograd.AutogradContext context, params object[] arguments)
    {
        Tensor[] saved = [.. arguments[..5].Cast<Tensor>()];
        context.save_for_backward([.. saved]);
        context.save_data("activation", arguments[5]);
        return Evaluate(saved[0], saved[1..], (FusedActivation)arguments[5]);
    }

    public override List<Tensor> backward(autograd.AutogradContext context, Tensor slope)
    {
        using DisposeScope scope = NewDisposeScope();
        List<Tensor> saved = context.get_saved_variables();
        var activation = (FusedActivation)context.get_data("activation")!;
        IEnumerable<Tensor?> gradients = is_grad_enabled() ? DoubleBackward.Gradients(() => ByOperations(saved[0], saved[1..], activation), saved, slope)
            : Gradients(saved[0], [.. saved[1..]], slope.contiguous(), activation);
        return [.. gradients.Append(null).Select(gradient => gradient?.MoveToOuterDisposeScope()!)];
    }

    private static unsafe Tensor Evaluate(Tensor rows, Tensor[] parameters, FusedActivation activation)
    {
        int count = (int)rows.shape[0], inputs = (int)rows.shape[1], outputs = (int)parameters[3].shape[0];
        Tensor result = empty(count, outputs);
        using PointwiseKernel kernel = Kernel(parameters, activation);
        float* x = AlignedBuffer.Start(rows), y = AlignedBuffer.Start(result);
        RowBlocks.WithRoom(RowBlocks.Count(count, PointwiseKernel.Block), kernel.Room, (block, room) =>
        {
            long first = (long)block * PointwiseKernel.Block;
            kernel.Forward(x + first * inputs, (int)Math.Min(PointwiseKernel.Block, count - first), y + first * outputs, (float*)room);
        });
        return result;
    }

    private static unsafe Tensor[] Gradients(Tensor rows, Tensor[] parameters, Tensor slope, FusedActivation activation)
    {
        int count = (int)rows.shape[0], inputs = (int)rows.shape[1], outputs = (int)parameters[3].shape[0];
        Tensor ofRows = empty(rows.shape);
        Tensor[] ofParameters = [.. parameters.Select(parameter => empty(parameter.shape))];
        using PointwiseKernel kernel = Kernel(parameters, activation);
        float* x = AlignedBuffer.Start(rows), ofY = AlignedBuffer.Start(slope), ofX = AlignedBuffer.Start(ofRows);
        RowBlocks.WithSums(RowBlocks.Groups(count, PointwiseKernel.Block), RowBlocks.Count(count, PointwiseKernel.Block), kernel.Room, kernel.SumsLength, (block, room, sums) =>
        {
            long first = (long)block * PointwiseKernel.Block;
            kernel.Backward(x + first * inputs, (int)Math.Min(PointwiseKernel.Block, count - first), ofY + first * outputs, ofX + first * inputs, (float*)room, (float*)sums);
        }, sums =>
        {
            foreach ((Tensor gradient, long start) in ofParameters.Zip(kernel.SumStarts)) AlignedBuffer.Copy((float*)sums + start, 1, (int)gradient.numel(), 0, gradient);
        });
        return [ofRows, .. ofParameters];
    }

    private static unsafe PointwiseKernel Kernel(Tensor[] parameters, FusedActivation activation) =>
        new((int)parameters[0].shape[1], (int)parameters[0].shape[0], (int)parameters[3].shape[0], [.. parameters.Select(parameter => (nint)AlignedBuffer.Start(parameter))], activation);
}
