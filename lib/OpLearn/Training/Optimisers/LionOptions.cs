namespace OpLearn;

/// <summary>Lion (Chen et al. 2023, <see href="https://arxiv.org/abs/2302.06675"/>, algorithm 2): every parameter moves by the rate, in the direction of a sign.</summary>
/// <remarks>
/// <c>θ ← (1 − η λ) θ − η sign(β₁ m + (1 − β₁) g)</c>, then <c>m ← β₂ m + (1 − β₂) g</c>. Its rate should be 3 to 10 times smaller than Adam's and its decay as
/// much larger. The sign of 0 is 0.
/// </remarks>
public sealed record LionOptions : OptimizerOptions
{
    /// <summary>The defaults of the paper, with the rate 1e-4.</summary>
    public LionOptions() => Schedule = Schedule.Constant(1e-4);

    /// <summary>β₁ in [0, 1).</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>β₂ in [0, 1).</summary>
    public double Beta2 { get; init; } = 0.99;

    /// <summary>λ ≥ 0, decoupled from the gradient.</summary>
    public double WeightDecay { get; init; }

    internal override Optimizer Create(FlatParameters parameters) => new LionOptimizer(parameters, this);

    internal override void Validate()
    {
        base.Validate();
        if (Beta1 is not (>= 0.0 and < 1.0) || Beta2 is not (>= 0.0 and < 1.0) || !(WeightDecay >= 0.0))
            throw new ArgumentException($"LionOptions: β₁ and β₂ must lie in [0, 1) and the weight decay not be negative; got {Beta1}, {Beta2}, {WeightDecay}.");
    }
}
