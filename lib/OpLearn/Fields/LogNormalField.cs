namespace OpLearn;

/// <summary>K = exp(Z) of a random field Z: a positive coefficient such as a permeability.</summary>
/// <remarks>For a Gaussian Z ~ N(μ, s²) at a point, K has median e^μ and mean e^{μ + s²/2}. Cut Z to few modes by <see cref="KarhunenLoeve"/>.</remarks>
public sealed class LogNormalField : RandomField
{
    private readonly RandomField logarithm;

    /// <summary>Makes the field from its logarithm.</summary>
    public LogNormalField(RandomField logarithm)
    {
        ArgumentNullException.ThrowIfNull(logarithm);
        this.logarithm = logarithm;
    }

    /// <inheritdoc/>
    public override string Name => $"exponential of {logarithm.Name}";

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Parameters => logarithm.Parameters;

    /// <inheritdoc/>
    public override FieldSampler On(Grid grid) => new Sampler(logarithm.On(grid));

    private sealed class Sampler(FieldSampler logarithm) : FieldSampler(logarithm.Grid)
    {
        protected internal override void Fill(int sample, int seed, double[] target)
        {
            logarithm.Fill(sample, seed, target);
            for (int i = 0; i < target.Length; i++) target[i] = Math.Exp(target[i]);
        }
    }
}
