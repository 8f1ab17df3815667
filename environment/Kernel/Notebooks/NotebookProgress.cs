namespace OpLearn.Kernel.Notebooks;

/// <summary>How far a notebook's execution is.</summary>
/// <param name="Cell">Number of the code cell that runs, from 1.</param>
/// <param name="Cells">Number of code cells that are to run.</param>
/// <param name="Elapsed">Time since the kernel's start.</param>
/// <param name="Remaining">Estimate from an earlier run; null when there was none.</param>
public sealed record NotebookProgress(int Cell, int Cells, TimeSpan Elapsed, TimeSpan? Remaining);
