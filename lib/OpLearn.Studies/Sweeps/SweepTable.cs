namespace OpLearn;

/// <summary>What a sweep returns: one row a run, in the order of the runs.</summary>
/// <param name="Rows">The rows.</param>
public sealed record SweepTable(IReadOnlyList<SweepRow> Rows)
{
    /// <summary>True when every run has a result or has failed: nothing is left for another shard.</summary>
    public bool IsComplete => Rows.All(row => row.IsDone);

    /// <summary>The rows that failed.</summary>
    public IReadOnlyList<SweepRow> Failures => [.. Rows.Where(row => row.Failure is not null)];

    /// <summary>The rows of one name that succeeded: one a seed.</summary>
    public IReadOnlyList<SweepRow> Of(string name) => [.. Rows.Where(row => row.Name == name && row.Succeeded)];

    /// <summary>One number over the seeds of one name, in the order of the runs; failed and missing runs are left out.</summary>
    /// <param name="name">Name of the runs.</param>
    /// <param name="value">Name of the number.</param>
    public IReadOnlyList<double> Values(string name, string value) => [.. Of(name).Select(row => row.Value(value))];

    /// <summary>Goes on only when all runs are there: a process that did its shard of a sweep ends here.</summary>
    /// <exception cref="SweepIncompleteException">Runs are missing.</exception>
    public void RequireComplete()
    {
        if (!IsComplete) throw new SweepIncompleteException(Rows.Count(row => !row.IsDone), Rows.Count);
    }
}
