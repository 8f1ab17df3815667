namespace OpLearn;

/// <summary>How far a generation is.</summary>
/// <param name="Done">Samples solved.</param>
/// <param name="Total">Samples asked for.</param>
/// <param name="Elapsed">Time since the start.</param>
/// <param name="Remaining">Time left if the rest goes as the samples so far; zero at the end.</param>
public sealed record GenerationProgress(int Done, int Total, TimeSpan Elapsed, TimeSpan Remaining);
