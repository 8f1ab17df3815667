namespace OpLearn;

/// <summary>Says where a data set comes from: enough to make it again.</summary>
/// <param name="Name">Short name of the problem, e.g. <c>antiderivative</c>.</param>
/// <param name="Equation">The equation with its boundary and initial conditions, in Unicode.</param>
/// <param name="Source">Paper, section and number that the problem is from.</param>
/// <param name="Seed">Seed of the set; null for data that no seed makes (measured, or read from another program's file).</param>
/// <param name="Parameters">Every number that the data depend on, by name.</param>
/// <param name="Software">Versions of what made the data, by name: OpLearn, .NET, operating system.</param>
/// <param name="Steps">What was done to the set since it was made, in order, e.g. <c>Subset(0, 100)</c>.</param>
public sealed record DataCard(string Name, string Equation, string Source, int? Seed, IReadOnlyDictionary<string, double> Parameters,
    IReadOnlyDictionary<string, string> Software, IReadOnlyList<string> Steps)
{
    /// <summary>The card of what <paramref name="problem"/> makes with <paramref name="seed"/> on this machine with this version.</summary>
    public static DataCard Of(OperatorProblem problem, int seed)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return new DataCard(problem.Name, problem.Equation, problem.Source, seed, problem.Parameters, ThisSoftware(), []);
    }

    /// <summary>The same card with one more step.</summary>
    public DataCard After(string step) => this with { Steps = [.. Steps, step] };

    /// <summary>Versions of OpLearn, .NET and the operating system that run now.</summary>
    public static IReadOnlyDictionary<string, string> ThisSoftware() => new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["OpLearn"] = typeof(DataCard).Assembly.GetName().Version?.ToString(3) ?? "unknown",
        [".NET"] = Environment.Version.ToString(),
        ["system"] = System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier,
    };
}
