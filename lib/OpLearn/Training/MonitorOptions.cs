namespace OpLearn;

/// <summary>How a run is watched and stopped from outside.</summary>
public sealed record MonitorOptions
{
    /// <summary>A record of the history is made every so many steps, and after the last one; ≥ 1.</summary>
    public int Every { get; init; } = 100;

    /// <summary>Called with each record of the history as it is made; null for nobody. What it throws ends the run.</summary>
    public Action<TrainingProgress>? OnReport { get; init; }

    /// <summary>Polled before every step beside <see cref="Interruption.Token"/>; the run then writes its checkpoint and throws.</summary>
    public CancellationToken Cancellation { get; init; }
}
