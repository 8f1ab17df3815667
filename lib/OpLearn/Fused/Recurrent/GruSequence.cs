using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>A layer of gated recurrent units over a whole sequence as one operation of libtorch's automatic differentiation.</summary>
/// <remarks>
/// libtorch on a CPU makes a dozen small operations of each step and as many again on the way back. Here the whole sequence is <see cref="GruKernel"/>, and the way back
/// <see cref="GruBackward"/>; the gradients of wide layers' weights are one matrix product each over all steps and samples.
/// The same function to rounding; <see cref="ByOperations"/> is the plain form, and gradients of gradients are taken through it.
/// </remarks>
internal sealed class GruSequence : autograd.SingleTensorFunction<GruSequence>
{
    public override string Name => nameof(GruSequence);

    /// <summary>True where <see cref="Run"/> can work: float32 in this machine's memory, a processor with the instructions, and states of less than 2 GiB.</summary>
    /// <param name="input">The input or anything of its kind and number of samples, samples first.</param>
    /// <param name="weights">Any of the weights.</param>
    /// <param name="steps">The longest sequence.</param>
    /// <param name="units">The widest layer.</param>
    public static bool IsSupported(Tensor input, Tensor weights, long steps, long units) =>
        VectorFunctions.AreFast && IsPlain(input) && IsPlain(weights) && input.numel() > 0
        && steps * input.shape[0] * (units + GruKernel.Width) * 4 * sizeof(float) < int.MaxValue;

    /// <summary>h of all steps, from h = 0.</summary>
    /// <param name="input"><c>[steps, samples, inputs]</c>, or <c>[samples, inputs]</c> for an input that is the same in all steps.</param>
    /// <param name="steps">Number of steps where the input is the same in all; else ignored.</param>
    /// <param name="weights">Of a layer, in libtorch's order and form: W <c>[3 units, inputs]</c>, U <c>[3 units, units]</c>, b and c <c>[3 units]</c>; gates in the order r, z, g.</param>
    /// <param name="last">True for h of the last step alone.</param>
    /// <returns><c>[steps, samples, units]</c>, or <c>[samples, units]</c> of the last step.</returns>
    public static Tensor Run(Tensor input, int steps, IReadOnlyList<Tensor> weights, bool last = false)
    {
        using DisposeScope scope = NewDisposeScope();
        long units = weights[1].shape[1], missing = -units % GruKernel.Width;
        if (missing < 0) missing += GruKernel.Width;
        // Units that are not there have weights of zero: their state stays zero.
        Tensor[] whole = missing == 0 ? [.. weights.Select(tensor => tensor.contiguous())] : [Padded(weights[0], false), Padded(weights[1], true), Padded(weights[2], false), Padded(weights[3], false)];
        input = input.contiguous();
        bool differentiable = is_grad_enabled() && (input.requires_grad || whole.Any(tensor => tensor.requires_grad)), repeated = input.dim() == 2;
        var size = new GruSize(repeated ? steps : (int)input.shape[0], (int)input.shape[^2], (int)input.shape[^1], (int)whole[1].shape[1], repeated, last);
        Tensor h = differentiable ? apply(input, whole[0], whole[1], whole[2], whole[3], size) : Result(Evaluate(input, whole, size).Output, last);
        return (missing == 0 ? h : h.narrow(-1, 0, units)).MoveToOuterDisposeScope();

        Tensor Padded(Tensor gates, bool columnsToo)
        {
            long[] inner = [.. gates.shape[1..]];
            Tensor cube = gates.reshape([3, units, .. inner]);
            if (columnsToo) cube = cat([cube, cube.new_zeros(3, units, missing)], 2);
            long[] blank = [.. cube.shape];
            blank[1] = missing;
            return cat([cube, cube.new_zeros(blank)], 1).flatten(0, 1);
        }
    }

    /// <summary>The same by operations on tensors.</summary>
    /// <param name="input"><c>[steps, samples, inputs]</c>, or <c>[samples, inputs]</c> for an input that is the same in all steps.</param>
    /// <param name="steps">Number of steps where the input is the same in all; else ignored.</param>
    /// <param name="weights">As in <see cref="Run"/>.</param>
    /// <param name="last">As in <see cref="Run"/>.</param>
    public static Tensor ByOperations(Tensor input, int steps, IReadOnlyList<Tensor> weights, bool last = false)
    {
        bool repeated = input.dim() == 2;
        Tensor products = nn.functional.linear(input, weights[0], weights[2]);
        Tensor h = input.new_zeros(input.shape[^2], weights[1].shape[1]);
        var all = new Tensor[repeated ? steps : input.shape[0]];
        for (int step = 0; step < all.Length; step++)
        {
            Tensor[] x = (repeated ? products : products[step]).chunk(3, 1), u = nn.functional.linear(h, weights[1], weights[3]).chunk(3, 1);
            Tensor r = (x[0] + u[0]).sigmoid(), z = (x[1] + u[1]).sigmoid(), g = (x[2] + r * u[2]).tanh();
            all[step] = h = g + z * (h - g);
        }
        return last ? h : stack(all, 0);
    }

    public override Tensor forward(autograd.AutogradContext context, params object[] arguments)
    {
        Tensor[] own = [.. arguments[..5].Cast<Tensor>()];
        var size = (GruSize)arguments[5];
        (Tensor output, Tensor states) = Evaluate(own[0], own[1..], size);
        context.save_for_backward([.. own, states, output]);
        context.save_data("size", size);
        return Result(output, size.Last);
    }

    private static Tensor Result(Tensor output, bool last) => last ? output[-1].clone() : output;

    private static unsafe (Tensor Output, Tensor States) Evaluate(Tensor input, Tensor[] weights, GruSize size)
    {
        Tensor states = empty(size.Steps, size.Samples, 4 * size.Units), output = empty(size.Steps, size.Samples, size.Units);
        GruKernel.Forward(size, AlignedBuffer.Start(input), new GruWeights(weights), AlignedBuffer.Start(states), AlignedBuffer.Start(output));
        return (output, states);
    }

    public override List<Tensor> backward(autograd.AutogradContext context, Tensor slope)
    {
        using DisposeScope scope = NewDisposeScope();
        List<Tensor> saved = context.get_saved_variables();
        var size = (GruSize)context.get_data("size")!;
        Tensor[] arguments = [.. saved[..5]];
        IEnumerable<Tensor?> gradients = is_grad_enabled() ? DoubleBackward.Gradients(() => ByOperations(arguments[0], size.Steps, arguments[1..], size.Last), arguments, slope)
            : Gradients(arguments[0], arguments[1..], saved[5], saved[6], slope.contiguous(), size);
        return [.. gradients.Append(null).Select(gradient => gradient?.MoveToOuterDisposeScope()!)];
    }

    private static unsafe Tensor?[] Gradients(Tensor input, Tensor[] weights, Tensor states, Tensor output, Tensor slope, GruSize size)
    {
        (int steps, int samples, int units) = (size.Steps, size.Samples, size.Units);
        bool isWhole = size.HasFewUnits && (size.Repeated || (size.HasFewInputs && !input.requires_grad)); // what is left to do asks for the sums at most
        Tensor gradients = empty(isWhole ? 0 : steps * samples, 4 * units), sums = empty(samples, 4 * units); // g, r, z, a
        Tensor[] to = [.. weights.Select(weight => empty(weight.shape))];
        GruBackward.Run(size, AlignedBuffer.Start(input), new GruWeights(weights), AlignedBuffer.Start(states), AlignedBuffer.Start(output), AlignedBuffer.Start(slope),
            isWhole ? null : AlignedBuffer.Start(gradients), AlignedBuffer.Start(sums), new GruWeights(to));
        Tensor ofInputs = (size.Repeated ? sums : gradients).narrow(1, 0, 3 * units);
        Tensor? inputGradient = input.requires_grad ? ofInputs.mm(weights[0].roll(units, 0)).reshape(input.shape) : null;
        // Inputs first: with few of them the product the other way round takes ten times as long.
        if (!size.HasFewInputs) to[0] = input.reshape(-1, size.Inputs).t().mm(ofInputs).roll(-units, 1).t();
        if (!size.HasFewUnits)
            to[1] = output.view(-1, units).narrow(0, 0, (steps - 1) * samples).t().mm(gradients.narrow(0, samples, (steps - 1) * samples).narrow(1, units, 3 * units)).t();
        return [inputGradient, .. to];
    }

    private static bool IsPlain(Tensor tensor) => tensor.device_type == DeviceType.CPU && tensor.dtype == ScalarType.Float32;
}
