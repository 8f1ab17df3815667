namespace OpLearn;

/// <summary>The constant that is added to the inner product of branch and trunk.</summary>
public sealed class OutputBias
{
    private OutputBias(string name) => Name = name;

    /// <summary>How it appears in tables and saved options.</summary>
    public string Name { get; }

    /// <summary>One learnt number an output, zero at first.</summary>
    public static OutputBias PerOutput { get; } = new("per output");

    /// <summary>One learnt number for all outputs, zero at first.</summary>
    public static OutputBias Common { get; } = new("common");

    /// <summary>None.</summary>
    public static OutputBias None { get; } = new("none");

    internal int Count(int outputs) => this == PerOutput ? outputs : this == Common ? 1 : 0;

    /// <inheritdoc/>
    public override string ToString() => Name;
}
