namespace OpLearn;

/// <summary>A named number of a study, with how far a later run may lie from it.</summary>
/// <param name="Name">Unique within the study, such as <c>deeponet/test/relative-l2</c>.</param>
/// <param name="Value">The number; the mean where there are several seeds.</param>
/// <param name="RelativeTolerance">Share of the recorded value's size by which another run may differ.</param>
/// <param name="AbsoluteTolerance">Amount by which another run may differ on top of that.</param>
public sealed record Measurement(string Name, double Value, double RelativeTolerance, double AbsoluteTolerance)
{
    /// <summary>The number of each seed, in the order of the seeds; one entry where there was one.</summary>
    public IReadOnlyList<double> PerSeed { get; init; } = [Value];

    /// <summary>The sample standard deviation over the seeds, √(Σ(xᵢ − mean)² / (n − 1)); NaN for one seed.</summary>
    public double Spread => PerSeed.Count < 2 ? double.NaN : Math.Sqrt(PerSeed.Sum(x => (x - Value) * (x - Value)) / (PerSeed.Count - 1));

    /// <summary>Is another run's value within <c>absolute + relative·|recorded|</c> of this, the recorded one? NaN and the infinities agree with themselves only.</summary>
    public bool Accepts(double value) =>
        Value.Equals(value) || (double.IsFinite(Value) && Math.Abs(value - Value) <= AbsoluteTolerance + (RelativeTolerance * Math.Abs(Value)));
}
