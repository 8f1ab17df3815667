namespace OpLearn;

/// <summary>What reads an input function in the small networks of the study of coupling regimes.</summary>
public sealed class CouplingEncoder
{
    private CouplingEncoder(string name) => Name = name;

    /// <summary>A fully connected network on all values.</summary>
    public static CouplingEncoder FullyConnected { get; } = new("fully connected");

    /// <summary>Gated recurrent units along the values.</summary>
    public static CouplingEncoder Recurrent { get; } = new("recurrent");

    /// <summary>The paper's recurrent encoder and decoder: the last state of the units along the values is repeated once a coefficient and read by further
    /// units.</summary>
    public static CouplingEncoder RecurrentWithDecoder { get; } = new("recurrent with decoder");

    /// <summary>How it appears in tables.</summary>
    public string Name { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
