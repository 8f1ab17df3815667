using OpLearn.Kernel.Notebooks;

namespace OpLearn.Workspace.Reports;

/// <summary>How a study's execution ended, and its claims.</summary>
internal sealed record StudyResult(string Name, bool Succeeded, string State, TimeSpan Elapsed, IReadOnlyList<ClaimLine> Claims)
{
    public static StudyResult Read(string name, string folder, NotebookOutcome outcome)
    {
        string state = outcome.Cancelled ? "stopped" : outcome.Failure is { } failure ? $"failed in cell {failure.Cell}" : "ran";
        string file = Path.Combine(folder, "claims.json");
        return new StudyResult(name, outcome.Failure is null && !outcome.Cancelled, state, outcome.Elapsed, File.Exists(file) ? RunRecord.Read(file).Claims : []);
    }
}
