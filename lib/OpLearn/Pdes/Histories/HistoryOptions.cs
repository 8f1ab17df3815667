namespace OpLearn;

/// <summary>Sizes of a <see cref="HistoryProblem"/>: what networks see of it, and how finely it is solved.</summary>
public sealed record HistoryOptions
{
    /// <value>Control points of each load history, the first one at rest in most problems; 6 by default. A history at rest has one degree of freedom less.</value>
    public int Controls { get; init; } = 6;

    /// <value>Equispaced times at which networks see the histories, both ends included; 101 by default. 21 to 26 suffice for 6 controls.</value>
    public int HistoryPoints { get; init; } = 101;

    /// <value>Points of the outputs over the problem's length, both ends included; 64 by default.</value>
    public int Points { get; init; } = 64;

    /// <value>Cells of the solver in each interval of the outputs; null (the default) for what the problem was shown converged with.</value>
    public int? Refinement { get; init; }

    /// <value>Time steps; null (the default) for what the problem was shown converged with.</value>
    public int? Steps { get; init; }
}
