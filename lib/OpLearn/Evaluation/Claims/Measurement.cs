namespace OpLearn;

/// <summary>A named number of a study, with how far a later run may lie from it.</summary>
/// <param name="Name">Unique within the study, such as <c>deeponet/test/relative-l2</c>.</param>
/// <param name="Value">The number.</param>
/// <param name="RelativeTolerance">Share of the recorded value's size by which another run may differ.</param>
/// <param name="AbsoluteTolerance">Amount by which another run may differ on top of that.</param>
public sealed record Measurement(string Name, double Value, double RelativeTolerance, double AbsoluteTolerance)
{
    /// <summary>Is another run's value within <c>absolute + relative·|recorded|</c> of this, the recorded one? NaN and the infinities agree with themselves only.</summary>
    public bool Accepts(double value) =>
        Value.Equals(value) || (double.IsFinite(Value) && Math.Abs(value - Value) <= AbsoluteTolerance + (RelativeTolerance * Math.Abs(Value)));
}
