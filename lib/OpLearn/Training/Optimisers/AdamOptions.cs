namespace OpLearn;

/// <summary>Adam (Kingma and Ba, <see href="https://arxiv.org/abs/1412.6980"/>, algorithm 1) and, with decoupled decay, AdamW.</summary>
/// <remarks>
/// <c>m ← β₁ m + (1 − β₁) g</c>, <c>v ← β₂ v + (1 − β₂) g²</c>, <c>θ ← θ − η (m / (1 − β₁ᵏ)) / (√(v / (1 − β₂ᵏ)) + ε)</c>, as PyTorch computes it. The 2021 scripts of the FNO
/// give Adam a weight decay of 1e-4 that is not decoupled.
/// </remarks>
public sealed record AdamOptions : OptimizerOptions
{
    /// <summary>β₁ in [0, 1).</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>β₂ in [0, 1).</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>ε &gt; 0, outside the root. PyTorch 1e-8, Keras 1e-7.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>λ ≥ 0.</summary>
    public double WeightDecay { get; init; }

    /// <summary>False: λ θ is added to the gradient (L² penalty). True: θ ← (1 − η λ) θ apart from the gradient (AdamW, <see href="https://arxiv.org/abs/1711.05101"/>).</summary>
    public bool DecoupledDecay { get; init; }

    internal override Optimizer Create(FlatParameters parameters) => new AdamOptimizer(parameters, this);

    internal override void Validate()
    {
        base.Validate();
        if (Beta1 is not (>= 0.0 and < 1.0) || Beta2 is not (>= 0.0 and < 1.0) || !(Epsilon > 0.0) || !(WeightDecay >= 0.0))
            throw new ArgumentException($"AdamOptions: β₁ and β₂ must lie in [0, 1), ε be positive and the weight decay not negative; got {Beta1}, {Beta2}, {Epsilon}, {WeightDecay}.");
    }
}
