namespace OpLearn;

/// <summary>A normalisation between a layer and its σ, as a value with its constants: <c>x ↦ γ (x − μ) / √(v + ε) + β</c> with learnt γ = 1 and β = 0 at first.</summary>
/// <remarks>Libraries differ in the constants and results depend on them: PyTorch takes ε = 10⁻⁵ (and momentum 0.1), Keras ε = 10⁻³ (and momentum 0.01 in this convention).</remarks>
public sealed class NormLayer
{
    private NormLayer(string name, double epsilon, double momentum)
    {
        Name = name;
        Epsilon = epsilon;
        Momentum = momentum;
    }

    /// <summary>How it appears in tables and saved options.</summary>
    public string Name { get; }

    /// <summary>ε, added to the variance.</summary>
    public double Epsilon { get; }

    /// <summary>Weight of the newest batch in the running mean and variance; 0 where there are none.</summary>
    public double Momentum { get; }

    /// <summary>No normalisation.</summary>
    public static NormLayer None { get; } = new("none", 0.0, 0.0);

    /// <summary>Over the units (channels) of each sample and point: μ and v do not depend on the batch. Ba et al., <see href="https://arxiv.org/abs/1607.06450"/>, section 3.</summary>
    /// <param name="epsilon">ε &gt; 0; PyTorch's 10⁻⁵ by default.</param>
    public static NormLayer Layer(double epsilon = 1e-5)
    {
        Checks.Positive(epsilon, "NormLayer.Layer", nameof(epsilon));
        return new(FormattableString.Invariant($"layer({epsilon})"), epsilon, 0.0);
    }

    /// <summary>
    /// Over the batch (and the points) of each unit; in evaluation mode with running averages <c>μ ← (1 − m) μ + m μ_batch</c> of mean and unbiased variance, which are buffers
    /// that are saved with the weights. Ioffe &amp; Szegedy, <see href="https://arxiv.org/abs/1502.03167"/>, section 3.
    /// </summary>
    /// <param name="epsilon">ε &gt; 0; PyTorch's 10⁻⁵ by default.</param>
    /// <param name="momentum">m, 0 &lt; m ≤ 1; PyTorch's 0.1 by default.</param>
    public static NormLayer Batch(double epsilon = 1e-5, double momentum = 0.1)
    {
        Checks.Positive(epsilon, "NormLayer.Batch", nameof(epsilon));
        Checks.That(momentum is > 0.0 and <= 1.0, "NormLayer.Batch", "0 < momentum ≤ 1", $"{momentum}");
        return new(FormattableString.Invariant($"batch({epsilon}, {momentum})"), epsilon, momentum);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
