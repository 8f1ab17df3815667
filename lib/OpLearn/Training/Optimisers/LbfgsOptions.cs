namespace OpLearn;

/// <summary>L-BFGS with a line search for the strong Wolfe conditions (Nocedal and Wright, Numerical Optimization, 2nd ed., algorithms 7.4, 7.5, 3.5 and 3.6).</summary>
/// <remarks>
/// One step of a run is one iteration: a direction from the last curvature pairs, and a search along it, which evaluates the loss mostly once (twice where the batch changes from step to step).
/// Meant for the whole set in every step (leave <see cref="BatchOptions"/> as it is), in float64 where the last digits count. The schedule gives the first
/// length that is tried; 1 by default, as the method wants. It stays where it is when no length along the direction makes the loss smaller.
/// </remarks>
public sealed record LbfgsOptions : OptimizerOptions
{
    /// <summary>The defaults, with the rate 1.</summary>
    public LbfgsOptions() => Schedule = Schedule.Constant(1.0);

    /// <summary>Number of curvature pairs kept, ≥ 1. 10 to 50 are usual; each costs two vectors of memory.</summary>
    public int Memory { get; init; } = 20;

    /// <summary>Evaluations of one line search at most, ≥ 2.</summary>
    public int MaxEvaluations { get; init; } = 25;

    /// <summary>c₁ of <c>f(θ + t d) ≤ f(θ) + c₁ t f′</c>, in (0, 0.5).</summary>
    public double SufficientDecrease { get; init; } = 1e-4;

    /// <summary>c₂ of <c>|f′(θ + t d)| ≤ c₂ |f′(θ)|</c>, in (c₁, 1). 0.9 is usual; smaller searches more exactly.</summary>
    public double Curvature { get; init; } = 0.9;

    internal override Optimizer Create(FlatParameters parameters) => new LbfgsOptimizer(parameters, this);

    internal override void Validate()
    {
        base.Validate();
        if (ClipNorm is not null) throw new ArgumentException("LbfgsOptions: a clipped gradient is not that of the loss, and the line search would fail; leave ClipNorm null.");
        if (Memory < 1 || MaxEvaluations < 2)
            throw new ArgumentException($"LbfgsOptions: Memory must be at least 1 and MaxEvaluations at least 2; got {Memory} and {MaxEvaluations}.");
        if (SufficientDecrease is not (> 0.0 and < 0.5) || !(Curvature > SufficientDecrease && Curvature < 1.0))
            throw new ArgumentException($"LbfgsOptions: 0 < SufficientDecrease < 0.5 and SufficientDecrease < Curvature < 1 are needed; got {SufficientDecrease} and {Curvature}.");
    }
}
