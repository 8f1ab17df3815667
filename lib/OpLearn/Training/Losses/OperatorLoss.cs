using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace OpLearn;

/// <summary>A scalar that training makes small: of a model and a batch.</summary>
/// <remarks>
/// The losses of data are means over the batch's functions, so the mean over a whole set does not depend on how it is cut into equal batches.
/// A mask takes points out of a function's sums and counts; every function needs at least one point that counts.
/// </remarks>
public sealed class OperatorLoss
{
    private readonly Func<OperatorModel, OperatorBatch, Tensor> evaluate;
    private Func<OperatorModel, OperatorBatch, Func<Tensor, Tensor?>, double?>? direct;

    private OperatorLoss(string name, Func<OperatorModel, OperatorBatch, Tensor> evaluate)
    {
        Name = name;
        this.evaluate = evaluate;
    }

    /// <summary>The loss in words. Two losses of the same name are taken to be the same when a run is resumed.</summary>
    public string Name { get; }

    /// <summary>The loss, <c>[]</c>, differentiable in the model's parameters.</summary>
    /// <exception cref="ArgumentException">The model's output and the targets differ in shape.</exception>
    public Tensor Evaluate(OperatorModel model, OperatorBatch batch)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(batch);
        using var scope = NewDisposeScope();
        return evaluate(model, batch).MoveToOuterDisposeScope();
    }

    /// <summary>True for a loss of the library's own: it takes no gradients in the parameters while it is evaluated, so a <see cref="GradientTape"/> may take them past automatic differentiation.</summary>
    internal bool UsesTape { get; private init; }

    /// <summary>The loss with its gradient written where it belongs, without automatic differentiation, where that is possible; else null.</summary>
    /// <param name="model">The model.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="gradientOf">The place of a parameter's gradient, a contiguous tensor; null where none is wanted.</param>
    internal double? Differentiate(OperatorModel model, OperatorBatch batch, Func<Tensor, Tensor?> gradientOf) => direct?.Invoke(model, batch, gradientOf);

    /// <summary>Tells the parameters of a model the shorter ways to this loss's gradient on a batch.</summary>
    internal void Prepare(FlatParameters parameters, OperatorModel model, OperatorBatch batch)
    {
        parameters.UsesTape = UsesTape;
        parameters.Shortcut = gradientOf => Differentiate(model, batch, gradientOf);
    }

    /// <summary>Mean over functions, points and channels of <c>(ŝ − s)²</c>; points with mask 0 do not count.</summary>
    public static OperatorLoss MeanSquare() => OfData("mean square", DataError.MeanSquare);

    /// <summary>Mean over functions of <c>‖ŝ − s‖₂ / ‖s‖₂</c>, the norms over points and channels together: the loss of the FNO paper.</summary>
    /// <remarks>A function whose truth is zero everywhere makes it infinite, as it must: train with <see cref="MeanSquare"/> then.</remarks>
    public static OperatorLoss RelativeL2() => OfData("relative L2", DataError.RelativeL2);

    /// <summary>Mean over channels of the mean square error of a channel divided by that channel's variance in <paramref name="train"/>: fields of different units weigh alike.</summary>
    /// <param name="train">The training set; a channel must vary in it.</param>
    /// <exception cref="ArgumentException">A channel is constant.</exception>
    public static OperatorLoss VarianceNormalized(OperatorDataset train)
    {
        ArgumentNullException.ThrowIfNull(train);
        double[] variances = ChannelVariances(train);
        for (int channel = 0; channel < variances.Length; channel++)
            if (!(variances[channel] > 0.0))
                throw new ArgumentException($"OperatorLoss.VarianceNormalized: output {train.OutputNames[channel]} is constant in the training set, so its error has no scale; leave the channel out.");
        string name = FormattableString.Invariant($"variance normalised([{string.Join(", ", variances.Select(v => v.ToString("R", System.Globalization.CultureInfo.InvariantCulture)))}])");
        return OfData(name, DataError.Normalized(variances));
    }

    /// <summary><c>Σᵢ wᵢ Lᵢ</c>.</summary>
    /// <param name="losses">The terms Lᵢ.</param>
    /// <param name="weights">One weight wᵢ a term.</param>
    public static OperatorLoss WeightedSum(IReadOnlyList<OperatorLoss> losses, IReadOnlyList<double> weights)
    {
        ArgumentNullException.ThrowIfNull(losses);
        ArgumentNullException.ThrowIfNull(weights);
        if (losses.Count == 0 || losses.Count != weights.Count)
            throw new ArgumentException($"OperatorLoss.WeightedSum: one weight a loss is needed, and at least one loss; got {losses.Count} losses and {weights.Count} weights.");
        OperatorLoss[] terms = [.. losses];
        double[] factors = [.. weights];
        string name = string.Join(" + ", terms.Select((term, i) => FormattableString.Invariant($"{factors[i]} · {term.Name}")));
        return new OperatorLoss(name, (model, batch) =>
        {
            Tensor sum = factors[0] * terms[0].Evaluate(model, batch);
            for (int i = 1; i < terms.Length; i++) sum += factors[i] * terms[i].Evaluate(model, batch);
            return sum;
        })
        { UsesTape = terms.All(term => term.UsesTape) };
    }

    /// <summary>Any differentiable scalar of the model and the batch, e.g. the residual of an equation at the batch's locations.</summary>
    /// <param name="name">Names it; a changed function must change its name, or a resumed run cannot notice.</param>
    /// <param name="evaluate">Returns a tensor of shape <c>[]</c>.</param>
    public static OperatorLoss FromFunction(string name, Func<OperatorModel, OperatorBatch, Tensor> evaluate)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(evaluate);
        return new OperatorLoss(name, evaluate);
    }

    /// <summary>Mean square of an equation's residual at the batch's locations: a loss that needs no solutions, only input functions and locations.</summary>
    /// <remarks>
    /// Wang, Wang and Perdikaris, Science Advances 7 (2021) eabi8605, <see href="https://arxiv.org/abs/2103.10974"/>. Points with mask 0 do not count. Add initial and boundary conditions
    /// by <see cref="WeightedSum"/>, or in the same residual when they lie at the batch's locations. For s′ = u with u on the batch's points:
    /// <c>Residual("s′ = u", output => output.Derivative(0) - output.Batch.Functions[0].squeeze(-1))</c>.
    /// Measured, seed 0: <see cref="Antiderivative"/>, 10,000 functions without their solutions, this residual and s(0) = 0 with equal weights, branch [100, 5 × 50], trunk [1, 5 × 50], tanh, no output bias,
    /// 40,000 Adam steps of 100 functions and 100 points, rate 1e-3 · 0.9^(k/1000): mean relative L² error of 1,000 other functions 0.42 % in s and 0.84 % in s′. The authors print 0.25 % and 0.63 %.
    /// </remarks>
    /// <param name="name">Names it; a changed residual must change its name, or a resumed run cannot notice.</param>
    /// <param name="residual">
    /// The residual <c>[samples, points]</c> (further axes are averaged too), of the model's output and its derivatives. Called twice in the first step: once to learn which derivatives it takes.
    /// It must not differentiate in the model's parameters itself, as training takes their gradients past automatic differentiation; a loss by <see cref="FromFunction"/> may.
    /// </param>
    public static OperatorLoss Residual(string name, Func<OperatorOutput, Tensor> residual)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(residual);
        ConditionalWeakTable<OperatorModel, DerivativePlan> plans = [];
        return new OperatorLoss(name, (model, batch) =>
        {
            using var _ = enable_grad(); // derivatives in the coordinates are needed in validation too
            Tensor values = Planned(plans.GetOrCreateValue(model), plan => new OperatorOutput(model, batch, plan), residual);
            if (values.dim() < 2 || values.shape[0] != batch.Functions[0].shape[0])
                throw new ArgumentException($"OperatorLoss.Residual: the residual {name} must be [samples, points]; got {Shape(values)}.");
            if (batch.Mask is null) return nn.functional.mse_loss(values, zeros_like(values)); // the same mean in one operation, and one in the backward pass
            Tensor square = values.square();
            return DataError.SampleMean(square.dim() == 2 ? square.unsqueeze(2) : square.flatten(2), batch.Mask).mean();
        })
        { UsesTape = true };
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    // Evaluated again when it asks for what the plan did not hold: else a resumed run, which learns the plan anew, would add its numbers in another order.
    private static Tensor Planned(DerivativePlan plan, Func<DerivativePlan, OperatorOutput> evaluate, Func<OperatorOutput, Tensor> residual)
    {
        while (true)
        {
            (bool settled, DerivativePlan.Stream[] asked) = (plan.IsSettled, plan.Asked);
            OperatorOutput output = evaluate(plan);
            Tensor values = residual(output);
            if (!output.IsPushed || (settled && ReferenceEquals(asked, plan.Asked))) return values;
            plan.Settle();
        }
    }

    /// <summary>A loss of the model's values and the targets, which <see cref="LossOperation"/> knows without a mask.</summary>
    private static OperatorLoss OfData(string name, DataError form) => new(name, (model, batch) =>
    {
        return (batch.Mask is null ? Operations.Loss(() => model.FormOf(batch.Functions, batch.Locations, direct: false), batch.Targets, form, Plain, model.LossPath) : null) ?? Plain();

        Tensor Plain()
        {
            Tensor prediction = model.call(batch.Functions, batch.Locations); // [samples, points, channels]
            if (!prediction.shape.AsSpan().SequenceEqual(batch.Targets.shape))
                throw new ArgumentException($"OperatorLoss: the model must return [samples, points, channels] as the targets have them; got {Shape(prediction)} for targets {Shape(batch.Targets)}.");
            return form.ByOperations(prediction, batch.Targets, batch.Mask);
        }
    })
    { UsesTape = true, direct = (model, batch, gradientOf) => batch.Mask is null ? Operations.Gradients(() => model.FormOf(batch.Functions, batch.Locations, direct: true), batch.Targets, form, gradientOf, model.LossPath) : null };

    private static double[] ChannelVariances(OperatorDataset train)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        Tensor values = train.Outputs.to(ScalarType.Float64), weights = train.Mask is { } mask
            ? mask.to(ScalarType.Float64).expand(train.Samples, train.Points).unsqueeze(-1)
            : ones(train.Samples, train.Points, 1, dtype: ScalarType.Float64, device: values.device);
        Tensor count = weights.sum(), mean = (values * weights).sum([0L, 1L]) / count; // [channels]
        return ((values - mean).square() * weights).sum([0L, 1L]).div(count).cpu().data<double>().ToArray();
    }

    private static string Shape(Tensor tensor) => $"[{string.Join(", ", tensor.shape)}]";
}
