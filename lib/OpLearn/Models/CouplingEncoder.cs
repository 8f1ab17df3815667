namespace OpLearn;

/// <summary>What reads an input function in the small networks of the study of coupling regimes.</summary>
public sealed class CouplingEncoder
{
    private CouplingEncoder(string name) => Name = name;

    /// <summary>A fully connected network on all values.</summary>
    public static CouplingEncoder FullyConnected { get; } = new("fully connected");

    /// <summary>Gated recurrent units along the values.</summary>
    public static CouplingEncoder Recurrent { get; } = new("recurrent");

    /// <summary>How it appears in tables.</summary>
    public string Name { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
