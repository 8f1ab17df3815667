namespace OpLearn;

/// <summary>How often a band holds the truth, and how wide it is.</summary>
/// <param name="Level">The level that the band promises, in (0, 1).</param>
/// <param name="Functions">Share of functions that lie in the band at every point (or, for a conformal band with a point share, at that share of their points).</param>
/// <param name="Points">Share of all points (and channels) that lie in the band.</param>
/// <param name="MeanWidth">Mean of upper − lower end over all points: a wide band covers without knowing.</param>
public sealed record BandCoverage(double Level, double Functions, double Points, double MeanWidth);
