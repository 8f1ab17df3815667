namespace OpLearn;

/// <summary>Where and how often a run keeps its state.</summary>
public sealed record CheckpointOptions
{
    /// <summary>File name, <c>….safetensors</c>. It is replaced atomically: at every instant it holds one whole state.</summary>
    public required string File { get; init; }

    /// <summary>The state is written every so many steps, when the run is cancelled and when it ends; ≥ 1.</summary>
    public int Every { get; init; } = 1000;

    /// <summary>Whether a run whose file is there goes on from it (true by default) or begins anew and overwrites it.</summary>
    public bool Resume { get; init; } = true;
}
