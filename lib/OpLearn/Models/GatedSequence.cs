using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>A layer of gated recurrent units over a whole sequence as one operation of libtorch's automatic differentiation.</summary>
/// <remarks>
/// libtorch on a CPU makes a dozen small operations of each step and as many again on the way back. Here the products with the inputs of all steps are one
/// matrix product, the recurrence is <see cref="GatedKernel"/>, and the gradients of the weights are one matrix product each over all steps and samples.
/// The same function to rounding; <see cref="ByOperations"/> is the plain form, and gradients of gradients are taken through it.
/// </remarks>
internal sealed class GatedSequence : autograd.SingleTensorFunction<GatedSequence>
{
    public override string Name => nameof(GatedSequence);

    /// <summary>True where <see cref="Run"/> can work: float32 in this machine's memory, a processor with the instructions, and states of less than 2 GiB.</summary>
    /// <param name="input">The input or anything of its kind and number of samples, samples first.</param>
    /// <param name="weights">Any of the weights.</param>
    /// <param name="steps">The longest sequence.</param>
    /// <param name="units">The widest layer.</param>
    public static bool Reaches(Tensor input, Tensor weights, long steps, long units) =>
        VectorFunctions.AreFast && IsPlain(input) && IsPlain(weights) && input.numel() > 0
        && steps * input.shape[0] * (units + GatedKernel.Width) * 4 * sizeof(float) < int.MaxValue;

    /// <summary>h of all steps, from h = 0.</summary>
    /// <param name="input"><c>[steps, samples, inputs]</c>, or <c>[samples, inputs]</c> for an input that is the same in all steps.</param>
    /// <param name="steps">Number of steps where the input is the same in all; else ignored.</param>
    /// <param name="weights">Of a layer, in libtorch's order and form: W <c>[3 units, inputs]</c>, U <c>[3 units, units]</c>, b and c <c>[3 units]</c>; gates in the order r, z, g.</param>
    /// <returns><c>[steps, samples, units]</c>.</returns>
    public static Tensor Run(Tensor input, int steps, IReadOnlyList<Tensor> weights)
    {
        using DisposeScope scope = NewDisposeScope();
        long units = weights[1].shape[1], missing = -units % GatedKernel.Width;
        if (missing < 0) missing += GatedKernel.Width;
        // Units that are not there have weights of zero: their state stays zero.
        Tensor[] whole = missing == 0 ? [.. weights] : [Padded(weights[0], false), Padded(weights[1], true), Padded(weights[2], false), Padded(weights[3], false)];
        bool differentiable = is_grad_enabled() && (input.requires_grad || whole.Any(tensor => tensor.requires_grad));
        int repeats = input.dim() == 2 ? steps : 0;
        Tensor h = differentiable ? apply(input.contiguous(), whole[0], whole[1], whole[2], whole[3], repeats) : Evaluate(input.contiguous(), whole, repeats).Output;
        return (missing == 0 ? h : h.narrow(2, 0, units)).MoveToOuterDisposeScope();

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
    public static Tensor ByOperations(Tensor input, int steps, IReadOnlyList<Tensor> weights)
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
        return stack(all, 0);
    }

    public override Tensor forward(autograd.AutogradContext context, params object[] arguments)
    {
        Tensor input = (Tensor)arguments[0];
        Tensor[] weights = [.. arguments[1..5].Cast<Tensor>()];
        (Tensor output, Tensor states) = Evaluate(input, weights, (int)arguments[5]);
        context.save_for_backward([input, .. weights, states, output]);
        return output;
    }

    private static (Tensor Output, Tensor States) Evaluate(Tensor input, Tensor[] weights, int repeats)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor recurrent = weights[1], b = weights[2], c = weights[3];
        bool repeated = repeats > 0;
        int steps = repeated ? repeats : (int)input.shape[0], samples = (int)input.shape[^2], units = (int)recurrent.shape[1];
        Tensor states = empty(steps, samples, 4 * units), output = empty(steps, samples, units);
        Tensor products = repeated ? empty(samples, 3 * units) : states.view(-1, 4 * units).narrow(1, 0, 3 * units);
        products.addmm_(input.reshape(-1, input.shape[^1]), weights[0].t(), beta: 0f);
        Tensor biases = cat([b.narrow(0, 0, 2 * units) + c.narrow(0, 0, 2 * units), b.narrow(0, 2 * units, units), c.narrow(0, 2 * units, units)]);
        Tensor panels = GatedKernel.Panels(recurrent, transposed: false);
        unsafe
        {
            GatedKernel.Forward(new GatedSize(steps, samples, units), repeated ? AlignedNumbers.Start(products) : AlignedNumbers.Start(states), repeated ? 3 * units : 4 * units, repeated, AlignedNumbers.Start(panels), AlignedNumbers.Start(biases),
                AlignedNumbers.Start(states), AlignedNumbers.Start(output), get_num_threads());
        }
        return (output.MoveToOuterDisposeScope(), states.MoveToOuterDisposeScope());
    }

    public override List<Tensor> backward(autograd.AutogradContext context, Tensor slope)
    {
        using DisposeScope scope = NewDisposeScope();
        List<Tensor> saved = context.get_saved_variables();
        Tensor input = saved[0], states = saved[5], output = saved[6];
        Tensor[] weights = [.. saved[1..5]];
        if (is_grad_enabled())
            return [.. PlainForm.Gradients(() => ByOperations(input, (int)output.shape[0], weights), [input, .. weights], slope).Append(null).Select(gradient => gradient?.MoveToOuterDisposeScope()!)];
        bool repeated = input.dim() == 2;
        int steps = (int)output.shape[0], samples = (int)output.shape[1], units = (int)output.shape[2];
        slope = slope.contiguous();
        Tensor gradients = empty(steps, samples, 4 * units), sums = zeros(samples, 4 * units), carry = zeros(samples, units), panels = GatedKernel.Panels(weights[1], transposed: true);
        unsafe
        {
            GatedKernel.Backward(new GatedSize(steps, samples, units), AlignedNumbers.Start(panels), AlignedNumbers.Start(states), AlignedNumbers.Start(output), AlignedNumbers.Start(slope), AlignedNumbers.Start(gradients), AlignedNumbers.Start(sums), AlignedNumbers.Start(carry), get_num_threads());
        }
        gradients = gradients.view(-1, 4 * units); // g, r, z, a
        Tensor ofInputs = (repeated ? sums : gradients).narrow(1, 0, 3 * units), total = sums.sum(dim: 0);
        Tensor? inputGradient = input.requires_grad ? ofInputs.mm(weights[0].roll(units, 0)).reshape(input.shape) : null;
        // Inputs first: with few of them, as in a first layer, the product the other way round takes ten times as long.
        Tensor w = input.reshape(-1, input.shape[^1]).t().mm(ofInputs).roll(-units, 1).t();
        Tensor u = output.view(-1, units).narrow(0, 0, (steps - 1) * samples).t().mm(gradients.narrow(0, samples, (steps - 1) * samples).narrow(1, units, 3 * units)).t();
        Tensor b = total.narrow(0, 0, 3 * units).roll(-units, 0), c = total.narrow(0, units, 3 * units).clone();
        return [.. new[] { inputGradient, w, u, b, c, null }.Select(gradient => gradient?.MoveToOuterDisposeScope()!)];
    }

    private static bool IsPlain(Tensor tensor) => tensor.device_type == DeviceType.CPU && tensor.dtype == ScalarType.Float32;
}
