namespace OpLearn.Kernel.Notebooks;

/// <summary>How a notebook's execution ended.</summary>
/// <param name="Failure">The cell that stopped it; null when every cell ran.</param>
/// <param name="Cancelled">True when the person stopped it.</param>
/// <param name="Elapsed">From the kernel's start to its end.</param>
/// <param name="CellSeconds">Seconds of each code cell that ran.</param>
public sealed record NotebookOutcome(NotebookFailure? Failure, bool Cancelled, TimeSpan Elapsed, IReadOnlyList<double> CellSeconds);

/// <summary>A failed cell.</summary>
/// <param name="Cell">Number of the code cell, from 1.</param>
/// <param name="CellId">Its id, or empty.</param>
/// <param name="Line">Line of the cell, from 1, where it is known.</param>
/// <param name="Name">Exception type, or <c>Timeout</c>, <c>KernelDied</c>.</param>
/// <param name="Message">What went wrong.</param>
public sealed record NotebookFailure(int Cell, string CellId, int? Line, string Name, string Message);
