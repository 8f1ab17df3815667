namespace OpLearn;

/// <summary>Solves a <see cref="HistoryProblem"/> for some samples side by side, the lanes. One instance, one thread.</summary>
/// <remarks>What a lane gives depends on its own histories alone.</remarks>
internal interface IHistorySolver
{
    /// <summary>Samples that are solved at once.</summary>
    int Lanes { get; }

    /// <summary>Solves from the state of rest to the last time.</summary>
    /// <param name="first">First history, <c>[time · Lanes + lane]</c>.</param>
    /// <param name="second">Second history, likewise.</param>
    /// <param name="cancellation">Polled now and then.</param>
    void Solve(double[] first, double[] second, CancellationToken cancellation);

    /// <summary>First output at a node.</summary>
    double First(int node, int lane);

    /// <summary>Second output at a node.</summary>
    double Second(int node, int lane);
}
