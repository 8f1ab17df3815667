namespace OpLearn;

/// <summary>Does an ensemble know how wrong it is? Promised against observed coverage.</summary>
/// <param name="Levels">Promised coverage of central normal intervals.</param>
/// <param name="Observed">Share of points that they hold; below the level the ensemble is overconfident.</param>
/// <param name="SpreadOverError">Root mean square deviation of the members, times ((m + 1)/m)^½, over the root mean square error of their mean: 1 when the truth is as one more
/// member, below it when overconfident.</param>
public sealed record CalibrationCurve(IReadOnlyList<double> Levels, IReadOnlyList<double> Observed, double SpreadOverError)
{
    /// <summary>Mean of |observed − promised| over the levels: 0 when calibrated, at most 0.5.</summary>
    public double Error => Levels.Zip(Observed, (level, observed) => Math.Abs(observed - level)).Average();
}
