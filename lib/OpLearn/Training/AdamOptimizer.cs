using static TorchSharp.torch;

namespace OpLearn;

/// <summary>Adam and AdamW on the flat vector: a dozen tensor operations a step however many parameter tensors there are.</summary>
internal sealed class AdamOptimizer : Optimizer
{
    private readonly AdamOptions options;
    private readonly Tensor first, second;

    public AdamOptimizer(FlatParameters parameters, AdamOptions options) : base(parameters, options.ClipNorm)
    {
        this.options = options;
        first = parameters.Zeros();
        second = parameters.Zeros();
        State = new Dictionary<string, Tensor> { ["first_moment"] = first, ["second_moment"] = second };
    }

    public override IReadOnlyDictionary<string, Tensor> State { get; }

    public override StepResult Step(Func<Tensor> loss, int step, double rate)
    {
        var (result, gradient) = Differentiate(loss);
        if (!result.IsFinite) return result;
        using var _ = no_grad();
        if (options.WeightDecay > 0.0)
        {
            if (options.DecoupledDecay) Parameters.Scale(1.0 - rate * options.WeightDecay);
            else gradient.add_(Parameters.Values(), alpha: options.WeightDecay);
        }
        double correction1 = 1.0 - Math.Pow(options.Beta1, step + 1), correction2 = 1.0 - Math.Pow(options.Beta2, step + 1);
        first.mul_(options.Beta1).add_(gradient, alpha: 1.0 - options.Beta1);
        second.mul_(options.Beta2).addcmul_(gradient, gradient, 1.0 - options.Beta2);
        Tensor denominator = second.sqrt().div_(Math.Sqrt(correction2)).add_(options.Epsilon);
        Parameters.Add(first.div(denominator).mul_(-rate / correction1));
        return result;
    }

    public override void Dispose()
    {
        first.Dispose();
        second.Dispose();
    }
}
