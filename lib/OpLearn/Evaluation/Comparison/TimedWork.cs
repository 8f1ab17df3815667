namespace OpLearn;

/// <summary>What <see cref="AlternatedTiming"/> found of one piece of work.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ProcessorSeconds">Processor time of one repetition, summed over threads; the median over the rounds.</param>
/// <param name="WallSeconds">Wall time of one repetition; the median over the rounds.</param>
public sealed record TimedWork(string Name, double ProcessorSeconds, double WallSeconds);
