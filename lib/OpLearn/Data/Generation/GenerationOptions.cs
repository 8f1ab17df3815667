using static TorchSharp.torch;

namespace OpLearn;

/// <summary>How, and not what, <see cref="OperatorDataset.Generate"/> computes: none but <see cref="Type"/> changes a bit of the data.</summary>
public sealed record GenerationOptions
{
    /// <summary>Type that the values are kept in; solvers compute in float64 whatever it says. Default float32, what networks train in.</summary>
    public ScalarType Type { get; init; } = ScalarType.Float32;

    /// <summary>Threads that solve at once; 0 (the default) takes one a processor.</summary>
    public int Threads { get; init; }

    /// <summary>Samples that a thread solves in one go; 0 (the default) takes 1/8 of a thread's share and at most 256 (32 with a cache folder,
    /// since a killed generation loses the blocks that run).</summary>
    public int BlockSize { get; init; }

    /// <summary>Called after every block, one call at a time, with <see cref="GenerationProgress.Done"/> rising; null for silence.</summary>
    public Action<GenerationProgress>? OnProgress { get; init; }

    /// <summary>Folder where the set is looked for before it is generated and kept after, e.g. <see cref="DatasetFile.DefaultCacheFolder"/>; null (the
    /// default) for no cache.</summary>
    /// <remarks>A set that is found is taken when its hash is right and its first and last sample, solved again, are bitwise the same. A generation that was interrupted or
    /// killed goes on from the samples that it had written there, and gives bitwise the same set.</remarks>
    public string? CacheFolder { get; init; }

    /// <summary>With a cache folder: how often finished samples are written to it while the generation runs, and when it is stopped. Default every 5 seconds.</summary>
    public TimeSpan SaveEvery { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Stops the generation, beside <see cref="Interruption.Token"/>.</summary>
    public CancellationToken Cancellation { get; init; }
}
