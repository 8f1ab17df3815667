using TorchSharp;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>L-BFGS on the flat vectors; the curvature pairs lie in a ring of fixed size, so that a checkpoint holds them as they are.</summary>
internal sealed class LbfgsOptimizer : Optimizer
{
    private readonly LbfgsOptions options;
    private readonly WolfeSearch search;
    private readonly Tensor moves, changes; // [memory, n]: s = θ₊ − θ and y = g₊ − g
    private readonly Tensor count; // [1], pairs ever stored
    private readonly Tensor reached; // [n], the gradient where the last step ended
    private readonly Tensor status; // [2], the loss there (NaN: not known), and 1 when no direction leads down any more

    public LbfgsOptimizer(FlatParameters parameters, LbfgsOptions options) : base(parameters, null)
    {
        this.options = options;
        search = new WolfeSearch(options.SufficientDecrease, options.Curvature, options.MaxEvaluations);
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        Tensor values = parameters.Values;
        moves = zeros(options.Memory, values.numel(), dtype: values.dtype, device: values.device).DetachFromDisposeScope();
        changes = zeros_like(moves).DetachFromDisposeScope();
        count = zeros(1, dtype: ScalarType.Int64).DetachFromDisposeScope();
        reached = NewState();
        status = tensor(new[] { double.NaN, 0.0 }).DetachFromDisposeScope();
        State = new Dictionary<string, Tensor> { ["moves"] = moves, ["changes"] = changes, ["pairs"] = count, ["reached"] = reached, ["status"] = status };
    }

    public override IReadOnlyDictionary<string, Tensor> State { get; }

    public override StepResult Step(Func<Tensor> loss, int step, double rate)
    {
        using var scope = NewDisposeScope();
        double known = status[0].item<double>();
        bool isKnown = SeesWholeSet && !double.IsNaN(known);
        StepResult result = isKnown ? new StepResult(known, FlatKernel.Norm(reached)) : Differentiate(loss);
        if (!result.IsFinite || result.GradientNorm == 0.0 || (isKnown && status[1].item<double>() != 0.0)) return result;
        using var _ = no_grad();
        Tensor origin = Parameters.Values.clone(), gradient = (isKnown ? reached : Parameters.Gradient).clone(), direction = Direction(gradient);
        bool steepest = count.item<long>() == 0;
        double slope = Dot(gradient, direction);
        if (!(slope < 0.0)) // rounding has spoilt the pairs: begin anew with steepest descent
        {
            count.zero_();
            steepest = true;
            direction = gradient.neg();
            slope = -result.GradientNorm * result.GradientNorm;
        }
        double first = rate * (count.item<long>() > 0 ? 1.0 : Math.Min(1.0, 1.0 / gradient.abs().sum().ToDouble()));
        LinePoint present = new(0.0, result.Loss, slope);
        LinePoint? found = search.Find(present, first, length => present = Evaluate(length));
        if (found is not { } best)
        {
            Parameters.Values.copy_(origin);
            count.zero_();
            Remember(result.Loss, gradient, stuck: steepest);
            return result;
        }
        if (best != present) Evaluate(best.Length);
        Remember(best.Value, Parameters.Gradient, stuck: false);
        Store(Parameters.Values - origin, Parameters.Gradient - gradient);
        return result;

        LinePoint Evaluate(double length)
        {
            using var inner = NewDisposeScope();
            Parameters.Values.copy_(origin).add_(direction, alpha: length);
            using (enable_grad())
            {
                double value = Parameters.Differentiate(loss);
                return new LinePoint(length, value, Dot(Parameters.Gradient, direction));
            }
        }
    }

    private void Remember(double value, Tensor gradient, bool stuck)
    {
        reached.copy_(gradient);
        using Tensor now = tensor(new[] { value, stuck ? 1.0 : 0.0 });
        status.copy_(now);
    }

    /// <summary>−H g by the two loops (algorithm 7.4), with H₀ = sᵀy / yᵀy.</summary>
    private Tensor Direction(Tensor gradient)
    {
        long stored = count.item<long>();
        Tensor direction = gradient.neg();
        if (stored == 0) return direction;
        int pairs = (int)Math.Min(stored, options.Memory);
        int[] newestFirst = [.. Enumerable.Range(0, pairs).Select(back => (int)((stored - 1 - back) % options.Memory))];
        double[] inverse = [.. newestFirst.Select(row => 1.0 / Dot(moves[row], changes[row]))], factors = new double[pairs];
        for (int i = 0; i < pairs; i++)
        {
            factors[i] = inverse[i] * Dot(moves[newestFirst[i]], direction);
            direction.add_(changes[newestFirst[i]], alpha: -factors[i]);
        }
        Tensor newest = changes[newestFirst[0]];
        direction.mul_(1.0 / (inverse[0] * Dot(newest, newest)));
        for (int i = pairs - 1; i >= 0; i--)
            direction.add_(moves[newestFirst[i]], alpha: factors[i] - inverse[i] * Dot(changes[newestFirst[i]], direction));
        return direction;
    }

    private void Store(Tensor move, Tensor change)
    {
        double product = Dot(move, change);
        if (!(product > 1e-16 * Dot(change, change))) return; // no positive curvature along the move: the pair would spoil H
        long row = count.item<long>() % options.Memory;
        moves[row].copy_(move);
        changes[row].copy_(change);
        count.add_(1);
    }

    private static double Dot(Tensor a, Tensor b)
    {
        using Tensor product = a.dot(b);
        return product.ToDouble();
    }
}
