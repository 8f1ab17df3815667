using static TorchSharp.torch;

namespace OpLearn;

/// <summary>Adam and AdamW on the flat vectors, in one pass over memory on the CPU.</summary>
internal sealed class AdamOptimizer : Optimizer
{
    private readonly AdamOptions options;
    private readonly Tensor first, second;

    public AdamOptimizer(FlatParameters parameters, AdamOptions options) : base(parameters, options.ClipNorm)
    {
        this.options = options;
        State = new Dictionary<string, Tensor> { ["first_moment"] = first = NewState(), ["second_moment"] = second = NewState() };
    }

    public override IReadOnlyDictionary<string, Tensor> State { get; }

    public override StepResult Step(Func<Tensor> loss, int step, double rate)
    {
        StepResult result = Differentiate(loss);
        if (!result.IsFinite) return result;
        var numbers = Numbers(options, step, rate, ClipScale(result.GradientNorm));
        if (FastPaths.Enabled && FlatKernel.IsSupported(Parameters.Values)) FlatKernel.Adam(Parameters.Values, Parameters.Gradient, first, second, numbers);
        else WithTensors(Parameters.Values, Parameters.Gradient, first, second, numbers);
        return result;
    }

    /// <summary>The scalars of step <paramref name="step"/>, counted from 0.</summary>
    internal static AdamNumbers Numbers(AdamOptions options, int step, double rate, double gradientScale) => new(options.Beta1, options.Beta2, options.Epsilon, gradientScale,
        options.DecoupledDecay ? 0.0 : options.WeightDecay, options.DecoupledDecay ? 1.0 - rate * options.WeightDecay : 1.0,
        rate / (1.0 - Math.Pow(options.Beta1, step + 1)), Math.Sqrt(1.0 - Math.Pow(options.Beta2, step + 1)));

    /// <summary>The same update by tensor operations, for other devices and as the plain form that the fused one is tested against.</summary>
    internal static void WithTensors(Tensor values, Tensor gradient, Tensor first, Tensor second, AdamNumbers numbers)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        if (numbers.GradientScale != 1.0) gradient.mul_(numbers.GradientScale);
        if (numbers.Penalty != 0.0) gradient.add_(values, alpha: numbers.Penalty);
        if (numbers.Shrink != 1.0) values.mul_(numbers.Shrink);
        first.mul_(numbers.Beta1).add_(gradient, alpha: 1.0 - numbers.Beta1);
        second.mul_(numbers.Beta2).addcmul_(gradient, gradient, 1.0 - numbers.Beta2);
        Tensor denominator = second.sqrt().div_(numbers.RootCorrection).add_(numbers.Epsilon);
        values.add_(first.div(denominator).mul_(-numbers.StepSize));
    }
}
