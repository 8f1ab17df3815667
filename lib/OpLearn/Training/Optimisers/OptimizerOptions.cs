namespace OpLearn;

/// <summary>An optimiser and what all optimisers share: schedule, clipping, averaging.</summary>
public abstract record OptimizerOptions
{
    private protected OptimizerOptions()
    {
    }

    /// <summary>The learning rate of every step; 1e-3 by default.</summary>
    public Schedule Schedule { get; init; } = Schedule.Constant(1e-3);

    /// <summary>The gradient is scaled down to this Euclidean norm when it is longer; null for never.</summary>
    public double? ClipNorm { get; init; }

    /// <summary>
    /// Decay β of an exponential moving average of the weights, <c>a ← βₖ a + (1 − βₖ) θ</c> with <c>βₖ = min(β, (1 + k)/(10 + k))</c>; null for none.
    /// Validation then judges the averaged weights, and the model ends with them.
    /// </summary>
    public double? AverageDecay { get; init; }

    internal abstract Optimizer Create(FlatParameters parameters);

    internal virtual void Validate()
    {
        if (ClipNorm is { } norm && !(norm > 0.0))
            throw new ArgumentException($"OptimizerOptions: ClipNorm must be positive; got {norm}. Leave it null for no clipping.");
        if (AverageDecay is { } decay && decay is not (>= 0.0 and < 1.0))
            throw new ArgumentException($"OptimizerOptions: AverageDecay must lie in [0, 1); got {decay}. 0.999 is usual.");
    }
}
