namespace OpLearn;

/// <summary>An estimate with the interval that covers it at a level.</summary>
/// <param name="Estimate">The estimate itself.</param>
/// <param name="Lower">Lower end.</param>
/// <param name="Upper">Upper end.</param>
/// <param name="Level">Level in (0, 1), e.g. 0.95.</param>
public sealed record ConfidenceInterval(double Estimate, double Lower, double Upper, double Level);
