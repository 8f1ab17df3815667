using static TorchSharp.torch;

namespace OpLearn;

/// <summary>The loss of the study of coupling regimes, which its code names COP: the squared error of a function over the variance of the batch.</summary>
/// <remarks>
/// <c>Σ (ŝ − s)² / (B Var s)</c>, the sum over the batch's B functions, points and output channels, the variance (divided by n) over all targets of the batch
/// at once:
/// points × channels × mean square error / variance. Where channels differ in their spread the widest decides; <see cref="OperatorLoss.VarianceNormalized"/>
/// does not
/// have that fault. Kobayashi et al., <see href="https://arxiv.org/abs/2507.03660"/>, by the released code.
/// </remarks>
public static class PooledVarianceLoss
{
    /// <summary>The loss.</summary>
    /// <remarks>Evaluating it throws an <see cref="ArgumentException"/> on a batch with a mask, or whose targets are all one number.</remarks>
    public static OperatorLoss Create() => OperatorLoss.FromFunction("squared error of a function over the batch's pooled variance", (model, batch) =>
    {
        Checks.That(batch.Mask is null, nameof(PooledVarianceLoss), "a batch in which all points count", "one with a mask", "Use VarianceNormalized.");
        Tensor variance = (batch.Targets - batch.Targets.mean()).square().mean(), difference = model.call(batch.Functions, batch.Locations) - batch.Targets;
        Checks.That(variance.to(float64).item<double>() > 0, nameof(PooledVarianceLoss), "targets that vary within the batch", "one number everywhere");
        return difference.square().sum() / (batch.Targets.shape[0] * variance);
    });
}
