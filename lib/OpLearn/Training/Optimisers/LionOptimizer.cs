using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>Lion on the flat vectors.</summary>
internal sealed class LionOptimizer : Optimizer
{
    private readonly LionOptions options;
    private readonly Tensor momentum;

    public LionOptimizer(FlatParameters parameters, LionOptions options) : base(parameters, options.ClipNorm)
    {
        this.options = options;
        State = new Dictionary<string, Tensor> { ["momentum"] = momentum = NewState() };
    }

    public override IReadOnlyDictionary<string, Tensor> State { get; }

    public override StepResult Step(Func<Tensor> loss, int step, double rate)
    {
        StepResult result = Differentiate(loss);
        if (!result.IsFinite) return result;
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        Tensor gradient = Parameters.Gradient;
        double scale = ClipScale(result.GradientNorm);
        if (scale != 1.0) gradient.mul_(scale);
        Tensor direction = (options.Beta1 * momentum).add_(gradient, alpha: 1.0 - options.Beta1).sign_();
        if (options.WeightDecay > 0.0) Parameters.Values.mul_(1.0 - rate * options.WeightDecay);
        Parameters.Values.add_(direction, alpha: -rate);
        momentum.mul_(options.Beta2).add_(gradient, alpha: 1.0 - options.Beta2);
        return result;
    }
}
