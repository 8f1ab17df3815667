namespace OpLearn;

/// <summary>How far a sweep is.</summary>
/// <param name="Done">Runs of this process's part that have a result, those that failed and those found in the cache included.</param>
/// <param name="Failed">Of these, runs that failed.</param>
/// <param name="Total">Runs of this process's part.</param>
/// <param name="Running">Names, with their seeds, of the runs that are being worked on.</param>
/// <param name="ElapsedSeconds">Wall time since the sweep began.</param>
/// <param name="RemainingSeconds">Wall time to its end at the speed so far; null until something can be said.</param>
public sealed record SweepProgress(int Done, int Failed, int Total, IReadOnlyList<string> Running, double ElapsedSeconds, double? RemainingSeconds)
{
    /// <summary>One line for a console.</summary>
    public override string ToString()
    {
        string failed = Failed > 0 ? $" ({Failed} failed)" : "", left = RemainingSeconds is { } seconds ? FormattableString.Invariant($", {seconds:0} s left") : "";
        string running = Running.Count > 0 ? $"; now {string.Join(" and ", Running)}" : "";
        return FormattableString.Invariant($"{Done}/{Total} runs{failed}, {ElapsedSeconds:0} s{left}{running}");
    }
}
