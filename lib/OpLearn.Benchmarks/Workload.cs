namespace OpLearn.Benchmarks;

/// <summary>A step to be timed.</summary>
/// <param name="Name">Also what the peer's script knows it by.</param>
/// <param name="Description">Sizes, in words.</param>
/// <param name="Flops">Additions and multiplications of the matrix products of a step (<see cref="Arithmetic"/>).</param>
/// <param name="Contenders">Makes them; the first is what the others are compared with.</param>
internal sealed record Workload(string Name, string Description, double Flops, Func<IReadOnlyList<Contender>> Contenders)
{
    /// <summary>Whether the peer's script has it.</summary>
    public bool HasPeer { get; init; } = true;

    /// <summary>Bytes that have to pass through memory in a step; 0 where everything fits into the caches.</summary>
    public double Bytes { get; init; }
}
