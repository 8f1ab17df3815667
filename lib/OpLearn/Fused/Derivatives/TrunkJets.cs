using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>A trunk's values and derivatives in the coordinates as one operation of libtorch's automatic differentiation, differentiable in the weights.</summary>
/// <remarks>The same function as <see cref="TrunkDerivatives"/> to rounding, by <see cref="JetKernel"/> in place of some hundred small operations.</remarks>
internal sealed class TrunkJets : autograd.SingleTensorFunction<TrunkJets>
{
    public override string Name => nameof(TrunkJets);

    /// <summary>True where <see cref="Run"/> can work: float32 in this machine's memory, coordinates that ask for no gradients.</summary>
    public static bool IsSupported(MlpWeights network, Tensor inputs) =>
        VectorFunctions.AreFast && !inputs.requires_grad && inputs.numel() > 0 && network.Parameters.Append(inputs).All(AlignedBuffer.IsReadable);

    /// <summary>A network's values alone, by the same pass once the plan is settled.</summary>
    public static Tensor Value(MlpWeights network, Tensor inputs, DerivativePlan plan) =>
        plan.IsSettled && network.IsSimple && IsSupported(network, inputs) ? Run(network, inputs, [new(-1, -1)], () => network.ByOperations(inputs).unsqueeze(0))[0] : network.ByOperations(inputs);

    /// <summary>All streams, <c>[streams, …, width]</c>.</summary>
    /// <param name="network">The trunk.</param>
    /// <param name="inputs"><c>[…, inputs]</c>.</param>
    /// <param name="streams">What is wanted.</param>
    /// <param name="plain">The same by operations on tensors: gradients of gradients are taken through it.</param>
    public static Tensor Run(MlpWeights network, Tensor inputs, DerivativePlan.Stream[] streams, Func<Tensor> plain)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor[] parameters = [.. network.Parameters];
        Tensor all = is_grad_enabled() && parameters.Any(parameter => parameter.requires_grad) ? apply([network, inputs, streams, plain, .. parameters]) : Evaluate(network, inputs, streams).Output;
        return all.MoveToOuterDisposeScope();
    }

    public override Tensor forward(autograd.AutogradContext context, params object[] arguments)
    {
        (MlpWeights network, Tensor inputs, DerivativePlan.Stream[] streams) = ((MlpWeights)arguments[0], (Tensor)arguments[1], (DerivativePlan.Stream[])arguments[2]);
        (Tensor output, Tensor states) = Evaluate(network, inputs, streams);
        context.save_for_backward([states]);
        context.save_data("network", network);
        context.save_data("streams", streams);
        context.save_data("plain", arguments[3]);
        return output;
    }

    public override List<Tensor> backward(autograd.AutogradContext context, Tensor slope)
    {
        using DisposeScope scope = NewDisposeScope();
        var network = (MlpWeights)context.get_data("network")!;
        Tensor[] parameters = [.. network.Parameters];
        Tensor?[] gradients = is_grad_enabled() ? DoubleBackward.Gradients((Func<Tensor>)context.get_data("plain")!, parameters, slope)
            : Gradients(network, (DerivativePlan.Stream[])context.get_data("streams")!, context.get_saved_variables()[0], slope.contiguous(), parameters);
        return [null!, null!, null!, null!, .. gradients.Select(gradient => gradient?.MoveToOuterDisposeScope()!)];
    }

    private static unsafe (Tensor Output, Tensor States) Evaluate(MlpWeights network, Tensor inputs, DerivativePlan.Stream[] streams)
    {
        using var kernel = new JetKernel(network, streams);
        int dimensions = network.Widths[0], width = network.Widths[^1], rows = (int)(inputs.numel() / dimensions), block = kernel.Block;
        Tensor output = empty([streams.Length, .. inputs.shape[..^1], width]), states = empty(RowBlocks.Count(rows, block) * kernel.StateLength(block));
        float* from = AlignedBuffer.Start(inputs), to = AlignedBuffer.Start(output), kept = AlignedBuffer.Start(states);
        RowBlocks.Run(get_num_threads(), RowBlocks.Count(rows, block), index =>
        {
            int first = index * block, present = Math.Min(block, rows - first), row = kernel.OutputRow;
            float* values = kernel.Forward(from + (long)first * dimensions, present, kept + index * kernel.StateLength(block));
            for (int stream = 0; stream < streams.Length; stream++)
                for (int i = 0; i < present; i++)
                    new ReadOnlySpan<float>(values + ((long)stream * present + i) * row, width).CopyTo(new Span<float>(to + ((long)stream * rows + first + i) * width, width));
        });
        return (output, states);
    }

    private static unsafe Tensor?[] Gradients(MlpWeights network, DerivativePlan.Stream[] streams, Tensor states, Tensor slope, Tensor[] parameters)
    {
        using var kernel = new JetKernel(network, streams);
        int width = network.Widths[^1], rows = (int)(slope.numel() / slope.shape[0] / width), block = kernel.Block;
        float* kept = AlignedBuffer.Start(states), from = AlignedBuffer.Start(slope);
        Tensor?[] gradients = [.. parameters.Select(parameter => parameter.requires_grad ? empty(parameter.shape) : null)];
        RowBlocks.WithSums(RowBlocks.Groups(rows, block), RowBlocks.Count(rows, block), 2 * kernel.WidestLength, kernel.GradientLength, (index, room, sums) =>
        {
            int first = index * block, present = Math.Min(block, rows - first), row = kernel.OutputRow;
            float* slopes = (float*)room;
            new Span<float>(slopes, streams.Length * present * row).Clear();
            for (int stream = 0; stream < streams.Length; stream++)
                for (int i = 0; i < present; i++)
                    new ReadOnlySpan<float>(from + ((long)stream * rows + first + i) * width, width).CopyTo(new Span<float>(slopes + ((long)stream * present + i) * row, width));
            kernel.Backward(kept + index * kernel.StateLength(block), present, slopes, slopes + kernel.WidestLength, (float*)sums);
        }, sums => kernel.Write((float*)sums, gradients));
        return gradients;
    }
}
