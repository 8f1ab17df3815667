namespace OpLearn;

/// <summary>A process has done its part of a sweep, and other parts are missing: not an error, but the end of what it can do.</summary>
public sealed class SweepIncompleteException : Exception
{
    internal SweepIncompleteException(int missing, int total) : base(
        $"SweepTable.RequireComplete: {missing} of {total} runs have no result yet. This process has done its part; when the other shards have done theirs into the same folder, run once more without a shard.") =>
        Missing = missing;

    /// <summary>Number of runs without a result.</summary>
    public int Missing { get; }
}
