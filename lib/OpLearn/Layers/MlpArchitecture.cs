namespace OpLearn;

/// <summary>How the layers of an <see cref="Mlp"/> are joined.</summary>
public sealed class MlpArchitecture
{
    private MlpArchitecture(string name) => Name = name;

    /// <summary>How it appears in tables and saved options.</summary>
    public string Name { get; }

    /// <summary><c>h ← σ(W h + b)</c>.</summary>
    public static MlpArchitecture Plain { get; } = new("plain");

    /// <summary><c>h ← h + σ(W h + b)</c> wherever a hidden layer is as wide as the one before it, plain elsewhere.</summary>
    public static MlpArchitecture Residual { get; } = new("residual");

    /// <summary>
    /// Two encodings of the input, <c>U = σ(W₁x + b₁)</c> and <c>V = σ(W₂x + b₂)</c>, mixed by each hidden layer: <c>z = σ(W h + b)</c>,
    /// <c>h ← (1 − z) ⊙ U + z ⊙ V</c>. All hidden widths must be equal.
    /// From Wang, Teng &amp; Perdikaris, <see href="https://arxiv.org/abs/2001.04536"/>, section 2.6.
    /// </summary>
    public static MlpArchitecture Modified { get; } = new("modified");

    /// <summary><c>hₗ = σ(W hₗ₋₁ + b) + P hₗ₋₂ + c</c> from the third hidden layer on, with a learnt matrix P and bias c a layer: the trunk of the multi-task study's heated plate.</summary>
    public static MlpArchitecture ProjectedSkip { get; } = new("projected skip");

    /// <inheritdoc/>
    public override string ToString() => Name;
}
